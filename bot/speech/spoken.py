"""Rewrites an answer for the ear.

A speech engine reads "50.000đ" as "năm mươi nghìn không trăm đ" and "UBND" as English
letters, so figures, dates, codes and short forms become words first. The rules run in
the order of :data:`RULES`: what protects a code comes before what would read its digits.
"""

from __future__ import annotations

import functools
import html
import re
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Any

import yaml

from bot.speech.numbers import read_digits, read_number

WORDS = Path(__file__).with_name("words.yml")
ORDER = ("một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín", "mười")

_TAG = re.compile(r"</?[a-zA-Z][^>]{0,200}>")
_MARK = re.compile(r"\*\*|__|`|^#+\s*", re.MULTILINE)
_LINK = re.compile(
    r"(?:https?://|www\.)\S+|\b[\w-]+(?:\.[\w-]+)*\.(?:gov\.vn|vn|com|org)\b(?:/\S*)?"
)
_MAIL = re.compile(r"\b[\w.+-]+@[\w-]+(?:\.[\w-]+)+\b")
_DOSSIER = re.compile(
    r"(?:\b[Mm]ã(?: số)? hồ sơ\s+)?"
    r"\b[HG]\d{2}(?:(?:\.\d{2,3}){1,3}[-.]\d{6}[-.]\d{3,6}|(?:\.\d{2,3}){2}\S*\d)\b"
)
_LEGAL = re.compile(r"\b(?:số\s+)?(\d+)/(\d{4})/([A-ZĐ]{2}\d{2}|(?:NĐ|NQ|QĐ|TT|TTLT)-[A-ZĐa-z]+)\b")
_PROCEDURE = re.compile(r"\b\d\.\d{6}\b")
_PHONE = re.compile(
    r"(?<![\d.])(?:\+84|0)(?:[ .-]?\d){9,10}(?![\d.]*\d)|\b1[89]00(?:[ .-]?\d){4,6}\b"
)
_SHORT_PHONE = re.compile(r"\b(?:1022|11[1-5])\b")
_IDENTITY = re.compile(r"(?<!\d)\d{12}(?!\d)")
_MONEY = re.compile(
    r"(?<![\d.,])(\d{1,3}(?:\.\d{3})+|\d+)\s?(?:đồng|VNĐ|VND|đ|₫)(?!\w)", re.IGNORECASE
)
_FREE = re.compile(r"(?:(?:lệ )?phí:?\s+)?(?<![\d.,])0\s?(?:đồng|VNĐ|VND|đ|₫)(?!\w)", re.IGNORECASE)
_DATE = re.compile(r"(?<![\d/])(ngày\s+)?(\d{1,2})[/-](\d{1,2})[/-](\d{4})(?![\d/])", re.IGNORECASE)
_MONTH = re.compile(r"(?<![\d/])(tháng\s+)?(\d{1,2})/(\d{4})(?![\d/])", re.IGNORECASE)
_TIME = re.compile(r"(?<![\d:])(\d{1,2})(?:h|:|g)(\d{2})?(?![\d:\w])")
_RANGE = re.compile(r"(?<=[\w%])\s?[–—]\s?(?=\w)|(?<=\d)\s?-\s?(?=\d)")
_THOUSANDS = re.compile(r"(?<![\d.,])\d{1,3}(?:\.\d{3})+(?![\d.]*\d)")
_DECIMAL = re.compile(r"(?<![\d.,])(\d+),(\d+)(?![\d,])")
_NUMBER = re.compile(r"\d+")
_STEP = re.compile(r"^[ \t]*(\d{1,2})[.)][ \t]+", re.MULTILINE)
_BULLET = re.compile(r"^[ \t]*[•·\-–*+][ \t]+", re.MULTILINE)
_SLASH = re.compile(r"(?<=\w)\s?/\s?(?=\w)")
_BRACKETS = re.compile(r"\s*[(\[]([^()\[\]]*)[)\]]")
_LINE_END = re.compile(r"([^.!?:;,\s])[ \t]*\n")


def spoken(text: str) -> str:
    """Return ``text`` as it is said, in one line of sentences; empty if nothing can be said."""
    for rule in RULES:
        text = rule(text)
    return text if any(char.isalnum() for char in text) else ""


def _plain(text: str) -> str:
    """Markup, links and pictures go; letters get their usual form."""
    text = unicodedata.normalize("NFC", html.unescape(text))
    text = _MARK.sub("", _TAG.sub(" ", text))
    text = _MAIL.sub("địa chỉ thư có trong tin nhắn", text)
    text = _LINK.sub("đường dẫn có trong tin nhắn", text)
    kept = (
        char for char in text if unicodedata.category(char) not in ("So", "Sk", "Cs", "Co", "Cf")
    )
    return "".join(kept).replace("\ufe0f", "")


def _codes(text: str) -> str:
    text = _DOSSIER.sub("mã hồ sơ ghi trong tin nhắn", text)
    text = _LEGAL.sub(_legal, text)
    return _PROCEDURE.sub(lambda m: read_digits(m[0]), text)


def _legal(match: re.Match[str]) -> str:
    number, year = read_number(int(match[1])), read_number(int(match[2]))
    kind, whose = _table()["legal"].get(match[3], ("", ""))
    if match[3].startswith("QH"):
        kind, whose = "luật", f"Quốc hội khóa {read_number(int(match[3][2:]))}"
        return _after_kind(match, kind, f"số {number} năm {year} của {whose}")
    if not kind:
        kind, whose = _table()["legal_kinds"].get(match[3].split("-")[0], "văn bản"), ""
    return _after_kind(match, kind, f"{number} năm {year} {whose}".strip())


