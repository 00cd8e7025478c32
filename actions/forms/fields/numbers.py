"""Numbers that name a person or a telephone: twelve digits of a card, phone numbers.

Structure of the twelve digits: three for the province of birth registration, one for sex
and century, two for the year of birth, six at random (Thông tư 59/2021/TT-BCA, no longer in
force since 2024-07-01; the law in force promises only twelve digits). So what does not fit
is a reason to read a number back, never to refuse it.
"""

from __future__ import annotations

import re

import phonenumbers

from actions.forms.fields.reading import About, Reading, accept, ask_again, confirm, tidy
from nlu.text.numerals import digits_said, with_digits, words_of

ID_DIGITS = 12
OLD_ID_DIGITS = 9
PROVINCES = frozenset(
    f"{code:03}"
    for code in (
        1, 2, 4, 6, 8, 10, 11, 12, 14, 15, 17, 19, 20, 22, 24, 25, 26, 27, 30, 31, 33, 34, 35, 36,
        37, 38, 40, 42, 44, 45, 46, 48, 49, 51, 52, 54, 56, 58, 60, 62, 64, 66, 67, 68, 70, 72, 74,
        75, 77, 79, 80, 82, 83, 84, 86, 87, 89, 91, 92, 93, 94, 95, 96,
    )
)  # fmt: skip
"""Codes of the 63 provinces of before in the numbers; other ones were given abroad."""
_RUN = re.compile(r"[+(]?[0-9oOlI][0-9oOlI\s.\-–()/]*[0-9oOlI]")
_PASSPORT = re.compile(r"\b[A-Z]\s?\d{7,8}\b", re.IGNORECASE)
_INSURANCE = re.compile(r"\b[A-Z]{2}\s?\d[\d\s]{11,15}\b", re.IGNORECASE)
_OLD_MOBILE = {
    "0120": "070", "0121": "079", "0122": "077", "0126": "076", "0128": "078", "0123": "083",
    "0124": "084", "0125": "085", "0127": "081", "0129": "082", "0162": "032", "0163": "033",
    "0164": "034", "0165": "035", "0166": "036", "0167": "037", "0168": "038", "0169": "039",
    "0186": "056", "0188": "058", "0199": "059",
}  # fmt: skip
"""Prefixes of eleven digits, and what they became in 2018 (Quyết định 798/QĐ-BTTTT)."""
_OLD_AREA = {"066": "0276", "072": "0272"}
"""Area codes of Tây Ninh and Long An, and what they became in 2017."""
MOST_WORDS = 60
FEWEST_SAID = 4
"""Fewer digits in words are other words: "không nhớ", "ba má"."""
NATIONAL = 9
"""Digits of a mobile number after the 0."""


def read_id(text: str, about: About) -> Reading:
    """Read the twelve digits of a card (số định danh cá nhân, số căn cước).

    Args:
        text: the answer; spaces, dots and dashes between digits do not matter.
        about: today; the holder's day of birth and sex, where known.
    """
    said = tidy(text)
    runs = [run for run in _runs(said) if len(run[0]) >= OLD_ID_DIGITS - 1]
    exact = [run for run in runs if len(run[0]) == ID_DIGITS]
    if len({digits for digits, _ in exact}) > 1:
        return ask_again("cccd.several")
    if exact:
        digits, typed = exact[0]
        return _likely(digits, about, typed=typed)
    spoken = _spoken(said)
    if len(spoken) == ID_DIGITS:
        return _likely(spoken, about, typed=False)
    if _INSURANCE.search(said):
        return ask_again("cccd.insurance")
    if _PASSPORT.search(said):
        return ask_again("cccd.passport")
    digits = runs[0][0] if runs else max(_short_runs(said), spoken, key=len)
    return _wrong_length(digits)


def _likely(digits: str, about: About, *, typed: bool) -> Reading:
    if len(set(digits)) == 1 or digits in ("123456789012", "012345678901"):
        return ask_again("cccd.made_up")
    doubt = _doubt(digits, about)
    if doubt:
        return confirm(digits, doubt)
    return accept(digits) if typed else confirm(digits, "cccd.read_back")


