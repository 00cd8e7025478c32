"""Finds the procedures that a message is about, over records and the whole national list.

Each record has many texts: names, what people call it, how they ask for it. A
message is cut into pieces, so that one sentence of a long story is enough, and
every record is scored for every piece by a handful of measures (:data:`MEASURES`)
whose weights were fitted on queries (``ranking.yml``). All of it works on folded
words, so diacritics do not matter; a word that is not known is taken for the
nearest known ones.
"""

from __future__ import annotations

import functools
import math
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from rapidfuzz import process
from rapidfuzz.distance import OSA

from knowledge.index import WORD, Floats, Parts, Postings, Prepare, Searchable, grams_of
from knowledge.loader import ROOT, read_yaml

SENTENCE = re.compile(r"[.!?;\n]+")
WINDOW = 40
"""Words of a piece of a message; longer sentences are cut into overlapping pieces."""
STRIDE = 20
MOST_PIECES = 60
SLIP = 0.8
"""Weight of a word that only fits after mending a slip."""
FILLER = 0.8
"""Weight in a name of a word that mostly names nothing: "hôm" for "hòm"."""
ENOUGH = 4.0
"""Weight of matched words (sum of IDF) at which a name counts as said beyond doubt."""
UNKNOWN = 2.0
"""Weight of a word that no text knows: what is asked may not be here."""
MOST_MEANT = 3
"""Words that one with a slip may be."""
MOST_MENDED = 20_000
"""Words whose meaning is remembered; then it is looked up anew."""
FEW_WORDS = 3.0
"""Words with which half of what a model says is believed."""
LEAST = 0.005
"""Scores below this are no hits."""

MEASURES = (
    "name", "root_name", "alike", "words", "words_squared", "whole", "name_words", "alike_words",
    "written", "commune", "ministry", "unlisted", "unsaid", "unchanged", "learnt",
)  # fmt: skip
"""How well a name is said (and its root), the likeness of the most alike text, the share
of the message's words that the record has (and its square), the likeness of all its
texts together, two products, four things that do not depend on the message, and whether
the record is only for somebody, or only changes something, of which nobody speaks; last,
what a model learnt from how people ask."""
LEARNT = MEASURES.index("learnt")
LIKENESS = 8
"""How many of the measures, from the first, say how alike message and record are."""

Content = Callable[[str], Sequence[str]]
Learnt = Callable[[str], Mapping[str, float]]
"""Scores records by id for a normalised message; ``OTHERS`` is the score of all others."""
OTHERS = "_listed"
_Kinds = tuple[list[re.Pattern[str]], Floats]
_START = re.compile(r"^(?:thủ tục |giải quyết |xét |đề nghị |thực hiện |\W)+")


@dataclass(frozen=True)
class Hit:
    """A procedure that a message may be about.

    ``score`` (0..1) is the chance that a record which fits this well is meant at all;
    ``share`` (0..1) how the chance is divided among all records, so that near ones
    have less of it each. ``words`` are the folded words of the message that name it.
    ``family`` is shared by one procedure at several levels; ``whole`` (0..1) is how much
    of its best name was said; ``learnt`` (0..2) is what the model says, if there is one.
    """

    id: str
    score: float
    share: float = 1.0
    words: tuple[str, ...] = ()
    family: str = ""
    whole: float = 0.0
    learnt: float = 0.0


@functools.cache
def ranking(path: Path = ROOT / "ranking.yml") -> dict[str, float]:
    """Return the fitted weights: one for each measure, ``scale`` and ``offset``."""
    weights: dict[str, float] = read_yaml(path, dict)
    return weights


