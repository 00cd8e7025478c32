"""Which aspects of a procedure a message asks for: papers, fee, time, place and so on."""

from __future__ import annotations

import functools
import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path

import yaml

from nlu.text.fold import fold
from nlu.text.normalize import normalize

ASPECTS = (
    "documents", "fee", "time", "place", "steps", "online", "form", "eligibility", "result",
    "legal_basis", "overview",
)  # fmt: skip
VAGUE = ("steps", "", "overview")
"""Asked in passing ("làm sao", then weak cues, then "thì sao"): each of them counts only
when nothing more precise is asked."""
IN_PASSING = "in_passing"
STRICT = "="
GAP = "*"
MOST_IN_GAP = 5
"""Words that may stand for the gap of a cue ("có được * không")."""

_WORDS = re.compile(r"\w+")
_CUE_WORDS = re.compile(r"\w+|[*]")


@dataclass(frozen=True)
class Cue:
    """Words that ask for an aspect.

    ``folded`` holds the same words as ``accented``, without diacritics. A ``weak`` cue
    asks only if nothing else does; a ``strict`` one must have its diacritics.
    """

    aspect: str
    accented: tuple[str, ...]
    folded: tuple[str, ...]
    weak: bool = False
    strict: bool = False

    @property
    def vagueness(self) -> int:
        """0 for a precise question, more the vaguer it is."""
        kind = "" if self.weak else self.aspect
        return VAGUE.index(kind) + 1 if kind in VAGUE else 0

    def is_said(self, typed: str, meant: str) -> bool:
        """Say whether a word of the message is a word of the cue."""
        return typed == meant or (not self.strict and fits(typed, meant))


@dataclass(frozen=True)
class _Match:
    cue: Cue
    places: tuple[int, ...]
    """Of the cue's own words in the message, without those in its gap."""


@functools.lru_cache(maxsize=256)
def find_aspects(text: str) -> tuple[str, ...]:
    """Return the aspects that a message asks for, in order of mention.

    Longer cues win over shorter ones that overlap them. With diacritics typed, a
    cue that means something else with other diacritics does not count.
    """
    cues = [match.cue for match in _matches(_WORDS.findall(normalize(text)))]
    asked = [cue for cue in cues if cue.aspect in ASPECTS]
    firmest = min((cue.vagueness for cue in asked), default=0)
    return tuple(dict.fromkeys(cue.aspect for cue in asked if cue.vagueness == firmest))


def cue_positions(words: list[str]) -> set[int]:
    """Return the positions of the words that belong to a cue.

    Args:
        words: of a normalised message.
    """
    asking = (match for match in _matches(words) if match.cue.aspect in ASPECTS)
    return {place for match in asking for place in match.places}


@functools.lru_cache(maxsize=16384)
def fits(typed: str, meant: str) -> bool:
    """Say whether a word is another one, all or some of whose diacritics were left out.

    Args:
        typed: a word of a message, in lower case.
        meant: a word with its diacritics.
    """
    if typed == meant:
        return True
    if fold(typed) != fold(meant):
        return False
    rest = iter(_strokes(meant))
    return all(stroke in rest for stroke in _strokes(typed))


def _strokes(word: str) -> str:
    return unicodedata.normalize("NFD", word.replace("đ", "d\u0335"))


def _matches(words: list[str]) -> list[_Match]:
    """Return the cues of a message in order.

    Of overlapping ones the longest is kept, then the first; never a weak one against
    another.
    """
    folded = [fold(word) for word in words]
    found = [
        match
        for at in range(len(words))
        for start in (tuple(folded[at : at + 2]), tuple(folded[at : at + 1]))
        for cue in _cues().get(start, ())
        if (match := _match(cue, words, folded, at))
    ]
    taken: set[int] = set()
    kept = []
    for match in sorted(found, key=_rank):
        if taken.isdisjoint(match.places):
            taken.update(match.places)
            kept.append(match)
    return sorted(kept, key=lambda match: match.places)


def _rank(match: _Match) -> tuple[bool, int, tuple[int, ...]]:
    return match.cue.weak, -len(match.places), match.places


def _match(cue: Cue, words: list[str], folded: list[str], at: int) -> _Match | None:
    places: list[int] = []
    reach = 1
    for meant, bare in zip(cue.accented, cue.folded, strict=True):
        if meant == GAP:
            reach = 1 + MOST_IN_GAP
            continue
        near = range(at + (reach > 1), min(at + reach, len(words)))
        here = next((n for n in near if folded[n] == bare and cue.is_said(words[n], meant)), None)
        if here is None:
            return None
        places.append(here)
        at, reach = here + 1, 1
    return _Match(cue, tuple(places))


@functools.cache
def _cues() -> dict[tuple[str, ...], list[Cue]]:
    """Return the cues by their first two folded words, or one where no second is fixed."""
    path = Path(__file__).with_name("aspects.yml")
    table = yaml.safe_load(path.read_text(encoding="utf-8"))
    weak = table.pop(IN_PASSING)
    by_start: dict[tuple[str, ...], list[Cue]] = {}
    for cues, is_weak in ((table, False), (weak, True)):
        for aspect, phrases in cues.items():
            for phrase in phrases:
                cue = _cue(aspect, str(phrase), is_weak)
                start = cue.folded[:1] if GAP in cue.folded[:2] else cue.folded[:2]
                by_start.setdefault(start, []).append(cue)
    return by_start


def _cue(aspect: str, phrase: str, weak: bool) -> Cue:
    accented = tuple(_CUE_WORDS.findall(normalize(phrase)))
    strict = phrase.startswith(STRICT)
    return Cue(aspect, accented, tuple(fold(word) for word in accented), weak, strict)
