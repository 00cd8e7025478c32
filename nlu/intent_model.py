"""The intent classifier: logistic regression over two views of a message.

Trained with scikit-learn; kept and applied as plain arrays, so that a model
file holds no code (no pickle) and a prediction costs well under a millisecond.
"""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
from sklearn.linear_model import LogisticRegression

from nlu.features import Vocabulary, grams
from nlu.text.noise import slip, strip_diacritics, teencode
from nlu.text.normalize import normalize

SLIP_RATE = 0.2


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
    """Ranks the intents of a message.

    Args:
        vocabulary: what counts as a feature.
        labels: the intents, in the order of ``weights``.
        weights: shape (intents, n-grams).
        bias: shape (intents,).
    """

    def __init__(
        self,
        vocabulary: Vocabulary,
        labels: Sequence[str],
        weights: npt.NDArray[np.float32],
        bias: npt.NDArray[np.float64],
    ) -> None:
        self._vocabulary = vocabulary
        self._labels = list(labels)
        # Column-major: a message touches a few hundred columns of some ten thousand.
        self._weights = np.ascontiguousarray(weights.T)
        self._bias = bias

    @classmethod
    def train(cls, texts: Sequence[str], intents: Sequence[str], c: float = 20.0) -> IntentModel:
        """Fit on examples and their noisy copies; ``c`` is the inverse regularisation."""
        copies = augment(texts)
        documents = [grams(normalize(text)) for text, _ in copies]
        labels = [intents[position] for _, position in copies]
        vocabulary = Vocabulary.learn(documents)
        classifier = LogisticRegression(C=c, max_iter=300, class_weight="balanced")
        classifier.fit(vocabulary.matrix(documents), labels)
        weights = classifier.coef_.astype(np.float32)
        return cls(vocabulary, classifier.classes_.tolist(), weights, classifier.intercept_)

    def rank(self, normalized: str) -> list[tuple[str, float]]:
        """Return the intents of a normalised message, best first; the shares sum to 1."""
        columns, values = self._vocabulary.vector(grams(normalized))
        scores = self._bias + values @ self._weights[columns]
        odds = np.exp(scores - scores.max())
        shares = odds / odds.sum()
        order = np.argsort(-shares)
        return [(self._labels[i], float(shares[i])) for i in order]

    def save(self, folder: Path) -> None:
        """Write ``intents.npz`` and ``intents.json`` into ``folder``."""
        np.savez_compressed(
            folder / "intents.npz",
            weights=self._weights,
            bias=self._bias,
            idf=self._vocabulary.idf,
        )
        description = {"labels": self._labels, "grams": list(self._vocabulary.index)}
        text = json.dumps(description, ensure_ascii=False)
        (folder / "intents.json").write_text(text, encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> IntentModel:
        """Read what :meth:`save` wrote."""
        description = json.loads((folder / "intents.json").read_text(encoding="utf-8"))
        with np.load(folder / "intents.npz", allow_pickle=False) as arrays:
            index = {gram: column for column, gram in enumerate(description["grams"])}
            vocabulary = Vocabulary(index, arrays["idf"])
            return cls(vocabulary, description["labels"], arrays["weights"].T, arrays["bias"])
