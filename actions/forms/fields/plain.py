"""Answers that are kept much as they are said: texts, numbers, places, nationality."""

from __future__ import annotations

import re

from actions.forms.fields.dates import read_date, read_partial
from actions.forms.fields.reading import (
    About,
    Reading,
    accept,
    ask_again,
    bare_answer,
    confirm,
    tidy,
)
from actions.say import capital
from nlu.text.fold import fold
from nlu.text.numerals import number_said, words_of

VIETNAM = frozenset({"viet nam", "vn", "vietnam", "nguoi viet", "nguoi viet nam", "viet"})
_UNIT = re.compile(r"^(?:ban|nguoi|lan|thu|dua|tuoi|la|so|chung|khoang|cai|to)$")


def read_text(text: str, longest: int) -> Reading:
    """Keep a text in one line, with its first letter large."""
    said = bare_answer(text)
    if not re.search(r"\w", said):
        return ask_again("text.none")
    if len(said) > longest:
        return ask_again("text.long", most=str(longest))
    return accept(capital(said))


def read_email(text: str) -> Reading:
    """Read an address of electronic mail."""
    found = re.search(r"[\w.+\-]+@[\w\-]+(?:\.[\w\-]+)+", tidy(text))
    return accept(found[0].lower()) if found else ask_again("email.none")


def read_number(text: str, least: int, most: int) -> Reading:
    """Read a whole number in digits ("2 bản") or words ("hai")."""
    words = [word for word in words_of(bare_answer(text)) if not _UNIT.match(word)]
    if words[:1] == ["nhat"] or words[:1] == ["dau"]:
        words = ["1"]
    number = number_said(words) if words else None
    if number is None:
        digits = re.findall(r"\d+", tidy(text))
        number = int(digits[0]) if len(digits) == 1 and len(digits[0]) < 7 else None
    if number is None:
        return ask_again("number.none")
    if not least <= number <= most:
        return ask_again("number.range", least=str(least), most=str(most))
    return accept(number)


def read_nationality(text: str) -> Reading:
    """Read a nationality; another one than Vietnamese is read back as it was said."""
    said = bare_answer(text)
    bare = re.sub(r"^(?:quoc tich|nguoi)\s+", "", fold(said))
    if bare in VIETNAM or fold(said) in VIETNAM:
        return accept("Việt Nam")
    if not re.search(r"[^\W\d_]", said) or len(said) > 40 or len(said.split()) > 5:
        return ask_again("nationality.none")
    name = re.sub(r"^(?:quốc tịch|người|quoc tich|nguoi)\s+", "", said, flags=re.IGNORECASE)
    return confirm(" ".join(map(capital, name.split())), "nationality.read_back")


def read_place(text: str, longest: int, address: Reading) -> Reading:
    """Keep a place as said (a hospital, an office, another province), or as an address.

    Args:
        text: the answer.
        longest: letters that the line has room for.
        address: the same text read as an address.
    """
    if address.action != "ask_again":
        return address
    if address.reason in ("address.district", "address.divided", "address.which"):
        return address
    return read_text(text, longest)


def read_date_or_year(text: str, about: About) -> Reading:
    """Read a day, or only the year where papers have no more."""
    reading = read_date(text, about)
    if reading.action != "ask_again" or reading.reason not in (
        "date.only_year", "date.not_exact", "date.no_day", "date.none",
    ):  # fmt: skip
        return reading
    year = read_partial(text, about)
    return confirm(year, "date.year_taken") if year else reading
