"""The day that a question is about: "lệ phí hộ chiếu ngày 2/1/2027", "qua tết thì sao".

Finding and reckoning are apart, as a message says "next month" and only the one who
answers knows what day it is.
"""

from __future__ import annotations

import re
from calendar import monthrange
from contextlib import suppress
from datetime import date, timedelta

from nlu.text.fold import fold
from nlu.text.normalize import normalize

TET = {
    2026: date(2026, 2, 17), 2027: date(2027, 2, 6), 2028: date(2028, 1, 26),
    2029: date(2029, 2, 13), 2030: date(2030, 2, 3), 2031: date(2031, 1, 23),
    2032: date(2032, 2, 11), 2033: date(2033, 1, 31), 2034: date(2034, 2, 19),
    2035: date(2035, 2, 8),
}  # fmt: skip
"""The first day of the lunar year (mùng 1 Tết), as the calendar of Vietnam has it."""
AFTER_TET = timedelta(days=7)
"""From the first day of Tết until offices are surely open again."""
NEXT = {"ngay mai": 1, "ngay mot": 2, "tuan sau": 7, "tuan toi": 7}

# A day on which something happened or that stands on a paper is not what is asked about.
_EVENT = r"(?:(?<!khai )sinh|(?<!khai )sanh|de|cap|het han|toi han|den han|co gia tri|han|hen)"
_NOT_EVENT = (
    rf"(?<!\w)(?P<event>{_EVENT}\s+(?:(?:vao|tu|den|toi|het|the|bang|hom|ngay|la)\s+){{0,3}})?"
)
_YEAR = r"(?P<year>20[2-9]\d)"
_FULL = re.compile(
    rf"{_NOT_EVENT}(?:ngay\s+)?(?:mung\s+|mong\s+)?(?<![\w/.-])(?P<day>\d{{1,2}})"
    rf"(?:\s?[/.-]\s?|\s+thang\s+)(?P<month>\d{{1,2}})(?:\s?[/.-]\s?|\s+nam\s+){_YEAR}(?!\d)"
)
_DAY = re.compile(
    rf"{_NOT_EVENT}ngay\s+(?:mung\s+|mong\s+)?(?P<day>\d{{1,2}})"
    r"(?:\s?[/-]\s?|\s+thang\s+)(?P<month>\d{1,2})(?![\w/.-])"
)
_MONTH = re.compile(
    rf"{_NOT_EVENT}(?:thang\s?|(?<!\w)t)(?P<month>\d{{1,2}})"
    rf"(?:\s?[/.-]\s?|\s+nam\s+){_YEAR}(?!\d)"
)
_COMING_MONTH = re.compile(
    r"(?<!\w)(?:qua|sang|toi|den)\s+thang\s+(?P<month>\d{1,2})(?!\d|\s?[/.-]\s?\d)"
)
_TET = re.compile(
    rf"(?<!\w)(?:qua|sau|ra|an)\s+tet(?!\s+(?:tay|duong))(?:\s+(?:nam\s+)?{_YEAR})?(?!\w)"
)
_YEAR_ALONE = re.compile(rf"{_NOT_EVENT}(?:nam|sang|qua|tet tay|dau|tu)\s+{_YEAR}(?!\d)")
_NEXT_MONTH = re.compile(r"(?<!\w)thang\s+(?:sau|toi)(?!\w)")
_NEXT_YEAR = re.compile(
    r"(?<!\w)(?:nam\s+(?:sau|toi)|(?:qua|sang)\s+nam(?:\s+moi)?"
    r"|(?:qua|sau|ra|het)\s+tet\s+(?:tay|duong lich|duong))(?!\w)"
)
_NEXT_DAYS = re.compile(rf"(?<!\w)(?P<next>{'|'.join(NEXT)})(?!\w)")


def find_day(text: str) -> str:
    """Return the day that a message is about as it is said, or "".

    Forms: ``2027-01-05``, ``2027-01``, ``2027``; ``--01-05`` and ``--01`` without a
    year; ``tet`` and ``tet-2027`` for when Tết is over; ``next-month``,
    ``next-year``, ``+7`` (days). Days of events ("sinh ngày …", "hết hạn ngày …") are
    not meant.
    """
    said = fold(normalize(text))
    for pattern, form in (
        (_FULL, "{year}-{month:0>2}-{day:0>2}"),
        (_MONTH, "{year}-{month:0>2}"),
        (_DAY, "--{month:0>2}-{day:0>2}"),
        (_TET, "tet-{year}"),
        (_YEAR_ALONE, "{year}"),
        (_COMING_MONTH, "--{month:0>2}"),
        (_NEXT_MONTH, "next-month"),
        (_NEXT_YEAR, "next-year"),
        (_NEXT_DAYS, "{next}"),
    ):
        for found in pattern.finditer(said):
            parts = {name: part or "" for name, part in found.groupdict().items()}
            if not parts.get("event"):
                day = form.format(**parts).removesuffix("-")
                return f"+{NEXT[day]}" if day in NEXT else day
    return ""


def coming_day(said: str, today: date) -> date | None:
    """Return the day after today that is said, or ``None`` where none is.

    Args:
        said: see :func:`find_day`; of a month or year the first day counts.
        today: the local date.
    """
    # A day that is in no calendar (31/02) was a slip; nothing is made of it.
    with suppress(ValueError, KeyError):
        day = _reckon(said, today)
        return day if day and day > today else None
    return None


def is_no_day(said: str) -> bool:
    """Say whether a whole date is in no calendar: 31/02/2027, 15/13/2026."""
    try:
        _reckon(said, date(2026, 1, 1))
    except ValueError:
        return True
    except KeyError:
        return False
    return False


def _reckon(said: str, today: date) -> date | None:
    if said.startswith("tet"):
        return _after_tet(said.partition("-")[2], today)
    if said == "next-month":
        return today.replace(day=1) + timedelta(days=monthrange(today.year, today.month)[1])
    if said == "next-year":
        return date(today.year + 1, 1, 1)
    if said.startswith("+"):
        return today + timedelta(days=int(said))
    if said.startswith("--"):
        month, _, day = said[2:].partition("-")
        this = date(today.year, int(month), int(day or 1))
        return this if this > today else this.replace(year=today.year + 1)
    if not said:
        return None
    year, month, day = (*said.split("-"), "1", "1")[:3]
    return date(int(year), int(month), int(day))


def _after_tet(year: str, today: date) -> date:
    day = TET[int(year)] if year else next(d for d in TET.values() if d > today)
    return day + AFTER_TET
