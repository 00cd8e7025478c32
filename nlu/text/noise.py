"""The ways in which people's typing departs from the textbook, as seeded functions.

Used to make noisy copies of training examples. The noise is the same for the
same generator state.
"""

from __future__ import annotations

import functools
import random
import re
import unicodedata
from pathlib import Path

import yaml

from nlu.text.fold import fold
from nlu.text.telex import encode_telex

_HERE = Path(__file__).parent
_WORD = re.compile(r"(\w+)")


def strip_diacritics(text: str) -> str:
    """Return ``text`` as somebody types it who never sets diacritics."""
    return fold(text)


def slip(text: str, rng: random.Random, rate: float) -> str:
    """Return ``text`` with a slip in some words.

    Args:
        text: any text.
        rng: where chance comes from.
        rate: share of words that get one slip, 0..1: a letter dropped, doubled
            or swapped with the next, or the word's raw Telex keystrokes.
    """
    pieces = _WORD.split(unicodedata.normalize("NFC", text))
    for at in range(1, len(pieces), 2):
        if pieces[at].isalpha() and rng.random() < rate:
            pieces[at] = _slip_word(pieces[at], rng)
    return "".join(pieces)


def _slip_word(word: str, rng: random.Random) -> str:
    kind = rng.choice(("drop", "double", "swap", "telex"))
    if kind == "telex":
        return encode_telex(word.lower())
    if len(word) < 3:
        return word
    at = rng.randrange(1, len(word) - 1)
    if kind == "drop":
        return word[:at] + word[at + 1 :]
    if kind == "double":
        return word[: at + 1] + word[at:]
    return word[:at] + word[at + 1] + word[at] + word[at + 2 :]


def teencode(text: str, rng: random.Random) -> str:
    """Return ``text`` with some words in the short forms of young people."""
    pieces = _WORD.split(unicodedata.normalize("NFC", text).lower())
    for at in range(1, len(pieces), 2):
        forms = _short_forms().get(pieces[at])
        if forms and rng.random() < 0.7:
            pieces[at] = rng.choice(forms)
    return "".join(pieces)


def abbreviate(text: str, rng: random.Random, rate: float = 0.6) -> str:
    """Return ``text`` with some names of things cut to their first letters: "hk".

    Args:
        text: any text.
        rng: where chance comes from.
        rate: share of the names that are cut, 0..1.
    """

    def cut(match: re.Match[str]) -> str:
        return "".join(word[0] for word in match[0].split()) if rng.random() < rate else match[0]

    return _initials().sub(cut, unicodedata.normalize("NFC", text).lower())


@functools.cache
def _initials() -> re.Pattern[str]:
    names = yaml.safe_load((_HERE / "teencode.yml").read_text(encoding="utf-8"))["initials"]
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, names))})\b")


@functools.cache
def _short_forms() -> dict[str, list[str]]:
    words = yaml.safe_load((_HERE / "teencode.yml").read_text(encoding="utf-8"))["words"]
    single = {meant: [form for form in forms if " " not in form] for meant, forms in words.items()}
    return {meant: forms for meant, forms in single.items() if " " not in meant and forms}
