"""Finds the procedures that a message is about.

Two views are joined. *Names*: how much of a name's meaning stands close together
in the message; robust to everything around it. *Questions*: likeness to the ways
in which people ask without naming anything. Both work on folded text, so
diacritics do not matter, and on pieces of a message, so that one sentence of a
long story is enough.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt
from rapidfuzz import process
from rapidfuzz.distance import OSA
from scipy.sparse import hstack
from sklearn.feature_extraction.text import TfidfVectorizer

WORD = re.compile(r"\w+")
SENTENCE = re.compile(r"[.!?;\n]+")

WINDOW = 16
"""Words of a piece of text that is compared with questions; longer text is cut up."""
STRIDE = 8
GAP = 3
"""Words that may stand within a name beyond its own ("khai sinh *trễ* hạn")."""
SLIP_COST = 0.8
"""Weight of a word that only fits after mending a slip."""
ENOUGH = 4.0
"""Weight of matched words (sum of IDF) at which a name counts as said beyond doubt."""
CONTAINED = 0.6
"""What a name is still worth when a longer name was said around it: whoever says
"khai sinh quá hạn" does not mean "khai sinh"."""
MOSTLY = 0.6
"""Share of a name's weight that a longer name must cover to contain it."""
AS_CLEAR = 0.75
"""A longer name must be said nearly as clearly as the one it contains."""
HARDLY_SAID = 0.15
LEAST = 0.05
QUESTION_TRUST = 0.85
"""Likeness to a question says less than a name: its share at full likeness."""


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


@dataclass(frozen=True)
class Hit:
    """A procedure that a message may be about.

    ``score`` is 0..1; above about 0.55 is sure. ``words`` are the folded words of
    the message that name it; empty when only its questions are alike.
    """

    id: str
    score: float
    words: tuple[str, ...] = ()


Scores = npt.NDArray[np.float64]


@dataclass(frozen=True)
class _Name:
    """A name as folded words with the weight of each."""

    record: int
    words: tuple[str, ...]
    total: float


class ProcedureIndex:
    """An index over records; building it takes well under a second for a few hundred.

    Args:
        records: what can be found.
        prepare: turns any text into normalised, folded text; the same for records
            and messages.
    """

    def __init__(self, records: Iterable[Searchable], prepare: Callable[[str], str]) -> None:
        self._prepare = prepare
        listed = list(records)
        self._ids = [record.id for record in listed]
        named = [
            (number, tuple(WORD.findall(prepare(name))))
            for number, record in enumerate(listed)
            for name in dict.fromkeys((record.short_name, record.official_name, *record.names))
        ]
        self._weights = _weights(named, len(listed))
        self._names = [
            _Name(number, words, sum(self._weights[word] for word in set(words)))
            for number, words in dict.fromkeys(named)
            if words
        ]
        self._by_word: dict[str, list[int]] = defaultdict(list)
        for position, name in enumerate(self._names):
            for word in set(name.words):
                self._by_word[word].append(position)
        self._vocabulary = sorted(self._weights)
        self._questions = _Questions(listed, prepare)

    def search(self, text: str, limit: int = 5) -> list[Hit]:
        """Return the likeliest records, best first; an empty list when nothing fits."""
        prepared = self._prepare(text)
        names, said = self._score_names(prepared)
        questions = self._questions.score(prepared)
        scores = 1 - (1 - names) * (1 - QUESTION_TRUST * questions)
        contained = self._contained(said, names)
        scores[contained] = scores[contained] * CONTAINED
        order = np.argsort(-scores, kind="stable")[:limit]
        return [
            Hit(self._ids[n], round(float(scores[n]), 4), tuple(sorted(said.get(n, ()))))
            for n in order
            if scores[n] > LEAST
        ]

    def _score_names(self, prepared: str) -> tuple[Scores, dict[int, frozenset[str]]]:
        """Return for each record how well its best name is said (0..1), and in which words."""
        places, trust = self._place_words(WORD.findall(prepared))
        best = np.zeros(len(self._ids))
        said: dict[int, frozenset[str]] = {}
        candidates = {position for word in places for position in self._by_word[word]}
        for position in sorted(candidates):
            name = self._names[position]
            if self._at_most(name, trust) <= best[name.record]:
                continue
            score, words = self._said(name, places, trust)
            if score > best[name.record]:
                best[name.record] = score
                said[name.record] = words
        return best, said

    def _at_most(self, name: _Name, trust: dict[str, float]) -> float:
        """Return what a name could score if all its words stood together."""
        share = sum(self._weights[word] for word in name.words if word in trust) / name.total
        return min(share * share, 1.0)

    def _contained(self, said: dict[int, frozenset[str]], best: Scores) -> list[int]:
        """Return the records whose name was only said as a part of another's."""
        clear = [record for record in said if best[record] > HARDLY_SAID]
        return [
            record
            for record in clear
            if any(
                self._contains(said[other], said[record]) and best[other] >= AS_CLEAR * best[record]
                for other in clear
            )
        ]

    def _contains(self, longer: frozenset[str], shorter: frozenset[str]) -> bool:
        """Say whether one name was said within another, longer one."""
        weight = self._weight(shorter)
        return self._weight(longer) > weight and self._weight(longer & shorter) >= MOSTLY * weight

    def _weight(self, words: Iterable[str]) -> float:
        return sum(self._weights[word] for word in words)

    def _place_words(self, words: list[str]) -> tuple[dict[str, list[int]], dict[str, float]]:
        """Return where each known word stands, and how far it may be trusted.

        Unknown words of some length are taken for the nearest known word when one
        slip explains the difference, and for two known words run together.
        """
        places: dict[str, list[int]] = defaultdict(list)
        trust: dict[str, float] = {}
        for at, word in enumerate(words):
            for known, weight in self._meant(word):
                places[known].append(at)
                trust[known] = max(trust.get(known, 0.0), weight)
        return places, trust

    def _meant(self, word: str) -> list[tuple[str, float]]:
        if word in self._weights:
            return [(word, 1.0)]
        if len(word) < 3 or not word.isalpha():
            return []
        for cut in range(2, len(word) - 1):
            if word[:cut] in self._weights and word[cut:] in self._weights:
                return [(word[:cut], SLIP_COST), (word[cut:], SLIP_COST)]
        near = process.extract(word, self._vocabulary, scorer=OSA.distance, score_cutoff=1, limit=3)
        # A short word is a slip of too many others, unless it lost a letter.
        enough = 4 if len(word) < 4 else 2
        return [(known, SLIP_COST) for known, _, _ in near if len(known) >= enough]

    def _said(
        self, name: _Name, places: dict[str, list[int]], trust: dict[str, float]
    ) -> tuple[float, frozenset[str]]:
        """Return how well a name is said, and which of its words stand in the best place.

        The share of its weight, squared, so that half a name is far less than half
        sure; held down when the words that fit weigh little.
        """
        own = set(name.words)
        starts = {at for word in own for at in places.get(word, ())}
        span = len(name.words) + GAP
        best, found = 0.0, frozenset[str]()
        for start in starts:
            here = frozenset(
                word
                for word in own
                if any(start <= at < start + span for at in places.get(word, ()))
            )
            weight = sum(self._weights[word] * trust[word] for word in here)
            if weight > best:
                best, found = weight, here
        share = best / name.total if name.total else 0.0
        return share * share * (1 - math.exp(-2.5 * best / ENOUGH)), found


