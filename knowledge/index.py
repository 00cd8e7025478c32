"""The arrays behind the search: every text of every record as words, weighed once.

Building them for the whole national list takes a second or two, so they are kept
on disk under the version of the knowledge that they were built from.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Protocol

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix, load_npz, save_npz

WORD = re.compile(r"\w+")

Floats = npt.NDArray[np.float64]
Prepare = Callable[[str], str]
_MATRICES = ("names", "texts", "wholes", "having")


class Searchable(Protocol):
    """What can be found: it has names, and maybe questions."""

    @property
    def id(self) -> str:
        """The key that a hit carries."""

    @property
    def short_name(self) -> str:
        """The usual name."""

    @property
    def official_name(self) -> str:
        """The name in the catalogue."""

    @property
    def names(self) -> Sequence[str]:
        """What people call it."""

    @property
    def questions(self) -> Sequence[str]:
        """How people ask for it without naming it."""


@dataclass
class Parts:
    """The arrays of an index.

    ``names``: texts × words, IDF of a name's words (empty rows for questions).
    ``texts``: texts × words and pairs, unit length. ``wholes``: records × the same.
    ``having``: records × words, 1 where any text has the word. ``starts``: first
    text of each record. ``idf``: one weight for each of ``words``.
    """

    names: csr_matrix
    texts: csr_matrix
    wholes: csr_matrix
    having: csr_matrix
    starts: npt.NDArray[np.int64]
    idf: Floats
    words: list[str]
    from_disk: bool = False

    @classmethod
    def build(cls, records: Sequence[Searchable], prepare: Prepare) -> Parts:
        """Compute everything from the texts of records."""
        texts: list[tuple[int, list[str], bool]] = []
        starts = []
        for number, record in enumerate(records):
            starts.append(len(texts))
            names = [prepare(t) for t in (record.official_name, record.short_name, *record.names)]
            asked = [prepare(text) for text in record.questions]
            for text, is_name in [
                *((t, True) for t in dict.fromkeys(names)),
                *((t, False) for t in dict.fromkeys(asked)),
            ]:
                words = WORD.findall(text)
                if words or is_name:
                    texts.append((number, words, is_name))
        return cls._weigh(texts, np.array(starts), len(records))

    @classmethod
    def _weigh(
        cls, texts: list[tuple[int, list[str], bool]], starts: npt.NDArray[np.int64], records: int
    ) -> Parts:
        owners: dict[str, set[int]] = defaultdict(set)
        for owner, words, _ in texts:
            for gram in grams_of(words):
                owners[gram].add(owner)
        grams = sorted(owners)
        at = {gram: column for column, gram in enumerate(grams)}
        idf = np.array([math.log(1 + records / len(owners[gram])) for gram in grams])
        shape = (len(texts), len(grams))
        names = _matrix(
            ([at[w] for w in dict.fromkeys(words)] if named else [] for _, words, named in texts),
            shape,
        )
        names.data = idf[names.indices]
        counts = _matrix(([at[g] for g in grams_of(words)] for _, words, _ in texts), shape)
        owner = csr_matrix(
            (np.ones(len(texts)), ([o for o, _, _ in texts], range(len(texts)))),
            shape=(records, len(texts)),
        )
        whole = (owner @ counts).tocsr()
        having = whole.copy()
        having.data = np.ones_like(having.data)
        return cls(names, to_unit(counts, idf), to_unit(whole, idf), having, starts, idf, grams)

    @classmethod
    def kept(cls, folder: Path | None, version: str) -> Parts | None:
        """Return what :meth:`keep` wrote for this version, if it is whole."""
        if folder is None or not (folder / f"{version}.npz").exists():
            return None
        try:
            loose = np.load(folder / f"{version}.npz", allow_pickle=False)
            names, texts, wholes, having = (
                load_npz(folder / f"{version}.{name}.npz") for name in _MATRICES
            )
            words = str(loose["words"]).split("\n")
            return cls(
                names, texts, wholes, having, loose["starts"], loose["idf"], words, from_disk=True
            )
        except (OSError, ValueError, KeyError):
            return None

    def keep(self, folder: Path, version: str) -> None:
        """Write the arrays, and drop those of other versions; without room, do nothing."""
        try:
            folder.mkdir(parents=True, exist_ok=True)
            for old in folder.glob("*.npz"):
                if not old.name.startswith(version):
                    old.unlink(missing_ok=True)
            for name in _MATRICES:
                save_npz(folder / f"{version}.{name}.npz", getattr(self, name), compressed=False)
            words = np.array("\n".join(self.words))
            with (folder / f"{version}.npz").open("wb") as file:
                np.savez(file, starts=self.starts, idf=self.idf, words=words)
        except OSError:
            return


class Postings:
    """Where each column of a matrix stands, to sum up a few columns at a time."""

    def __init__(self, matrix: csr_matrix) -> None:
        by_column = matrix.T.tocsr()
        self._starts: list[int] = by_column.indptr.tolist()
        self._rows = by_column.indices.astype(np.intp)
        self._values = by_column.data
        self._size = matrix.shape[0]

    def spread(self, weights: Mapping[int, float]) -> Floats:
        """Return the weighted sum of columns, one number for each row of the matrix."""
        if not weights:
            return np.zeros(self._size)
        spans = [slice(self._starts[c], self._starts[c + 1]) for c in weights]
        rows = np.concatenate([self._rows[span] for span in spans])
        parts = zip(spans, weights.values(), strict=True)
        values = np.concatenate([weight * self._values[span] for span, weight in parts])
        return np.bincount(rows, weights=values, minlength=self._size).astype(np.float64)


def grams_of(words: Sequence[str]) -> list[str]:
    """Return the words and the pairs of neighbouring words."""
    return [*words, *(f"{left} {right}" for left, right in pairwise(words))]


def _matrix(rows: Iterable[list[int]], shape: tuple[int, int]) -> csr_matrix:
    """Return how often each column stands in each row."""
    pointers, columns = [0], []
    for row in rows:
        columns += row
        pointers.append(len(columns))
    matrix = csr_matrix((np.ones(len(columns)), columns, pointers), shape=shape)
    matrix.sum_duplicates()
    return matrix


def to_unit(counts: csr_matrix, idf: Floats) -> csr_matrix:
    """Return rows of unit length: sublinear counts times IDF."""
    weighted = counts.astype(np.float64)
    weighted.data = (1 + np.log(weighted.data)) * idf[weighted.indices]
    norms = np.sqrt(np.asarray(weighted.multiply(weighted).sum(axis=1)).ravel())
    weighted.data /= np.repeat(np.maximum(norms, 1e-9), np.diff(weighted.indptr))
    return weighted
