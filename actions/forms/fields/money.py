"""Amounts in đồng as people write and say them: "2 triệu rưỡi", "500k", "1tr5", "hai củ"."""

from __future__ import annotations

import re

from actions.forms.fields.reading import Reading, accept, ask_again, confirm, tidy
from nlu.text.fold import fold
from nlu.text.numerals import ONES, TEN, WHOLE_TEN, number_said, words_of

UNITS = {
    "k": 1_000, "nghin": 1_000, "ngan": 1_000, "ng": 1_000, "ngàn": 1_000, "n": 1_000,
    "tr": 1_000_000, "trieu": 1_000_000, "m": 1_000_000, "chieu": 1_000_000,
    "ty": 10**9, "ti": 10**9, "t": 10**9, "tỏi": 10**9, "toi": 10**9,
}  # fmt: skip
SLANG = {"cu": 1_000_000, "chai": 1_000_000, "khe": 1_000_000, "m": 1_000_000,
         "lit": 100_000, "xi": 100_000, "loi": 100_000, "toi": 10**9}  # fmt: skip
"""Words of the street: "củ", "chai" a million, "lít", "xị" a hundred thousand."""
CURRENCY = frozenset({"d", "dong", "vnd", "vnđ", "đ"})
FOREIGN = re.compile(r"\b(?:usd|do la|do|dola|euro|eur|yen|won|te|baht|\$)\b|[$€¥£]")
VAGUE = re.compile(r"\b(?:vai|may|chut|it|nhieu|tuy|khong biet|bao nhieu|khong nho)\b")
ROUGH = re.compile(r"\b(?:khoang|chung|co|gan|hon|tren|duoi|tam|ngot|du du)\b")
FREE = frozenset({"mien phi", "khong dong", "khong mat tien", "khong ton tien", "free", "0", "0d",
                  "khong dong nao", "0 dong", "khong", "khong co"})  # fmt: skip
SMALLEST = 1_000
"""Less than that is no amount that somebody means: "500" is five hundred thousand or not."""
MOST = 10**12
MOST_WORDS = 60
_NUMBER = r"\d+(?:[.,]\d{3})+(?!\d)|\d+(?:[.,]\d{1,2})?(?!\d)|\d+"
_RANGE = re.compile(
    rf"(?:{_NUMBER})\s*(?:k|tr|trieu|nghin|ngan)?\s*(?:-|–|den|toi|hoac|hay)\s*(?:{_NUMBER})"
)
_PART = re.compile(rf"({_NUMBER})\s*([a-z]*)")
_HALF = "ruoi"


def read_money(text: str) -> Reading:
    """Read one amount.

    Digits with their unit are taken; words, slang and rough amounts are read back; a
    number without a unit that is too small, a range and other currencies are asked for.

    Returns:
        A reading whose value is a whole number of đồng.
    """
    said = fold(tidy(text))
    plain = re.sub(r"\s+", " ", re.sub(r"[!?]", " ", said)).strip(" .,")
    if FOREIGN.search(plain):
        return ask_again("money.foreign")
    if re.search(r"(?<!\d)-\s?\d", plain) and not _RANGE.search(plain):
        return ask_again("money.negative")
    if plain in FREE:
        return accept(0) if plain.startswith("0") else confirm(0, "money.read_back")
    if VAGUE.search(plain) or _RANGE.search(plain):
        return ask_again("money.vague")
    if re.search(r"\d", plain):
        return _in_digits(plain)
    return _in_words(plain)


def _number(raw: str) -> tuple[float, bool]:
    """Return a number, and whether a dot in it may be read in two ways."""
    if re.fullmatch(r"\d+(?:[.,]\d{3})+", raw):
        return float(re.sub(r"[.,]", "", raw)), raw.count(".") + raw.count(",") == 1
    return float(raw.replace(",", ".")), False


