"""Keystrokes of the two input methods that show up raw in messages: Telex and VNI.

``dduwowcj`` and ``d9u7o7c5`` are both "được", typed with the method switched off.
Sources: the rules of Telex (Bộ gõ Telex) and VNI as every Vietnamese keyboard
implements them.
"""

from __future__ import annotations

import unicodedata

from nlu.text.syllable import MARKS, VOWELS, is_syllable, place_tone, split_initial, split_tone

_DOUBLED = {"a": "â", "e": "ê", "o": "ô"}
_HOOKED = {"a": "ă", "o": "ơ", "u": "ư"}
_VNI_TONES = {"1": "s", "2": "f", "3": "r", "4": "x", "5": "j"}


def decode_telex(word: str) -> str | None:
    """Return the syllable that these keystrokes meant, or ``None`` if they meant none."""
    start, tone = split_tone(word)
    initial, _ = split_initial(start)
    letters: list[str] = list(start[: len(initial)])
    if start.startswith("dd"):
        letters, start = ["đ"], start[1:]
    for char in start[len(letters) :]:
        if char in MARKS and any(letter in VOWELS for letter in letters):
            tone = char
        elif char == "w":
            _hook(letters)
        elif char == "d" and letters and letters[0] == "d":
            letters[0] = "đ"
        elif not (char in _DOUBLED and _double(letters, char)):
            letters.append(char)
    return _finish(letters, tone, word)


def decode_vni(word: str) -> str | None:
    """Return the syllable that these VNI keystrokes meant, or ``None`` if they meant none."""
    letters: list[str] = []
    start, tone = split_tone(word)
    for char in start:
        if char in _VNI_TONES:
            tone = _VNI_TONES[char]
        elif char == "6":
            _change_last(letters, _DOUBLED)
        elif char == "7":
            _change_last(letters, {"o": "ơ", "u": "ư"})
        elif char == "8":
            _change_last(letters, {"a": "ă"})
        elif char == "9":
            _change_last(letters, {"d": "đ"})
        else:
            letters.append(char)
    return _finish(letters, tone, word)


def _finish(letters: list[str], tone: str, word: str) -> str | None:
    text = "".join(letters)
    if text.startswith(("ươ", "uơ")) or "uơ" in text[:-1]:
        text = text.replace("uơ", "ươ")
    decoded = place_tone(text, tone)
    return decoded if decoded != word and is_syllable(decoded) else None


def _hook(letters: list[str]) -> None:
    """Apply ``w``: it hooks both letters of "uo", else the nearest one that can be hooked."""
    text = "".join(letters)
    at = text.rfind("uo")
    if at >= 0 and not text[:at].endswith("q"):
        letters[at : at + 2] = ["ư", "ơ"]
        return
    if not _change_last(letters, _HOOKED):
        letters.append("ư")


def _double(letters: list[str], char: str) -> bool:
    """Apply a repeated vowel, right after the first or at the end of the syllable."""
    for index in range(len(letters) - 1, -1, -1):
        if letters[index] == char:
            letters[index] = _DOUBLED[char]
            return True
        if letters[index] in VOWELS:
            return False
    return False


def _change_last(letters: list[str], table: dict[str, str]) -> bool:
    for index in range(len(letters) - 1, -1, -1):
        if letters[index] in table:
            letters[index] = table[letters[index]]
            return True
    return False


_KEYS = {"â": "aa", "ê": "ee", "ô": "oo", "ă": "aw", "ơ": "ow", "ư": "uw", "đ": "dd"}


def encode_telex(word: str) -> str:
    """Return the Telex keystrokes of a syllable, the tone typed last."""
    letters, tone = split_tone(word)
    composed = unicodedata.normalize("NFC", letters)
    return "".join(_KEYS.get(char, char) for char in composed) + tone
