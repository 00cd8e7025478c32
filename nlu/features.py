"""Turns a message into weighted n-grams: the two views of the intent classifier.

The accented view keeps what tells "mất" from "mặt"; the folded view does not
care whether diacritics were typed. Words carry meaning, character n-grams
survive slips. One function serves training and serving.
"""

from __future__ import annotations

import functools
import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix

from nlu.text.fold import fold
from nlu.text.tokens import tokenize

CHAR_NGRAMS = (2, 3, 4, 5)
NEAR = 3
"""How far apart two words may stand to count as a pair."""
MAX_WORDS = 120
"""Words of a message that count; longer stories keep their beginning and their end."""


@functools.lru_cache(maxsize=64)
def grams(normalized: str) -> tuple[str, ...]:
    """Return the n-grams of a normalised message, each marked with its view.

    Word uni- and bigrams of the accented view (``a:``) and the folded one (``f:``); of
    the folded view also words that stand near each other and three in a row (``s:``),
    and character n-grams within words (``c:``).
    """
    words = _shorten(tokenize(normalized))
    folded = [fold(word) for word in words]
    found = [*_word_grams("a:", words), *_word_grams("f:", folded), *_near_grams(folded)]
    for word in folded:
        padded = f" {word} "
        for size in CHAR_NGRAMS:
            found.extend(f"c:{padded[i : i + size]}" for i in range(len(padded) - size + 1))
    return tuple(found)


def _shorten(words: list[str]) -> list[str]:
    half = MAX_WORDS // 2
    return words if len(words) <= MAX_WORDS else [*words[:half], *words[-half:]]


def _word_grams(mark: str, words: Sequence[str]) -> list[str]:
    singles = [f"{mark}{word}" for word in words]
    # The first and last words weigh more in speech acts: "chào …", "… được không".
    edged = ["<", *words, ">"]
    pairs = [f"{mark}{left} {right}" for left, right in pairwise(edged)]
    return singles + pairs


def _near_grams(words: Sequence[str]) -> list[str]:
    pairs = [
        f"s:{left} {right}"
        for gap in range(2, NEAR + 1)
        for left, right in zip(words, words[gap:], strict=False)
    ]
    edged = ["<", *words, ">"]
    rows = zip(edged, edged[1:], edged[2:], strict=False)
    return [*pairs, *(f"s:{a} {b} {c}" for a, b, c in rows)]


class Vocabulary:
    """The n-grams seen in training, with their inverse document frequencies.

    Args:
        index: n-gram to column, 0..n-1.
        idf: weight of each column, shape (n,).
    """

    def __init__(self, index: Mapping[str, int], idf: npt.NDArray[np.float32]) -> None:
        self.index = dict(index)
        self.idf = idf

    @classmethod
    def learn(cls, documents: Iterable[Sequence[str]], least: int = 2) -> Vocabulary:
        """Take the n-grams that stand in at least ``least`` documents."""
        counts: Counter[str] = Counter()
        total = 0
        for document in documents:
            counts.update(set(document))
            total += 1
        kept = sorted(gram for gram, count in counts.items() if count >= least)
        idf = np.array([math.log((1 + total) / (1 + counts[gram])) + 1 for gram in kept])
        return cls({gram: column for column, gram in enumerate(kept)}, idf.astype(np.float32))

    def vector(self, document: Sequence[str]) -> tuple[npt.NDArray[np.int64], npt.NDArray[Any]]:
        """Return the columns and the weights (unit length, sublinear counts) of a message."""
        index = self.index
        # A list and one sort are several times faster here than counting in Python.
        known = [index[gram] for gram in document if gram in index]
        columns, counts = np.unique(np.array(known, dtype=np.int64), return_counts=True)
        frequencies = counts.astype(np.float32)
        weights = (1 + np.log(frequencies)) * self.idf[columns]
        norm = float(np.sqrt((weights**2).sum()))
        return columns, weights / norm if norm else weights

    def matrix(self, documents: Sequence[Sequence[str]]) -> csr_matrix:
        """Return the vectors of many messages, shape (messages, n-grams)."""
        pointers, columns, weights = [0], [], []
        for document in documents:
            found, values = self.vector(document)
            columns.append(found)
            weights.append(values)
            pointers.append(pointers[-1] + len(found))
        return csr_matrix(
            (np.concatenate(weights), np.concatenate(columns), pointers),
            shape=(len(documents), len(self.index)),
        )