class Special:
    """What records are only for, and how people say that it is so with them.

    Args:
        records: in the order of the index.
        plain: brings a text to the folded spelling that is compared.
        path: see ``special.yml``.
    """

    def __init__(self, records: Sequence[Any], plain: Prepare, path: Path) -> None:
        self._plain = plain
        table = read_yaml(path, dict)
        names = [f"{record.official_name} {record.short_name}".lower() for record in records]
        starts = [_START.sub("", record.official_name.lower()) for record in records]
        self._groups = self._kinds(table["groups"], names, "search")
        self._changes = self._kinds(table["changes"], starts, "match")

    def _kinds(self, table: Sequence[Any], names: Sequence[str], how: str) -> _Kinds:
        # Names are written with diacritics: "có yếu tố" is no "cơ yếu".
        only_for = [(_any_of(raw["record"]), _any_of(raw.get("also", ()))) for raw in table]
        rows = [
            [bool(getattr(p, how)(name)) and not also.search(name) for p, also in only_for]
            for name in names
        ]
        return [_any_of(map(self._plain, raw["said"])) for raw in table], np.array(rows, float)

    def unsaid(self, pieces: Iterable[str]) -> tuple[Floats, Floats]:
        """Return 1 for records that nobody speaks of in a message.

        Args:
            pieces: of the message.

        Returns:
            Those that are only for a group, and those that only change something.
        """
        message = self._plain(". ".join(pieces))
        groups, changes = (
            np.minimum(rows @ np.array([said.search(message) is None for said in kinds], float), 1)
            for kinds, rows in (self._groups, self._changes)
        )
        return groups, changes


