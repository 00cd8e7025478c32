"""The intent classifier: a linear support vector machine over two views of a message.

Its margins become probabilities by one temperature, fitted on examples that the
margins have not seen.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize_scalar
from sklearn.svm import LinearSVC

from nlu.features import Vocabulary, grams
from nlu.linear_model import LinearModel
from nlu.text.noise import slip, strip_diacritics, teencode
from nlu.text.normalize import normalize

SLIP_RATE = 0.2
SEED = 7
HELD_BACK = 5
"""One example in so many tells how far margins can be trusted."""
SHARPEST = 20.0
NAME = "intents"

Floats = npt.NDArray[np.float64]


def augment(texts: Sequence[str], seed: int = SEED) -> list[tuple[str, int]]:
    """Return every text with its noisy copies: without diacritics, slipped, teencode.

    The same for the same input: each text gets its own generator.

    Returns:
        Pairs of a text and the position of the text it came from.
    """
    copies: list[tuple[str, int]] = []
    for position, text in enumerate(texts):
        rng = random.Random(f"{seed}:{text}")
        versions = {
            text: None,
            strip_diacritics(text): None,
            slip(text, rng, SLIP_RATE): None,
            strip_diacritics(slip(text, rng, SLIP_RATE)): None,
            teencode(text, rng): None,
        }
        copies.extend((version, position) for version in versions)
    return copies


class IntentModel:
    """Ranks the intents of a message.

    Args:
        model: scores intents.
        sharpness: what scores are multiplied by before they become shares (> 0).
    """

    def __init__(self, model: LinearModel, sharpness: float) -> None:
        self._model = model
        self._sharpness = sharpness

    @classmethod
    def train(cls, texts: Sequence[str], intents: Sequence[str], c: float = 3.0) -> IntentModel:
        """Fit on examples and their noisy copies; ``c`` is the inverse regularisation."""
        copies = augment(texts)
        documents = [grams(normalize(text)) for text, _ in copies]
        vocabulary = Vocabulary.learn(documents)
        features = vocabulary.matrix(documents)
        labels = np.array([intents[position] for _, position in copies])
        held = np.array([position % HELD_BACK == 0 for _, position in copies])
        sharpness = 1.0
        if set(labels[held]) <= set(labels[~held]) and len(set(labels[~held])) > 1:
            tried = _fit(features[~held], labels[~held], c)
            sharpness = _sharpness(tried, features[held], labels[held])
        fitted = _fit(features, labels, c)
        return cls(_linear(vocabulary, fitted), sharpness)

    def rank(self, normalized: str) -> list[tuple[str, float]]:
        """Return the intents of a normalised message, best first; the shares sum to 1."""
        scores = self._model.scores(grams(normalized))
        shares = _shares(scores[None], self._sharpness)[0]
        order = np.argsort(-shares)
        return [(self._model.labels[i], float(shares[i])) for i in order]

    def save(self, folder: Path) -> None:
        """Write the arrays into ``folder``."""
        self._model.save(folder, NAME, sharpness=self._sharpness)

    @classmethod
    def load(cls, folder: Path) -> IntentModel:
        """Read what :meth:`save` wrote."""
        model, more = LinearModel.load(folder, NAME)
        return cls(model, more["sharpness"])


def _fit(features: Any, labels: npt.NDArray[np.str_], c: float) -> LinearSVC:
    return LinearSVC(C=c, random_state=SEED).fit(features, labels)


def _linear(vocabulary: Vocabulary, fitted: LinearSVC) -> LinearModel:
    labels = fitted.classes_.tolist()
    if len(labels) > 2:
        return LinearModel(vocabulary, labels, fitted.coef_.T, fitted.intercept_)
    # Of two labels only the second has weights.
    weights = np.vstack([-fitted.coef_, fitted.coef_]).T
    bias = np.concatenate([-fitted.intercept_, fitted.intercept_])
    return LinearModel(vocabulary, labels, weights, bias)


def _sharpness(fitted: LinearSVC, features: Any, labels: npt.NDArray[np.str_]) -> float:
    """Return the sharpness under which the held-back labels are likeliest."""
    margins = fitted.decision_function(features)
    if margins.ndim == 1:
        margins = np.stack([-margins, margins], axis=1)
    right = np.searchsorted(fitted.classes_, labels)

    def surprise(sharpness: float) -> float:
        shares = _shares(margins, sharpness)[np.arange(len(right)), right]
        return -float(np.log(shares + 1e-12).mean())

    return float(minimize_scalar(surprise, bounds=(0.1, SHARPEST), method="bounded").x)


def _shares(scores: Floats, sharpness: float) -> Floats:
    odds = np.exp(sharpness * (scores - scores.max(axis=1, keepdims=True)))
    return np.asarray(odds / odds.sum(axis=1, keepdims=True))