def _in_digits(plain: str) -> Reading:
    parts = _PART.findall(plain)
    first, unit = parts[0]
    amount, twofold = _number(first)
    scale = UNITS.get(unit, 0)
    slang = False
    if unit in SLANG and not (unit in UNITS and unit not in ("toi",)):
        scale, slang = SLANG[unit], True
    if not scale:
        return _without_unit(amount, twofold, plain, parts, unit)
    if twofold:
        amount = float(first.replace(",", "."))
    total = amount * scale
    half = bool(re.search(rf"{re.escape(unit)}\s*{_HALF}\b", plain))
    interpreted = slang
    if half:
        total += scale / 2
    elif len(parts) > 1:
        more, more_unit = parts[1]
        added = _added(more, more_unit, scale)
        if added is None:
            return ask_again("money.several")
        total += added
        interpreted = interpreted or (len(more) < 3 and more_unit not in UNITS)
    if rest := _words_after(plain, unit):
        more_said = number_said(rest)
        if more_said:
            total += more_said * (scale // 10 if more_said < 10 else 1)
            interpreted = True
    return _checked(total, interpreted or bool(ROUGH.search(plain)))


def _added(more: str, unit: str, scale: int) -> float | None:
    """Return what follows a larger unit: the 5 of "1tr5", the 500 of "2 triệu 500"."""
    number, _ = _number(more)
    if unit in UNITS:
        return number * UNITS[unit] if UNITS[unit] < scale else None
    if "." in more or "," in more:
        return number if number < scale else None
    return number * scale / 10 ** len(more)


def _words_after(plain: str, unit: str) -> list[str]:
    """Return the number words right after the unit: "2 triệu hai"."""
    tail = plain.partition(unit)[2] if unit else ""
    words = words_of(tail)
    counting = []
    for word in words:
        if word not in ONES and word not in (TEN, WHOLE_TEN, "tram", "nghin", "ngan"):
            break
        counting.append(word)
    return counting


def _without_unit(
    amount: float, twofold: bool, plain: str, parts: list[tuple[str, str]], unit: str
) -> Reading:
    named = unit in CURRENCY or any(u in CURRENCY for _, u in parts)
    if len([p for p in parts if p[0]]) > 1 and not re.fullmatch(r"[\d\s]+(?:d|dong|vnd)?", plain):
        return ask_again("money.several")
    solid = re.fullmatch(r"(\d{1,3}(?: \d{3})+)\s*(?:d|dong|vnd)?", plain)
    if solid:
        return _checked(float(solid[1].replace(" ", "")), False)
    if len(parts) > 1:
        return ask_again("money.several")
    if (twofold and not named and amount < 10_000) or (amount < SMALLEST and not named):
        return ask_again("money.unit", said=parts[0][0])
    return _checked(amount, bool(ROUGH.search(plain)) and not named)


def _in_words(plain: str) -> Reading:
    words = [word for word in words_of(plain) if word not in CURRENCY]
    words = " ".join(words).replace("tram ruoi", "tram nam muoi").replace("chuc", TEN).split()
    if words[:1] in (["trieu"], ["ty"], ["tram"]):
        words.insert(0, "mot")
    if words[:2] in (["nua", "trieu"], ["nua", "cu"]):
        return _checked(500_000, True)
    half = _HALF in words
    if half:
        words = [word for word in words if word != _HALF]
    swapped = [{"cu": "trieu", "chai": "trieu", "toi": "ty"}.get(word, word) for word in words]
    hundreds = [word for word in swapped if word not in ("xi", "lit", "loi")]
    if len(hundreds) < len(swapped):
        count = number_said(hundreds) if hundreds else None
        return _checked(count * 100_000, True) if count else ask_again("money.none")
    counting = _longest_number(swapped)
    number = number_said(counting) if counting else None
    if number is None:
        return ask_again("money.none")
    if half:
        number += _half_of(counting)
    else:
        number = _spoken_short(counting, number)
    return _checked(number, True) if number >= SMALLEST else ask_again("money.unit", said=plain)


def _longest_number(words: list[str]) -> list[str]:
    best: list[str] = []
    words = words[:MOST_WORDS]
    for start in range(len(words)):
        for end in range(len(words), start, -1):
            if end - start > len(best) and number_said(words[start:end]) is not None:
                best = words[start:end]
    return best


def _half_of(words: list[str]) -> int:
    """Return what "rưỡi" adds: half of the last unit that was said."""
    for word in reversed(words):
        if word in ("ty", "ti", "trieu", "nghin", "ngan"):
            return {"ty": 10**9, "ti": 10**9, "trieu": 10**6}.get(word, 1_000) // 2
        if word == "tram":
            return 50
    return 0


def _spoken_short(words: list[str], number: int) -> int:
    """Return "hai triệu tư" as 2,400,000: one digit after a unit is a tenth of it."""
    if len(words) >= 3 and words[-1] in ONES and words[-2] in ("trieu", "ty", "ti"):
        unit = 10**6 if words[-2] == "trieu" else 10**9
        return number - ONES[words[-1]] + ONES[words[-1]] * unit // 10
    return number


def _checked(amount: float, interpreted: bool) -> Reading:
    if amount > MOST:
        return ask_again("money.too_much")
    whole = round(amount)
    return confirm(whole, "money.read_back") if interpreted else accept(whole)
