"""What was made of an answer, and what readers of answers are told."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

Action = Literal["accept", "confirm", "ask_again"]

_POLITE_BEFORE = re.compile(
    r"^\s*(?:(?:dạ|vâng|ừ|ờ|à|ạ|thưa|alo|ok|oke|rồi|thì|là|dạ thưa|da|vang|ghi(?: là)?)[\s,:.]+)+",
    re.IGNORECASE,
)
_POLITE_AFTER = re.compile(
    r"(?:[\s,.]+(?:ạ|nha|nhé|nhe|nghen|nghe|nè|đó|hen|nhen|nghe hông)"
    r"(?:\s+(?:em|con|bạn|ad|cháu))?)+[\s.!]*$"
)
_INVISIBLE = {"Cf", "Cc", "Co", "Cs"}


@dataclass(frozen=True)
class Reading:
    """What was made of an answer.

    Attributes:
        value: in its normal form, JSON-ready; ``None`` where nothing was taken.
        action: take it, read it back first, or ask again.
        reason: key of what is said about it (``knowledge/texts/fields.yml``); "" if nothing.
        fills: what the text of the reason is filled with.
    """

    value: Any
    action: Action
    reason: str = ""
    fills: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class About:
    """What a reader may know of the one who is asked about.

    Attributes:
        today: the local date.
        days: which days can be meant: born or happened before, planned, or either.
        birth: day of birth of the holder of a number, if it is known.
        gender: "Nam" or "Nữ", if it is known.
        assume_year: a day without a year is the last one that there was.
    """

    today: date
    days: Literal["past", "coming", "any"] = "past"
    birth: date | None = None
    gender: str = ""
    assume_year: bool = False


def accept(value: Any) -> Reading:
    """Take a value as it was said."""
    return Reading(value, "accept")


def confirm(value: Any, reason: str = "", **fills: str) -> Reading:
    """Take a value if the person says that it is right."""
    return Reading(value, "confirm", reason, fills)


def ask_again(reason: str, **fills: str) -> Reading:
    """Take nothing, and say why."""
    return Reading(None, "ask_again", reason, fills)


def tidy(text: str) -> str:
    """Return an answer in composed Unicode, without signs that are not seen, in one line.

    Digits and letters of other widths become the usual ones.
    """
    plain = unicodedata.normalize("NFKC", text)
    seen = "".join(" " if unicodedata.category(c) in _INVISIBLE else c for c in plain)
    return " ".join(seen.split())


def bare_answer(text: str) -> str:
    """Return an answer without the polite words around it ("dạ … nha em")."""
    said = _POLITE_BEFORE.sub("", tidy(text))
    return _POLITE_AFTER.sub("", said).strip(" .,;:!?\"'“”")
