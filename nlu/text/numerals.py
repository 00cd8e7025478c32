"""Numbers as people write and say them: "hai mươi lăm", "một chín tám lăm", "ba số không".

Everything here works on folded words (:mod:`nlu.text.fold`), so that it reads texts with
and without diacritics alike.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from nlu.text.fold import fold

ONES = {
    "khong": 0, "linh": 0, "le": 0, "lẻ": 0, "mot": 1, "hai": 2, "ba": 3, "bon": 4, "tu": 4,
    "nam": 5, "lam": 5, "nham": 5, "sau": 6, "bay": 7, "bảy": 7, "tam": 8, "chin": 9,
}  # fmt: skip
"""Digits by how they sound, folded."""
TEN = "muoi"
WHOLE_TEN = "mười"
"""With its own tone it begins a number: "chín mười hai" is 9 and 12, "chín mươi hai" 92."""
HUNDRED = "tram"
SCALES = {"nghin": 1_000, "ngan": 1_000, "trieu": 1_000_000, "ty": 10**9, "ti": 10**9}
_WORD = re.compile(r"[^\W\d_]+|\d+")
_SKIPPED = frozenset({"linh", "le"})
_LETTERS = str.maketrans({"o": "0", "O": "0", "l": "1", "I": "1", "i": "1"})
MOST_REPEATED = 9


def number_said(words: Sequence[str]) -> int | None:
    """Return the number that all of the words say together, or ``None``.

    Args:
        words: folded words or digits, with scales ("hai tram ngan", "1 trieu 2 tram"), in
            tens ("tam lam" is 85) or digit by digit as years are said ("mot chin tam lam").

    Returns:
        0 or more.
    """
    words = _plain(words)
    if not words or not all(map(_counts, words)):
        return None
    if not any(word in SCALES or word == HUNDRED for word in words):
        return _without_scales(words)
    total, group = 0, list[str]()
    last = 10**18
    for word in words:
        if word not in SCALES:
            group.append(word)
            continue
        below = _below_thousand(group)
        scale = SCALES[word]
        if below is None or scale >= last:
            return None
        total, group, last = total + below * scale, [], scale
    if not group:
        return total
    rest = _below_thousand(group)
    if rest is None:
        return None
    # "hai ngàn hai sáu" is a year, "hai ngàn mốt" two and a bit: the rest counts as ones.
    return total + rest


def _plain(words: Sequence[str]) -> list[str]:
    return [TEN if word == WHOLE_TEN else word for word in words]


def _counts(word: str) -> bool:
    return word.isdigit() or word in ONES or word in SCALES or word in (TEN, HUNDRED)


def _without_scales(words: list[str]) -> int | None:
    """Read tens, or digits one by one."""
    below = _below_hundred(words)
    if below is not None:
        return below
    digits = digits_said(words)
    return int(digits) if digits else None


def _below_thousand(words: list[str]) -> int | None:
    if HUNDRED not in words:
        return _below_hundred(words)
    at = words.index(HUNDRED)
    hundreds = _below_hundred(words[:at]) if at else 1
    rest = words[at + 1 :]
    if hundreds is None:
        return None
    if not rest:
        return hundreds * 100
    below = _below_hundred(rest)
    if below is None:
        return None
    # "ba trăm hai" is 320 as it is said at the market; "ba trăm lẻ hai" is 302.
    is_tens = below < 10 and rest[0] not in (*_SKIPPED, "khong") and not rest[0].isdigit()
    return hundreds * 100 + (below * 10 if is_tens else below)


def _below_hundred(words: list[str]) -> int | None:
    words = [word for word in words if word not in _SKIPPED] or words
    if len(words) > 1 and words[0] == "khong" and TEN not in words:
        words = words[1:]
    if len(words) == 1:
        if words[0] == TEN:
            return 10
        return int(words[0]) if words[0].isdigit() else ONES.get(words[0])
    if TEN in words:
        return _with_ten(words)
    if len(words) == 2 and all(word in ONES for word in words):
        return ONES[words[0]] * 10 + ONES[words[1]]
    return None


def _with_ten(words: list[str]) -> int | None:
    at = words.index(TEN)
    tens = words[:at]
    ones = words[at + 1 :]
    if len(tens) > 1 or len(ones) > 1 or any(word not in ONES for word in (*tens, *ones)):
        return None
    first = ONES[tens[0]] if tens else 1
    return first * 10 + (ONES[ones[0]] if ones else 0)


def digits_said(words: Sequence[str]) -> str:
    """Return digits that are said one by one or in pairs; "" if something else is said.

    "Ba số không" are three zeros, "hai mươi ba" is 23, digits stay as they are.

    Args:
        words: folded words or digits.
    """
    digits: list[str] = []
    at = 0
    while at < len(words):
        word = words[at]
        if word.isdigit():
            digits.append(word)
            at += 1
        elif _repeats(words, at):
            digits.append(str(ONES[words[at + 2]]) * ONES[word])
            at += 3
        elif word in (TEN, WHOLE_TEN) or words[at + 1 : at + 2] == [TEN]:
            size = _tens_size(words, at)
            below = _with_ten(_plain(words[at : at + size]))
            if below is None:
                return ""
            digits.append(str(below))
            at += size
        elif word in ONES and word not in _SKIPPED:
            digits.append(str(ONES[word]))
            at += 1
        elif word in _SKIPPED:
            digits.append("0")
            at += 1
        else:
            return ""
    return "".join(digits)


def _repeats(words: Sequence[str], at: int) -> bool:
    """Say whether "ba số không" or "hai con tám" stands here."""
    return (
        at + 2 < len(words)
        and words[at + 1] in ("so", "con")
        and 2 <= ONES.get(words[at], 0) <= MOST_REPEATED
        and words[at + 2] in ONES
    )


def _tens_size(words: Sequence[str], at: int) -> int:
    size = 1 if words[at] in (TEN, WHOLE_TEN) else 2
    follows = words[at + size] if at + size < len(words) else ""
    return size + (follows in ONES and follows not in _SKIPPED)


def words_of(text: str) -> list[str]:
    """Return the folded words and the digit runs of a text, without punctuation.

    "Mười" keeps its tone, which tells it from "mươi".
    """
    words = _WORD.findall(unicodedata.normalize("NFC", text).lower())
    return [word if word == WHOLE_TEN else fold(word) for word in words]


def with_digits(run: str) -> str:
    """Return a run of signs in which letters were typed for 0 and 1 ("O72", "l5") as digits."""
    return run.translate(_LETTERS)