class ProcedureIndex:
    """An index over records; built once for a version of the knowledge, and kept on disk.

    Args:
        written: records with details; they rank above the list where both fit.
        listed: entries of the national list, which know their ``levels`` and
            whether they are ``listed``; entries that a record covers are left out.
        normalize: brings any text to one spelling; the same for records and messages.
        fold: takes the diacritics off normalised text.
        content: returns the folded words of a message that name things.
        cache: where the index is kept, or ``None``; the file of another version is
            never read, as ``version`` is part of its name.
        version: what the records were read from.
        learnt: what a model says, if there is one.
    """

    def __init__(
        self,
        written: Iterable[Searchable],
        listed: Iterable[Any] = (),
        *,
        normalize: Prepare,
        fold: Prepare,
        content: Content,
        cache: Path | None = None,
        version: str = "",
        learnt: Learnt | None = None,
    ) -> None:
        self._learnt = learnt
        self._normalize = normalize
        self._fold = fold
        self._content = content
        records = [*written]
        self._count = count = len(records)
        records += listed
        self.ids = [record.id for record in records]
        self._given = np.array(
            [_given(r, written=n < count) for n, r in enumerate(records)]
        ).T.copy()
        self._special = Special(records, lambda t: fold(normalize(t)), ROOT / "special.yml")
        self._families = [str(getattr(record, "family", record.id)) for record in records]
        self._weights = ranking()
        parts = Parts.kept(cache, version) or Parts.build(
            records, lambda text: fold(normalize(text))
        )
        if cache is not None and not parts.from_disk:
            parts.keep(cache, version)
        self._parts = parts
        self._known = {word: at for at, word in enumerate(parts.words)}
        self._bare = [word for word in parts.words if " " not in word]
        self._names, self._texts = Postings(parts.names), Postings(parts.texts)
        self._wholes, self._having = Postings(parts.wholes), Postings(parts.having)
        self._totals = np.maximum(np.asarray(parts.names.sum(axis=1)).ravel(), 1e-9)
        self._mended: dict[str, list[tuple[str, float]]] = {}

    def search(self, text: str, limit: int = 8) -> list[Hit]:
        """Return the likeliest records, best first; an empty list when nothing fits."""
        pieces = self.pieces(text)
        if not pieces:
            return []
        measures = self._by_piece(pieces)
        weights = np.array([self._weights[name] for name in MEASURES])
        sums = np.stack([weights @ piece for piece in measures])
        best = sums.max(axis=0)
        share = np.exp(best - best.max())
        share /= share.sum()
        top = np.argpartition(-best, min(limit, len(best) - 1))[:limit]
        order = top[np.argsort(-best[top], kind="stable")]
        chance = self.chances(best[order])
        found = [(n, p) for n, p in zip(order.tolist(), chance.tolist(), strict=True) if p > LEAST]
        words = self._naming([n for n, _ in found], [pieces[sums[:, n].argmax()] for n, _ in found])
        return [
            Hit(
                self.ids[n],
                round(p, 4),
                round(float(share[n]), 4),
                named,
                self._families[n],
                whole,
                round(float(measures[0][LEARNT, n]), 3),
            )
            for (n, p), (named, whole) in zip(found, words, strict=True)
        ]

    def pieces(self, text: str) -> list[str]:
        """Return the pieces of a message that are compared with records, normalised."""
        return _pieces(self._normalize(text))

    def chances(self, sums: Floats) -> Floats:
        """Return the chance (0..1) that a record with such a sum is meant."""
        spread = self._weights["scale"] * (sums - self._weights["offset"])
        return np.asarray(1 / (1 + np.exp(-np.clip(spread, -30, 30))))

    def measure(self, pieces: Sequence[str]) -> Floats:
        """Return the measures of every record for every piece: (pieces, records, measures)."""
        return np.stack([piece.T for piece in self._by_piece(pieces)])

    def _by_piece(self, pieces: Sequence[str]) -> list[Floats]:
        """Return for each piece the measures of every record: (measures, records)."""
        contents = [self._content(piece) for piece in pieces]
        count = sum(map(len, contents))
        whole = (*self._special.unsaid(pieces), self._by_model(pieces, count))
        return [
            self._measure(piece, self._content_words(content), whole)
            for piece, content in zip(pieces, contents, strict=True)
        ]

    def _by_model(self, pieces: Sequence[str], count: int) -> Floats:
        """Return what the model says of each record; of entries of the list, of all alike."""
        found = np.zeros(len(self.ids))
        if self._learnt is None:
            return found
        # A word or two are too little to learn from: "căn cước" may be any of six.
        trust = count / (count + FEW_WORDS)
        scores = {id: score * trust for id, score in self._learnt(" . ".join(pieces)).items()}
        found[self._count :] = scores.get(OTHERS, 0.0)
        found[: self._count] = [scores.get(id, 0.0) for id in self.ids[: self._count]]
        return found

    def _measure(self, piece: str, content: _Content, whole: Sequence[Floats]) -> Floats:
        mended = self._mend(piece)
        spoken = self._names.spread(
            {self._known[w]: t if w in content else t * FILLER for w, t in mended}
        )
        share = spoken / self._totals
        names = self._best(-share * share * np.expm1(-2.5 / ENOUGH * spoken))
        alike = self._best(self._texts.spread(self._vector([word for word, _ in mended])))
        words = self._share(content)
        together = self._wholes.spread(self._vector(list(content)))
        own = (
            names,
            np.sqrt(names),
            alike,
            words,
            words**2,
            together,
            names * words,
            alike * words,
        )
        return np.vstack([*own, *self._given, *whole])

    def _best(self, by_text: Floats) -> Floats:
        """Return for each record the best of its texts."""
        best: Floats = np.maximum.reduceat(by_text, self._parts.starts)
        return best

    def _share(self, content: _Content) -> Floats:
        """Return which share of the words that name things each record has."""
        weights = {self._known[w]: self._parts.idf[self._known[w]] for w in content}
        whole = sum(weights.values()) + UNKNOWN * content.unknown
        had = self._having.spread(
            {self._known[w]: t * weights[self._known[w]] for w, t in content.items()}
        )
        shares: Floats = np.minimum(had / max(whole, 1e-9), 1.0)
        return shares

    def _content_words(self, content: Sequence[str]) -> _Content:
        words = _Content()
        for word in content:
            meant = self._meant(word)
            words.unknown += not meant
            for known, trust in meant[:1] if meant and meant[0][1] < 1 else meant:
                words[known] = max(words.get(known, 0.0), trust)
        return words

    def _vector(self, words: Sequence[str]) -> dict[int, float]:
        """Return the unit vector of words and pairs of words, by column."""
        counts = Counter(self._known[gram] for gram in grams_of(words) if gram in self._known)
        idf = self._parts.idf
        weights = {column: (1 + math.log(n)) * float(idf[column]) for column, n in counts.items()}
        norm = math.sqrt(sum(weight * weight for weight in weights.values()))
        return {column: weight / norm for column, weight in weights.items()} if norm else {}

    def _mend(self, piece: str) -> list[tuple[str, float]]:
        return [meant for word in WORD.findall(self._fold(piece)) for meant in self._meant(word)]

    def _meant(self, word: str) -> list[tuple[str, float]]:
        """Return the known words that a word may be, with how far each is to be trusted."""
        found = self._mended.get(word)
        if found is None:
            if len(self._mended) >= MOST_MENDED:
                self._mended.clear()
            found = self._mended[word] = self._look_up(word)
        return found

    def _look_up(self, word: str) -> list[tuple[str, float]]:
        if word in self._known:
            return [(word, 1.0)]
        if len(word) < 3 or not word.isalpha():
            return []
        near = process.extract(word, self._bare, scorer=OSA.distance, score_cutoff=1, limit=None)
        # A short word is a slip of too many others, unless it lost a letter.
        enough = 4 if len(word) < 4 else 2
        mended = sorted(
            (known for known, _, _ in near if len(known) >= enough),
            # Letters in another order first, then what many texts have.
            key=lambda known: (sorted(known) != sorted(word), self._parts.idf[self._known[known]]),
        )
        if mended:
            return [(known, SLIP) for known in mended[:MOST_MEANT]]
        for cut in range(2, len(word) - 1):
            if word[:cut] in self._known and word[cut:] in self._known:
                return [(word[:cut], SLIP), (word[cut:], SLIP)]
        return []

    def _naming(
        self, records: Sequence[int], pieces: Sequence[str]
    ) -> list[tuple[tuple[str, ...], float]]:
        """Return for each record the words of its piece in its best name, and their share.

        Args:
            records: some of them.
            pieces: for each, the piece of the message that fits it best.
        """
        named: dict[str, tuple[dict[int, str], Floats]] = {}
        for piece in dict.fromkeys(pieces):
            said = {self._known[word]: word for word, _ in self._mend(piece)}
            named[piece] = said, self._names.spread(dict.fromkeys(said, 1.0)) / self._totals
        return [
            self._words_of(record, *named[piece])
            for record, piece in zip(records, pieces, strict=True)
        ]

    def _words_of(
        self, record: int, said: Mapping[int, str], shares: Floats
    ) -> tuple[tuple[str, ...], float]:
        names, starts = self._parts.names, self._parts.starts
        after = starts[record + 1] if record + 1 < len(self.ids) else names.shape[0]
        row = starts[record] + int(shares[starts[record] : after].argmax())
        columns = names.indices[names.indptr[row] : names.indptr[row + 1]].tolist()
        words = tuple(sorted(said[column] for column in columns if column in said))
        return words, round(float(shares[row]), 3)


class _Content(dict[str, float]):
    """Known words with their trust, and how many words were not known."""

    unknown: int = 0


def _any_of(phrases: Iterable[str]) -> re.Pattern[str]:
    """Return a pattern of any of some phrases; of none, one that nothing fits."""
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, phrases)) or '(?!)'})\b")


def _given(record: Any, *, written: bool) -> tuple[float, ...]:
    """Return what does not depend on the message; the level is a prior, never a filter."""
    levels = getattr(record, "levels", ())
    return (
        float(written),
        float(not written and "commune" in levels),
        float(not written and tuple(levels) == ("ministry",)),
        float(not getattr(record, "listed", True)),
    )


def _pieces(normalised: str) -> list[str]:
    """Return the sentences of a text, long ones cut into overlapping windows."""
    pieces = []
    for sentence in SENTENCE.split(normalised):
        words = sentence.split()
        for start in range(0, max(len(words) - STRIDE, 1), STRIDE):
            piece = " ".join(words[start : start + WINDOW])
            if piece:
                pieces.append(piece)
    return pieces[:MOST_PIECES]
