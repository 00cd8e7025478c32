"""Puts questions that were not answered well together when they are alike.

Two texts are alike when their words, in any order and without diacritics, agree in
:data:`ALIKE` of 100; whoever is alike to one of a group belongs to it (single linkage),
so that one matter stays one group, however it is put.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, process, utils

from bot.privacy.redact import without_kinds
from bot.storage.unclear import Kept
from nlu.text.fold import fold
from nlu.text.normalize import normalize

ALIKE = 80
"""Of 100, by rapidfuzz's token_sort_ratio. Among the development questions, which repeat
hardly anything, 21 of 37 pairs from 70 on ask different things, one of three from 75 on,
and none from here on. Single linkage needs it high, since chains grow."""
ROWS_AT_ONCE = 256


@dataclass(frozen=True)
class Group:
    """Questions that are alike, oldest first, at least one.

    Its number is the id of its oldest question, so it stays the same when new ones come.
    """

    kept: tuple[Kept, ...]

    @property
    def number(self) -> int:
        """By what an editor names it."""
        return self.kept[0].id

    @property
    def first_day(self) -> str:
        """The local date of the oldest question, ISO."""
        return min(one.question.day for one in self.kept)

    @property
    def last_day(self) -> str:
        """The local date of the newest question, ISO."""
        return max(one.question.day for one in self.kept)

    @property
    def reported(self) -> int:
        """How many were marked as answered wrongly."""
        return sum(one.question.kind == "reported" for one in self.kept)

    @property
    def texts(self) -> tuple[str, ...]:
        """What was asked, the most frequent first, each once whatever its spelling."""
        first: dict[str, str] = {}
        for one in self.kept:
            if one.question.text:
                first.setdefault(_key(one.question.text), one.question.text)
        times = Counter(_key(one.question.text) for one in self.kept if one.question.text)
        return tuple(first[key] for key, _ in times.most_common())

    def about(self) -> Iterator[tuple[str, str, int]]:
        """Yield (what happened, procedure with aspects, times), the most frequent first."""
        seen = Counter(
            (one.question.kind, " / ".join(one.question.procedures), one.question.aspects)
            for one in self.kept
        )
        for (kind, procedures, aspects), times in seen.most_common():
            yield kind, f"{procedures or '-'} ({', '.join(aspects) or '-'})", times


def group(kept: Sequence[Kept]) -> list[Group]:
    """Return the groups, most frequent first; of two as frequent, the newer one first.

    Args:
        kept: oldest first. What has no text is grouped by procedure and aspects.
    """
    keys = [_key_of(one) for one in kept]
    roots = _linked(sorted(set(keys)))
    found: dict[str, list[Kept]] = {}
    for key, one in zip(keys, kept, strict=True):
        found.setdefault(roots[key], []).append(one)
    groups = [Group(tuple(members)) for members in found.values()]
    return sorted(groups, key=lambda g: (-len(g.kept), -g.kept[-1].id))


def _key_of(one: Kept) -> str:
    question = one.question
    if question.text:
        return _key(question.text)
    # A separator that no text has keeps these apart from what was written.
    return "\0".join(("", *question.procedures, "", *question.aspects))


def _key(text: str) -> str:
    """Return a text as it is compared."""
    return utils.default_process(fold(normalize(without_kinds(text)))) or fold(text)


def _linked(keys: Sequence[str]) -> dict[str, str]:
    """Return for each key the first key of its group."""
    parent = list(range(len(keys)))

    def root(at: int) -> int:
        while parent[at] != at:
            parent[at] = parent[parent[at]]
            at = parent[at]
        return at

    for one, other in _alike([key if key[:1] != "\0" else "" for key in keys]):
        low, high = sorted((root(one), root(other)))
        parent[high] = low
    return {key: keys[root(at)] for at, key in enumerate(keys)}


def _alike(texts: Sequence[str]) -> Iterable[tuple[int, int]]:
    """Yield the pairs of texts that are alike; an empty text is like none."""
    for start in range(0, len(texts), ROWS_AT_ONCE):
        some = texts[start : start + ROWS_AT_ONCE]
        scores = process.cdist(some, texts, scorer=fuzz.token_sort_ratio, score_cutoff=ALIKE)
        for row, column in zip(*scores.nonzero(), strict=True):
            if start + row < column and some[row] and texts[column]:
                yield start + int(row), int(column)