def _after_kind(match: re.Match[str], kind: str, rest: str) -> str:
    """Say the kind of a legal text, unless it stands before its number already."""
    before = match.string[: match.start()].rstrip().lower()
    return rest if before.endswith(kind) else f"{kind} {rest}"


def _numbers_to_call(text: str) -> str:
    text = _PHONE.sub(_phone, text)
    text = _IDENTITY.sub(lambda m: f"số kết thúc bằng {read_digits(m[0][-3:])}", text)
    return _SHORT_PHONE.sub(lambda m: read_digits(m[0], (4,)), text)


def _phone(match: re.Match[str]) -> str:
    digits = re.sub(r"\D", "", match[0].replace("+84", "0"))
    return read_digits(digits, (4,) if digits.startswith("1") else (4, 3))


def _money(text: str) -> str:
    def say(match: re.Match[str]) -> str:
        return f"{read_number(int(match[1].replace('.', '')))} đồng"

    return _MONEY.sub(say, _FREE.sub("miễn phí", text))


def _dates(text: str) -> str:
    return _MONTH.sub(_month, _DATE.sub(_date, text))


def _date(match: re.Match[str]) -> str:
    day, month, year = int(match[2]), int(match[3]), int(match[4])
    if not (1 <= day <= 31 and 1 <= month <= 12):
        return match[0]
    said = f"ngày {read_number(day)} {_month_name(month)} năm {read_number(year)}"
    return f"{match[1][0]}{said[1:]}" if match[1] else said


def _month(match: re.Match[str]) -> str:
    month = int(match[2])
    if not 1 <= month <= 12:
        return match[0]
    said = f"{_month_name(month)} năm {read_number(int(match[3]))}"
    return f"{match[1][0]}{said[1:]}" if match[1] else said


def _month_name(month: int) -> str:
    return "tháng tư" if month == 4 else f"tháng {read_number(month)}"


def _times(text: str) -> str:
    def say(match: re.Match[str]) -> str:
        hour, minute = int(match[1]), int(match[2] or 0)
        if hour > 24 or minute > 59 or (match[2] is None and match[0][-1] == ":"):
            return match[0]
        said = f"{read_number(hour)} giờ"
        return f"{said} {read_number(minute)}" if minute else said

    return _TIME.sub(say, text)


def _short_forms(text: str) -> str:
    return _short().sub(lambda m: _table()["abbreviations"][m[0]], _before_names(text))


def _before_names(text: str) -> str:
    names = _table()["before_names"]
    pattern = rf"(?<!\w)(?:{'|'.join(map(re.escape, names))})\s?(?=[\dA-ZĐ])"
    return re.sub(pattern, lambda m: f"{names[m[0].strip()]} ", text)


@functools.cache
def _short() -> re.Pattern[str]:
    forms = sorted(_table()["abbreviations"], key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, forms))})(?!\w)")


def _units(text: str) -> str:
    units = _table()["units"]
    names = "|".join(map(re.escape, sorted(units, key=len, reverse=True)))
    return re.sub(rf"(?<=\d)\s?({names})(?!\w)", lambda m: f" {units[m[1]]}", text)


def _lists(text: str) -> str:
    """Steps are announced, every line of a list becomes a sentence."""
    text = _STEP.sub(lambda m: f"Bước {_step(int(m[1]))}: ", text)
    return _LINE_END.sub(r"\1.\n", _BULLET.sub("", text.rstrip() + "\n"))


def _step(number: int) -> str:
    return ORDER[number - 1] if 1 <= number <= len(ORDER) else read_number(number)


def _numbers(text: str) -> str:
    text = _THOUSANDS.sub(lambda m: read_number(int(m[0].replace(".", ""))), text)
    text = _DECIMAL.sub(lambda m: f"{read_number(int(m[1]))} phẩy {_decimals(m[2])}", text)
    return _NUMBER.sub(lambda m: _plain_number(m[0]), text)


def _decimals(digits: str) -> str:
    return read_digits(digits, (len(digits),)) if digits[0] == "0" else read_number(int(digits))


def _plain_number(digits: str) -> str:
    # A leading zero or very many digits are a code, not a count.
    if (len(digits) > 1 and digits[0] == "0") or len(digits) > 9:
        return read_digits(digits)
    return read_number(int(digits))


def _joints(text: str) -> str:
    text = _RANGE.sub(" đến ", text).replace(" - ", ", ")
    text = _BRACKETS.sub(r", \1,", text.replace("&", " và "))
    return _SLASH.sub(" hoặc ", text)


def _tidy(text: str) -> str:
    text = re.sub(r"[\"“”«»|_~^=<>]", " ", text)
    text = " ".join(text.split())
    text = re.sub(r"\s+([.,;:!?])", r"\1", text)
    text = re.sub(r"[,;:]+(?=[.!?])|,(?=[,;:])", "", text)
    return re.sub(r"([.!?])\1+", r"\1", text).strip(" ,;:")


@functools.cache
def _table() -> dict[str, Any]:
    table: dict[str, Any] = yaml.safe_load(WORDS.read_text(encoding="utf-8"))
    return table


RULES: tuple[Callable[[str], str], ...] = (
    _plain, _lists, _codes, _numbers_to_call, _money, _dates, _times, _short_forms, _joints,
    _units, _numbers, _tidy,
)  # fmt: skip
"""In this order: see the module's docstring."""
