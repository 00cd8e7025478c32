"""Days as people write and say them: 5/3/1985, "mùng năm tháng ba năm tám lăm", "hôm qua"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta

from actions.forms.fields.reading import About, Reading, accept, ask_again, confirm, tidy
from nlu.text.fold import fold
from nlu.text.numerals import ONES, SCALES, TEN, WHOLE_TEN, number_said, with_digits, words_of

FIRST_YEAR = 1900
MOST_AHEAD = 10
"""Years that a planned day may lie ahead."""

_SEPARATOR = r"\s?[/.\-–,\\]\s?|\s+"
_ZERO = "[0-9oOlI]"
_NUMERIC = re.compile(
    rf"(?<![\w/.\-])({_ZERO}{{1,2}})(?:{_SEPARATOR})({_ZERO}{{1,2}})(?:{_SEPARATOR})"
    rf"(?:năm\s+|nam\s+)?({_ZERO}{{1,5}})(?![\w/\-])"
)
_YEAR_FIRST = re.compile(
    r"(?<![\w/.\-])(\d{4})(?:\s?[/.\-]\s?|\s+)(\d{1,2})(?:\s?[/.\-]\s?|\s+)(\d{1,2})(?![\w/\-])"
)
_SOLID = re.compile(r"(?<!\d)(\d{2})(\d{2})(\d{4})(?!\d)")
_SOLID_SHORT = re.compile(r"(?<!\d)(\d{2})(\d{2})(\d{2})(?!\d)")
_DAY_MONTH = re.compile(r"(?<![\w/.\-])(\d{1,2})\s?[/\-.]\s?(\d{1,2})(?![\w/\-]|\.\d)")
_MONTH_YEAR = re.compile(r"(?<![\w/.\-])(\d{1,2})\s?[/\-.]\s?(\d{4})(?![\w/\-])")
_LUNAR = re.compile(
    r"\b(?:am lich|al|ta lich|lich ta|ram|tet|gieng|chap|nhuan|mong mot tet"
    r"|(?:giap|at|binh|dinh|mau|ky|canh|tan|nham|quy) (?:ty|suu|dan|mao|meo|thin|thin|ngo|mui"
    r"|than|dau|tuat|hoi))\b"
)
_AGO = re.compile(r"\b(?:cach day\s+)?(\w+(?: \w+)?)\s+(?:ngay|bua|hom)\s+(?:truoc|roi)\b")
_AGO_TOO = re.compile(r"\bcach day\s+(\w+(?: \w+)?)\s+(?:ngay|bua|hom)\b")
_RELATIVE = {
    "hom nay": 0, "bua nay": 0, "bua ni": 0, "hom ni": 0, "nay": 0, "hnay": 0, "today": 0,
    "ngay hom nay": 0, "moi hoi sang": 0, "sang nay": 0, "trua nay": 0, "chieu nay": 0,
    "toi nay": 0, "khuya nay": 0,
    "hom qua": -1, "bua qua": -1, "ngay hom qua": -1, "hqua": -1, "toi qua": -1, "dem qua": -1,
    "sang qua": -1, "chieu qua": -1, "toi hom qua": -1, "sang hom qua": -1, "chieu hom qua": -1,
    "dem hom qua": -1, "trua hom qua": -1, "yesterday": -1, "hom wa": -1, "bua wa": -1,
    "hom kia": -2, "bua kia": -2, "ngay hom kia": -2, "bua kiat": -2,
    "ngay mai": 1, "mai": 1, "sang mai": 1, "ngay mot": 2, "mot": 2, "ngay kia": 2,
}  # fmt: skip
_WEEKDAYS = {"hai": 0, "ba": 1, "tu": 2, "bon": 2, "nam": 3, "sau": 4, "bay": 5}
_WEEKDAY = re.compile(
    r"\b(?:thu\s+(?P<day>hai|ba|tu|nam|sau|bay|[2-7])|(?P<sunday>chu nhat|cn))\s+"
    r"(?:tuan\s+)?(?P<which>truoc|roi|vua roi|vua qua|nay|toi|sau)\b"
)
_YEARS = {"nam nay": 0, "nam ngoai": -1, "nam roi": -1, "nam truoc": -1, "nam kia": -2}
_AT_NIGHT = re.compile(r"\b(?:luc\s+)?\d{1,2}\s*(?:gio|g|h)\s*(?:\d{1,2}(?:\s*phut|p)?)?\b")
_CORRECTED = re.compile(
    r"\b(?:a khong|a nham|nham|lon|khong phai|y lon|sua lai|phai la|ma la|a quen)\b"
)


def read_date(text: str, about: About) -> Reading:
    """Read one day.

    A day in digits with its whole year is taken; one that had to be worked out (words,
    two-digit years, "hôm qua") is read back; a lunar day, part of a day, two days, and a
    day that is in no calendar are asked for again.

    Args:
        text: the answer.
        about: today, and which days can be meant.

    Returns:
        A reading whose value is an ISO date.
    """
    said = tidy(text)
    bare = _AT_NIGHT.sub(" ", fold(said))
    if not _has_day(bare):
        return _no_day(bare)
    corrected = _CORRECTED.split(bare)
    if len(corrected) > 1 and _LUNAR.search(corrected[-1]) is None:
        after = _one(corrected[-1], about)
        if after.action != "ask_again":
            return confirm(after.value, "date.read_back")
    if _LUNAR.search(bare):
        return ask_again("date.lunar")
    return _one(bare, about)


def read_partial(text: str, about: About) -> str:
    """Return a year, or a month and year, as a paper may have it: "1958", "1958-03"; or ""."""
    bare = fold(tidy(text))
    if found := _MONTH_YEAR.search(bare):
        month, year = int(found[1]), int(found[2])
        if 1 <= month <= 12 and FIRST_YEAR <= year <= about.today.year:
            return f"{year:04}-{month:02}"
    for word in re.findall(r"(?<!\d)\d{4}(?!\d)", bare):
        if FIRST_YEAR <= int(word) <= about.today.year:
            return str(word)
    found = re.search(r"\b(?:nam|sinh nam|sanh nam)\s+(\d{2})\b", bare)
    if found:
        return str(_century(int(found[1]), about))
    after = re.search(r"\b(?:sinh |sanh )?nam\s+(.+)$", bare)
    number = number_said(words_of(after[1])) if after else None
    if number is not None and number < 100:
        number = _century(number, about)
    return str(number) if number and FIRST_YEAR <= number <= about.today.year else ""


def _has_day(bare: str) -> bool:
    return bool(
        re.search(r"\d", bare)
        or re.search(r"\bthang\b", bare)
        or _relative(bare) is not None
        or _WEEKDAY.search(bare)
        or _AGO.search(bare)
        or _LUNAR.search(bare)
        or _AGO_TOO.search(bare)
        or any(word in ONES for word in words_of(bare))
    )


def _no_day(bare: str) -> Reading:
    if re.search(r"\b(?:tuan|thang|nam|hoi)\b", bare):
        return ask_again("date.not_exact")
    return ask_again("date.none")


def _one(bare: str, about: About) -> Reading:
    """Read a day of the usual calendar."""
    found = list(dict.fromkeys(_numeric(bare, about)))
    if len({day for day, *_ in found}) > 1:
        return ask_again("date.several")
    if found:
        (parts, certain) = found[0]
        return _checked(parts, about, certain=certain)
    return _worked_out(bare, about)


Parts = tuple[int, int, int]


def _numeric(bare: str, about: About) -> Iterator[tuple[Parts, bool]]:
    """Yield (day, month, year) of days in digits, and whether they are certain as written."""
    left = bare
    for match in _YEAR_FIRST.finditer(left):
        yield (int(match[3]), int(match[2]), int(match[1])), True
    left = _YEAR_FIRST.sub(" ", left)
    for match in _NUMERIC.finditer(left):
        raw = [with_digits(part) for part in match.groups()]
        year, certain = _year(raw[2], about)
        yield (int(raw[0]), int(raw[1]), year), certain and "".join(raw) == "".join(match.groups())
    left = _NUMERIC.sub(" ", left)
    for match in re.finditer(
        r"(?:(?<!\w)(?:ngay|mung|mong|hom|sinh|sanh)\s+)*"
        r"(?<!\w)(\d{1,2})\s*(?:thang|th|t)\s*(\d{1,2})(?:\s*[,/\-]\s*|\s+)?(?:nam\s*)?(\d{1,5})?"
        r"(?:\s+(nam nay|nam ngoai|nam roi|nam kia))?(?!\w)",
        left,
    ):
        if match[3]:
            year, certain = _year(match[3], about)
            yield (int(match[1]), int(match[2]), year), certain
        elif match[4]:
            year = about.today.year + _YEARS[match[4]]
            yield (int(match[1]), int(match[2]), year), False
    if found := re.search(
        r"(\d{1,2})\s?[/\-.]\s?(\d{1,2})\s+(nam nay|nam ngoai|nam roi|nam kia)", left
    ):
        yield (int(found[1]), int(found[2]), about.today.year + _YEARS[found[3]]), False
    for match in _SOLID.finditer(left):
        yield (int(match[1]), int(match[2]), int(match[3])), True
    if not _SOLID.search(left):
        for match in _SOLID_SHORT.finditer(left):
            yield (int(match[1]), int(match[2]), _century(int(match[3]), about)), False


def _year(raw: str, about: About) -> tuple[int, bool]:
    """Return the year that was written, and whether it is certain; 0 for no year."""
    if len(raw) == 4:
        return int(raw), True
    if len(raw) == 2:
        return _century(int(raw), about), False
    return 0, False


def _century(short: int, about: About) -> int:
    """Return the year of two digits: the last one that there was, or the next planned."""
    this = about.today.year
    latest = this + MOST_AHEAD if about.days == "coming" else this
    return 2000 + short if 2000 + short <= latest else 1900 + short


def _worked_out(bare: str, about: About) -> Reading:
    """Read a day that is said in words."""
    shift = _relative(bare)
    if shift is not None:
        return _near(about.today + timedelta(days=shift), about)
    if found := _WEEKDAY.search(bare):
        return _near(_weekday(found, about.today), about)
    if found := _AGO.search(bare) or _AGO_TOO.search(bare):
        count = number_said(words_of(found[1])) or number_said(words_of(found[1])[-1:])
        if count is not None and count <= 366:
            return _near(about.today - timedelta(days=count), about)
    return _named(bare, about)


def _relative(bare: str) -> int | None:
    words = " ".join(words_of(bare))
    for phrase in sorted(_RELATIVE, key=len, reverse=True):
        is_all = words == phrase
        if is_all or (" " in phrase and re.search(rf"\b{phrase}\b", words)):
            return _RELATIVE[phrase]
    return None


def _weekday(found: re.Match[str], today: date) -> date:
    """Return the day of "thứ hai tuần trước", or the last one before today ("thứ hai rồi")."""
    name = found["day"] or ""
    day = 6 if found["sunday"] else int(name) - 2 if name.isdigit() else _WEEKDAYS[name]
    monday = today - timedelta(days=today.weekday())
    this = monday + timedelta(days=day)
    if "tuan" in found[0]:
        weeks = {"nay": 0, "toi": 1, "sau": 1}.get(found["which"], -1)
        return this + timedelta(weeks=weeks)
    if found["which"] in ("toi", "sau"):
        return this if this > today else this + timedelta(weeks=1)
    return this if this < today else this - timedelta(weeks=1)


def _near(day: date, about: About) -> Reading:
    return _checked((day.day, day.month, day.year), about, certain=False)


def _named(bare: str, about: About) -> Reading:
    """Read "mùng năm tháng ba năm tám lăm": a day, a month and a year in words or digits."""
    words = words_of(bare)
    if "thang" not in words:
        return _part_only(words, bare, about)
    at = len(words) - 1 - words[::-1].index("thang")
    day = _number_before(words, at)
    month, size = _number_after(words, at + 1, most=12)
    if day is None or month is None:
        return ask_again("date.not_exact")
    year, certain = _year_said(words[at + 1 + size :], about)
    if year is None:
        return _without_year(day, month, about)
    in_digits = all(word.isdigit() for word in (words[at - 1], words[at + 1]))
    return _checked((day, month, year), about, certain=certain and in_digits)


def _number_before(words: list[str], at: int) -> int | None:
    for size in (3, 2, 1):
        start = at - size
        if start >= 0:
            number = number_said(words[start:at])
            if number is not None and 1 <= number <= 31 and _is_tens(words[start:at]):
                return number
    return None


def _is_tens(words: list[str]) -> bool:
    """Say whether several words are one number below a hundred, not digits one by one."""
    return len(words) == 1 or TEN in words or WHOLE_TEN in words or len(words) == 2


def _number_after(words: list[str], at: int, most: int) -> tuple[int | None, int]:
    for size in (2, 1):
        part = words[at : at + size]
        if len(part) < size:
            continue
        number = number_said(part)
        is_year_word = size == 2 and part[1] == "nam" and at + 2 < len(words)
        if number is not None and 1 <= number <= most and not is_year_word:
            if size == 2 and TEN not in part and WHOLE_TEN not in part:
                continue
            return number, size
    return None, 0


def _year_said(words: list[str], about: About) -> tuple[int | None, bool]:
    """Return the year of the words after the month, and whether it is certain as written."""
    joined = " ".join(words)
    for phrase, shift in _YEARS.items():
        if re.search(rf"\b{phrase}\b", joined):
            return about.today.year + shift, False
    if words[:1] == ["nam"]:
        words = words[1:]
    counting = []
    for word in words:
        if not (
            word.isdigit() or word in ONES or word in SCALES or word in (TEN, WHOLE_TEN, "tram")
        ):
            break
        counting.append(word)
    number = number_said(counting) if counting else None
    if number is None:
        return None, False
    if number < 100:
        return _century(number, about), False
    return number, len(counting) == 1 and counting[0].isdigit()


def _part_only(words: list[str], bare: str, about: About) -> Reading:
    if found := _MONTH_YEAR.search(bare):
        return ask_again("date.no_day", year=found[2])
    if found := _DAY_MONTH.search(bare):
        return _without_year(int(found[1]), int(found[2]), about)
    if read_partial(bare, about):
        return ask_again("date.only_year")
    if re.search(r"\b\d{1,3}\s*tuoi\b", bare):
        return ask_again("date.age")
    return ask_again("date.not_exact" if re.search(r"\d", bare) else "date.none")


def _without_year(day: int, month: int, about: About) -> Reading:
    if not _exists(day, month, 2024):
        return ask_again("date.no_such_day", said=f"{day}/{month}")
    if not about.assume_year:
        return ask_again("date.no_year", said=f"{day}/{month}")
    this = about.today.year
    year = this if _exists(day, month, this) and date(this, month, day) <= about.today else this - 1
    return _checked((day, month, year), about, certain=False)


def _exists(day: int, month: int, year: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


def _checked(parts: Parts, about: About, *, certain: bool) -> Reading:
    """Take a day that exists and can be meant."""
    day, month, year = parts
    said = f"{day:02}/{month:02}/{year}"
    if not year:
        return ask_again("date.year_digits")
    if month > 12 >= day and _exists(month, day, year):
        return ask_again("date.month_first", said=said, meant=f"{month:02}/{day:02}/{year}")
    if not _exists(day, month, year):
        return ask_again("date.no_such_day", said=said)
    found = date(year, month, day)
    if year < FIRST_YEAR:
        return ask_again("date.too_old", said=said)
    if about.days == "past" and found > about.today:
        return ask_again("date.coming", said=said)
    if found.year > about.today.year + MOST_AHEAD:
        return ask_again("date.coming", said=said)
    if about.days == "coming" and found < about.today:
        return ask_again("date.over", said=said)
    value = found.isoformat()
    return accept(value) if certain else confirm(value, "date.read_back")
