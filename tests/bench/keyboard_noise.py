"""Slips of another kind than those that training examples get: what fingers do on a phone.

A neighbouring key, VNI digits left in the word, a missing or an extra space, a vowel
held too long. Seeded, so that every pipeline reads the same texts.
"""

from __future__ import annotations

import random
import re
import unicodedata

_WORD = re.compile(r"(\w+)")
NEIGHBOURS = {
    "q": "wa", "w": "qes", "e": "wrd", "r": "etf", "t": "ryg", "y": "tuh", "u": "yij", "i": "uok",
    "o": "ipl", "p": "ol", "a": "qsz", "s": "awdx", "d": "sefc", "f": "drgv", "g": "fthb",
    "h": "gyjn", "j": "hukm", "k": "jil", "l": "ko", "z": "asx", "x": "zsdc", "c": "xdfv",
    "v": "cfgb", "b": "vghn", "n": "bhjm", "m": "njk",
}  # fmt: skip
VOWELS = "aeiouyăâêôơư"
TONES = {"\u0301": "1", "\u0300": "2", "\u0309": "3", "\u0303": "4", "\u0323": "5"}
MARKS = {"\u0302": "6", "\u031b": "7", "\u0306": "8"}
KINDS = ("neighbour", "vni", "space", "held")


def mistype(text: str, rng: random.Random, rate: float) -> str:
    """Return ``text`` with a slip in some words.

    Args:
        text: any text.
        rng: where chance comes from.
        rate: share of words that get one slip, 0..1.
    """
    pieces = _WORD.split(unicodedata.normalize("NFC", text))
    for at in range(1, len(pieces), 2):
        if pieces[at].isalpha() and rng.random() < rate:
            kind = rng.choice(KINDS)
            if kind == "space":
                pieces[at], pieces[at + 1] = _misspace(pieces[at], pieces[at + 1], rng)
            else:
                pieces[at] = _SLIPS[kind](pieces[at], rng)
    return "".join(pieces)


def _neighbour(word: str, rng: random.Random) -> str:
    places = [at for at, letter in enumerate(word) if letter in NEIGHBOURS]
    if not places:
        return word
    at = rng.choice(places)
    return word[:at] + rng.choice(NEIGHBOURS[word[at]]) + word[at + 1 :]


def keystrokes(word: str) -> str:
    """Return what is pressed for a word in VNI, tone last: "được" is "d9u7o7c5"."""
    letters, tone = [], ""
    for char in unicodedata.normalize("NFD", word):
        if char in TONES:
            tone = TONES[char]
        elif char in MARKS:
            letters.append(MARKS[char])
        else:
            letters.append({"đ": "d9", "Đ": "D9"}.get(char, char))
    return "".join(letters) + tone


def _held(word: str, rng: random.Random) -> str:
    places = [at for at, letter in enumerate(word) if letter in VOWELS]
    if not places:
        return word
    at = rng.choice(places)
    return word[:at] + word[at] * 2 + word[at + 1 :]


def _misspace(word: str, after: str, rng: random.Random) -> tuple[str, str]:
    """Return a word and what follows it, with the space lost or one too many."""
    if after == " " and rng.random() < 0.5:
        return word, ""
    if len(word) < 4:
        return word, after
    at = rng.randrange(1, len(word))
    return f"{word[:at]} {word[at:]}", after


_SLIPS = {
    "neighbour": _neighbour, "vni": lambda word, _: keystrokes(word), "held": _held,
}  # fmt: skip