def _doubt(digits: str, about: About) -> str:
    """Return the key of what does not fit a number, or ""."""
    century, year = int(digits[3]), int(digits[4:6])
    born = 1900 + 100 * (century // 2) + year
    if about.birth and about.birth.year != born:
        return "cccd.other_year"
    if about.gender and about.gender != ("Nam", "Nữ")[century % 2]:
        return "cccd.other_sex"
    if born > about.today.year:
        return "cccd.unusual"
    return "" if digits[:3] in PROVINCES else "cccd.unusual"


def _wrong_length(digits: str) -> Reading:
    if not digits:
        return ask_again("cccd.none")
    if len(digits) == OLD_ID_DIGITS:
        return ask_again("cccd.old_card")
    return ask_again("cccd.length", count=str(len(digits)))


def _runs(said: str) -> list[tuple[str, bool]]:
    """Return the runs of digits of a text, and whether they were typed as digits."""
    found = []
    for match in _RUN.finditer(re.sub(r"\d{1,2}/\d{1,2}/\d{2,4}", " ", said)):
        raw = re.sub(r"[\s.\-–()/+]", "", match[0])
        if not any(char.isdigit() for char in raw):
            continue
        found.append((with_digits(raw), raw.isdigit()))
    return found


def _short_runs(said: str) -> str:
    return max((digits for digits, _ in _runs(said)), key=len, default="")


def _spoken(said: str) -> str:
    """Return the longest run of digits that are said in words, mixed with digits or not."""
    words = words_of(said)[:MOST_WORDS]
    best = ""
    for start in range(len(words)):
        if not digits_said(words[start : start + 1]) and words[start] not in ("muoi",):
            continue
        for end in range(len(words), start, -1):
            digits = digits_said(words[start:end])
            if digits:
                best = max(best, digits, key=len)
                break
    return best if len(best) >= FEWEST_SAID else ""


def read_phone(text: str) -> Reading:
    """Read a Vietnamese telephone number: mobile, or landline with its area.

    Returns:
        A reading whose value is the national number from its 0 on.
    """
    said = tidy(text)
    runs = [run for run in _runs(said) if len(run[0]) >= NATIONAL - 1]
    numbers = [_national(digits, typed) for digits, typed in runs]
    good = [reading for reading in numbers if reading.action != "ask_again"]
    if len({reading.value for reading in good}) > 1:
        return ask_again("phone.several")
    if good:
        return good[0]
    spoken = _spoken(said)
    if len(spoken) > max(map(len, (digits for digits, _ in runs)), default=0):
        return _national(spoken, typed=False)
    if numbers:
        return numbers[0]
    short = _short_runs(said)
    return ask_again("phone.length", count=str(len(short))) if short else ask_again("phone.none")


def _national(digits: str, typed: bool) -> Reading:
    """Return the national form of a run of digits."""
    certain = typed
    if len(digits) == 12 and digits[:2] != "84":
        return ask_again("phone.is_id")
    for prefix in ("0084", "84"):
        if digits.startswith(prefix) and len(digits) - len(prefix) in (NATIONAL, NATIONAL + 1):
            rest = digits[len(prefix) :]
            digits = rest if rest.startswith("0") else f"0{rest}"
            break
    if len(digits) == NATIONAL and digits[0] in "35789":
        digits, certain = f"0{digits}", False
    if len(digits) == 11 and digits[:4] in _OLD_MOBILE:
        digits, certain = _OLD_MOBILE[digits[:4]] + digits[4:], False
    if len(digits) == 10 and digits[:3] in _OLD_AREA:
        digits, certain = _OLD_AREA[digits[:3]] + digits[3:], False
    if len(digits) not in (10, 11) or not digits.startswith("0"):
        return ask_again("phone.length", count=str(len(digits)))
    return _possible(digits, certain=certain)


def _possible(digits: str, *, certain: bool) -> Reading:
    number = phonenumbers.parse(digits, "VN")
    valid = phonenumbers.is_valid_number(number)
    if len(digits) == 11 and not valid:
        return ask_again("phone.length", count="11")
    if len(set(digits)) <= 2 and len(set(digits[1:])) == 1:
        return ask_again("phone.made_up")
    if digits.startswith("01"):
        return ask_again("phone.no_such", said=digits[:4])
    if not valid:
        return confirm(digits, "phone.unusual")
    return accept(digits) if certain else confirm(digits, "phone.read_back")


def mask(digits: str) -> str:
    """Return a number with only its last three digits: "•••••••••123"."""
    return "•" * max(len(digits) - 3, 0) + digits[-3:]