def _weights(named: Sequence[tuple[int, tuple[str, ...]]], records: int) -> dict[str, float]:
    """Return the IDF of each word over records: rare words tell more."""
    seen: dict[str, set[int]] = defaultdict(set)
    for number, words in named:
        for word in words:
            seen[word].add(number)
    return {word: math.log(1 + records / len(where)) for word, where in seen.items()}


class _Questions:
    """Likeness to names and questions as a whole: words and character n-grams."""

    def __init__(self, records: Sequence[Searchable], prepare: Callable[[str], str]) -> None:
        texts = [
            (number, prepare(text))
            for number, record in enumerate(records)
            for text in (*record.questions, *record.names, record.official_name)
        ]
        self._count = len(records)
        self._owners = np.array([number for number, _ in texts])
        self._words = TfidfVectorizer(
            token_pattern=WORD.pattern, ngram_range=(1, 2), sublinear_tf=True, lowercase=False
        )
        self._chars = TfidfVectorizer(
            analyzer="char_wb", ngram_range=(3, 4), sublinear_tf=True, lowercase=False
        )
        bare = [text for _, text in texts]
        words = self._words.fit_transform(bare)
        chars = self._chars.fit_transform(bare)
        self._matrix = hstack([words, chars]).T.tocsr() * 0.5

    def score(self, prepared: str) -> Scores:
        """Return for each record the likeness (0..1) of its most alike text."""
        pieces = _pieces(prepared)
        if not pieces:
            return np.zeros(self._count)
        vectors = hstack([self._words.transform(pieces), self._chars.transform(pieces)])
        likeness = np.asarray((vectors @ self._matrix).max(axis=0).todense()).ravel()
        best = np.zeros(self._count)
        np.maximum.at(best, self._owners, likeness)
        return np.clip(best, 0, 1) ** 1.5


def _pieces(prepared: str) -> list[str]:
    """Return the sentences of a text, long ones cut into overlapping windows."""
    pieces = []
    for sentence in SENTENCE.split(prepared):
        words = sentence.split()
        for start in range(0, max(len(words) - STRIDE, 1), STRIDE):
            piece = " ".join(words[start : start + WINDOW])
            if piece:
                pieces.append(piece)
    return pieces[:60]
