"""Finds names of communes, old and new, of old districts, and shared locations in a message."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from knowledge.communes.units import Communes
from nlu.text.fold import fold
from nlu.text.normalize import normalize

WORDS = re.compile(r"[^\W\d_]+|\d+")
LOCATION = re.compile(r"(?<![\d.])(\d{1,2}\.\d{3,})\s*[,; ]\s*(\d{3}\.\d{3,})(?![\d.])")
"""Degrees north and east; channels write a shared location like this."""
KINDS = {"xa": "xã", "x": "xã", "phuong": "phường", "p": "phường", "tran": "thị trấn",
         "tt": "thị trấn"}  # fmt: skip
DISTRICTS = frozenset({"huyen", "h", "tx", "tp", "pho"})
PROVINCE = "tinh"
ROMAN = {"i": "1", "ii": "2", "iii": "3", "iv": "4", "v": "5"}
COMMON = frozenset({"an ninh", "bien gioi", "binh minh", "hoa hoi", "long an", "tan lap",
                    "tay ninh"})  # fmt: skip
"""Names that also mean something else, the provinces' too; they need their kind before them."""

Mention = dict[str, list[Any]]


@dataclass(frozen=True)
class Located:
    """A place that a text names: from ``start`` to ``end`` (characters), with what it means.

    ``before`` is the folded word before it.
    """

    start: int
    end: int
    before: str
    mention: Mention


class PlaceFinder:
    """Looks for the names of a province's units, with and without diacritics.

    A name counts when its kind stands before it ("xã Tân Thành", "p3"), or when it
    has two words or more and no other meaning.
    """

    def __init__(self, communes: Communes) -> None:
        self._communes = communes
        self._names: dict[tuple[str, ...], list[tuple[str, str, Any]]] = defaultdict(list)
        for unit in communes.units.values():
            self._add(unit.name, "units", unit.code)
        for old in communes.former.values():
            self._add(old.name, "former", old.key)
        for district, province in communes.districts():
            name = district.split(" ", 1 if district.startswith("huyện") else 2)[-1]
            self._add(name, "districts", [district, province])
        self._longest = max(map(len, self._names))

    def _add(self, name: str, kind: str, value: Any) -> None:
        self._names[_key(WORDS.findall(fold(normalize(name))))].append(
            (kind, normalize(name), value)
        )

    def find(self, text: str) -> list[Mention]:
        """Return the places that a message names, in order, JSON-ready.

        Each has ``units`` (codes of communes), ``former`` (keys of units before
        2025-07-01) and ``districts`` ([district, province] before that day) that the
        same words may mean; diacritics that were typed and the kind before it narrow
        them down.
        """
        words = WORDS.findall(normalize(text))
        mentions: list[Mention] = []
        for _, _, mention in self._walk(words):
            if mention not in mentions:
                mentions.append(mention)
        return mentions

    def locate(self, text: str) -> list[Located]:
        """Return the places that a text names with where they stand, as it is written.

        Nothing of the text is put right first, so positions are those of ``text``.
        """
        found = list(WORDS.finditer(text))
        words = [unicodedata.normalize("NFC", match[0].lower()) for match in found]
        return [
            Located(
                found[at].start(),
                found[at + size - 1].end(),
                fold(words[at - 1]) if at else "",
                mention,
            )
            for at, size, mention in self._walk(words)
        ]

    def _walk(self, words: Sequence[str]) -> Iterator[tuple[int, int, Mention]]:
        """Yield (first word, number of words, what they may mean)."""
        bare = [fold(word) for word in words]
        accented = list(words) != bare
        at = end = 0
        while at < len(words):
            # The end of a name is no kind of what follows: "An Tịnh, Trảng Bàng".
            first = at if at == end and at else max(at - 2, 0)
            size, mention = self._longest_at(words, bare, at, first, accented=accented)
            if mention is not None:
                yield at, size, mention
                end = at + size
            at += size

    def _longest_at(
        self, words: Sequence[str], bare: Sequence[str], at: int, first: int, *, accented: bool
    ) -> tuple[int, Mention | None]:
        """Find the longest name at a word; ``first`` is the first word that may tell its kind."""
        before = bare[at - 1] if at > first else ""
        if bare[first:at] == ["thi", "xa"]:
            before = "tx"
        for size in range(min(self._longest, len(words) - at), 0, -1):
            meant = self._names.get(_key(bare[at : at + size]))
            plain = " ".join(bare[at : at + size])
            needs_kind = size == 1 or plain in COMMON
            if meant and before == PROVINCE:
                return size, None
            if meant and not (needs_kind and before not in KINDS and before not in DISTRICTS):
                return size, self._mention(meant, " ".join(words[at : at + size]), before, accented)
        return 1, None

    def _mention(
        self, meant: Sequence[tuple[str, str, Any]], spelt: str, before: str, accented: bool
    ) -> Mention | None:
        """Sort what a name may mean; keep what fits its spelling and its kind, if any does.

        Where no diacritics were typed at all, a name without any is no likelier.
        """
        spelt = ROMAN.get(spelt, spelt)
        exact = [entry for entry in meant if ROMAN.get(entry[1], entry[1]) == spelt]
        meant = (exact if accented or spelt.isdigit() else []) or [
            entry for entry in meant if fold(spelt) == spelt or _fits(spelt, entry[1])
        ]
        if before in DISTRICTS:
            meant = [entry for entry in meant if entry[0] == "districts"] or meant
        if before in KINDS:
            meant = [entry for entry in meant if entry[0] != "districts"]
            # A commune of today with that name stays, to be warned of: "xã Tân Ninh" of
            # before is not the ward of Tân Ninh.
            of_kind = [e for e in meant if e[0] == "units" or self._kind(e) == KINDS[before]]
            meant = of_kind or meant
        if not meant:
            return None
        mention: Mention = {"units": [], "former": [], "districts": []}
        for kind, _, value in meant:
            mention[kind].append(value)
        return mention

    def _kind(self, entry: tuple[str, str, Any]) -> str:
        kind, _, value = entry
        table: Any = self._communes.units if kind == "units" else self._communes.former
        return str(table[value].kind)


def find_location(text: str) -> list[float]:
    """Return [latitude, longitude] of a shared location in degrees; empty when none is there."""
    found = LOCATION.search(text)
    return [float(found[1]), float(found[2])] if found else []


def _key(bare: Sequence[str]) -> tuple[str, ...]:
    return tuple(ROMAN.get(word, word) for word in bare)


def _fits(spelt: str, name: str) -> bool:
    """Say whether the diacritics that were typed are the name's; some may be missing."""
    pairs = zip(spelt.split(), name.split(), strict=False)
    return all(typed == meant or typed.isascii() for typed, meant in pairs)
