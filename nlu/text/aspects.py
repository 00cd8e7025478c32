"""Which aspects of a procedure a message asks for: papers, fee, time, place and so on."""

from __future__ import annotations

import functools
import re
from pathlib import Path

import yaml

from nlu.text.fold import fold
from nlu.text.normalize import normalize

ASPECTS = (
    "documents", "fee", "time", "place", "steps", "online", "form", "eligibility", "result",
    "legal_basis", "overview",
)  # fmt: skip
BROAD = frozenset({"steps", "overview"})
"""Asked in passing ("thì sao"); they count only when nothing more precise is asked."""

_WORDS = re.compile(r"\w+")


def find_aspects(text: str) -> tuple[str, ...]:
    """Return the aspects that a message asks for, in order of mention.

    Longer cues win over shorter ones that overlap them. With diacritics typed, a
    cue that means something else with other diacritics does not count.
    """
    words = _WORDS.findall(normalize(text))
    found = dict.fromkeys(aspect for _, aspect in _matches(words) if aspect in ASPECTS)
    precise = tuple(aspect for aspect in found if aspect not in BROAD)
    return precise or tuple(found)


def cue_positions(words: list[str]) -> set[int]:
    """Return the positions of the words that belong to a cue.

    Args:
        words: of a normalised message.
    """
    cues = [place for place, aspect in _matches(words) if aspect in ASPECTS]
    return {at + n for at, size in cues for n in range(size)}


def _matches(words: list[str]) -> list[tuple[tuple[int, int], str]]:
    """Return ``((position, size), aspect)`` of every cue, in order of position."""
    folded = [fold(word) for word in words]
    found = []
    at = 0
    while at < len(words):
        size, aspect = _longest(words, folded, at)
        if size:
            found.append(((at, size), aspect))
        at += size or 1
    return found


def _longest(words: list[str], folded: list[str], at: int) -> tuple[int, str]:
    for cue, aspect, accents in _cues().get(folded[at], ()):
        size = len(cue)
        if tuple(folded[at : at + size]) == cue and _agrees(words[at : at + size], accents):
            return size, aspect
    return 0, ""


def _agrees(words: list[str], accents: tuple[str, ...]) -> bool:
    """Each word stands as in the cue, or without any diacritics."""
    return all(
        word == accent or word.isascii() for word, accent in zip(words, accents, strict=True)
    )


@functools.cache
def _cues() -> dict[str, list[tuple[tuple[str, ...], str, tuple[str, ...]]]]:
    """Return the cues by their first folded word, longest first."""
    path = Path(__file__).with_name("aspects.yml")
    table = yaml.safe_load(path.read_text(encoding="utf-8"))
    by_first: dict[str, list[tuple[tuple[str, ...], str, tuple[str, ...]]]] = {}
    for aspect, cues in table.items():
        for cue in cues:
            accents = tuple(_WORDS.findall(normalize(str(cue))))
            folded = tuple(fold(word) for word in accents)
            by_first.setdefault(folded[0], []).append((folded, aspect, accents))
    for entries in by_first.values():
        entries.sort(key=lambda entry: -len(entry[0]))
    return by_first
