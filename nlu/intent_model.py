"""The intent classifier: logistic regression over two views of a message."""

from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression

from nlu.features import Vocabulary, grams
from nlu.linear_model import LinearModel
from nlu.text.noise import slip, strip_diacritics, teencode
from nlu.text.normalize import normalize

SLIP_RATE = 0.2
NAME = "intents"


def augment(texts: Sequence[str], seed: int = 7) -> list[tuple[str, int]]:
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
    """Ranks the intents of a message."""

    def __init__(self, model: LinearModel) -> None:
        self._model = model

    @classmethod
    def train(cls, texts: Sequence[str], intents: Sequence[str], c: float = 20.0) -> IntentModel:
        """Fit on examples and their noisy copies; ``c`` is the inverse regularisation."""
        copies = augment(texts)
        documents = [grams(normalize(text)) for text, _ in copies]
        labels = [intents[position] for _, position in copies]
        vocabulary = Vocabulary.learn(documents)
        fitted = LogisticRegression(C=c, max_iter=300, class_weight="balanced")
        fitted.fit(vocabulary.matrix(documents), labels)
        labels = fitted.classes_.tolist()
        return cls(LinearModel(vocabulary, labels, fitted.coef_.T, fitted.intercept_))

    def rank(self, normalized: str) -> list[tuple[str, float]]:
        """Return the intents of a normalised message, best first; the shares sum to 1."""
        scores = self._model.scores(normalized)
        odds = np.exp(scores - scores.max())
        shares = odds / odds.sum()
        order = np.argsort(-shares)
        return [(self._model.labels[i], float(shares[i])) for i in order]

    def save(self, folder: Path) -> None:
        """Write the arrays into ``folder``."""
        self._model.save(folder, NAME)

    @classmethod
    def load(cls, folder: Path) -> IntentModel:
        """Read what :meth:`save` wrote."""
        return cls(LinearModel.load(folder, NAME))
