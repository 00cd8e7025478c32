"""Turns what official systems send (HTML, loose spaces, loose codes) into plain text."""

from __future__ import annotations

import re
import unicodedata
import warnings
from collections.abc import Mapping
from typing import Any

from bs4 import BeautifulSoup, MarkupResemblesLocatorWarning

NOTHING = frozenset({"", "không có thông tin", "không có", "null", "none", "--", "-"})
MOST_ESCAPED = 3
LONGEST = 100_000
"""Characters of one field; an honest one is far shorter."""

_MARKUP = re.compile(r"<[a-zA-Z/!][^>]*>|&(?:[a-zA-Z]{2,8}|#\d+);")
_BLOCKS = ("p", "div", "br", "li", "tr", "h1", "h2", "h3", "h4", "table", "ul", "ol")
_CODE = re.compile(r"^\s*(\d\.\d{6})(?=$|[.\s])")
# Tables without separators glue a year before a number and a word after it, so
# the last part must be an issuer that exists.
_ISSUERS = (
    "BLĐTBXH", "BNNPTNT", "BVHTTDL", "TANDTC", "BGDĐT", "BKHCN", "BKHĐT", "BNNMT", "BTNMT",
    "BGTVT", "BDTTG", "BTTTT", "HĐND", "NHNN", "UBND", "BHXH", "UBDT", "VPCP", "TTCP", "BCA",
    "BCT", "BNG", "BNV", "BQP", "BTC", "BTP", "BXD", "BYT", "TTg", "CP",
)  # fmt: skip
_DOCUMENT = re.compile(
    r"(?:(?<![\d./])|(?<=[^\d](?:19|20)\d\d))"
    rf"(?:\d{{1,4}}(?:\.\d{{1,2}})?/\d{{4}}/(?:[A-ZĐ]{{1,5}}-(?:{'|'.join(_ISSUERS)})|(?:UBTV)?QH\d\d)"
    rf"|\d{{1,4}}/QĐ-(?:{'|'.join(_ISSUERS)}))"
)
_SPACE = re.compile(r"[^\S\n]+")
_LINES = re.compile(r"\s*\n\s*")

warnings.filterwarnings("ignore", category=MarkupResemblesLocatorWarning)


def plain(value: Any) -> str:
    """Return a field as text: no markup, no control characters, tidy spaces.

    Block elements become lines; scripts and styles go with what is in them. "Không
    có thông tin" and its like become an empty text.

    Raises:
        ValueError: the field is longer than an honest one ever is.
    """
    if value is None or isinstance(value, (dict, list)):
        return ""
    text = str(value)
    if len(text) > 10 * LONGEST:
        raise ValueError(f"một trường dài {len(text):,} chữ")
    # Markup that was escaped once too often shows only when it was read once.
    for _ in range(MOST_ESCAPED):
        if not _MARKUP.search(text):
            break
        text = _without_markup(text)
    text = unicodedata.normalize("NFC", text)
    text = "".join(
        c if c == "\n" or unicodedata.category(c)[0] != "C" else " "
        for c in text.replace("\r", "\n")
    )
    text = _LINES.sub("\n", _SPACE.sub(" ", text)).strip()
    if len(text) > LONGEST:
        raise ValueError(f"một trường dài {len(text):,} chữ")
    return "" if text.casefold() in NOTHING else text


def _without_markup(text: str) -> str:
    soup = BeautifulSoup(text, "html.parser")
    for element in soup(["script", "style", "iframe", "object", "template"]):
        element.decompose()
    for block in soup(_BLOCKS):
        block.append("\n")
    return str(soup.get_text())


def line(value: Any) -> str:
    """Return a field as one line."""
    return plain(value).replace("\n", " ")


def lines(value: Any) -> tuple[str, ...]:
    """Return the lines of a field, or of a list of fields, without empty ones."""
    items = value if isinstance(value, list) else [value]
    return tuple(part for item in items for part in plain(item).split("\n") if part)


def procedure_code(value: Any) -> str | None:
    """Return the national code in a code as a system writes it, or ``None``.

    Provincial systems append their own ("1.012753.H19", "1.001612.000.00.00.H01").
    """
    found = _CODE.match(str(value or ""))
    return found[1] if found else None


def document_numbers(value: Any) -> tuple[str, ...]:
    """Return the numbers of legal documents in a text, each once: "18/2026/NĐ-CP"."""
    return tuple(dict.fromkeys(_DOCUMENT.findall(plain(value))))


def amount(value: Any) -> int | None:
    """Return an amount in đồng, or ``None`` where there is no number.

    "8.000", "8,000" and "8000" are eight thousand; "Không" says nothing; a
    foreign currency is no amount.
    """
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, (int, float)):
        return int(value) if value == int(value) and value >= 0 else None
    text = str(value).strip()
    found = re.fullmatch(
        r"(\d{1,3}(?:[.,]\d{3})+|\d+)(?:[.,]0+)?\s*(?:đ|đồng|vnd|vnđ)?", text.lower()
    )
    return int(re.sub(r"[.,]", "", found[1])) if found else None


def rows(value: Any) -> list[Mapping[str, Any]]:
    """Return the objects of a list; anything else has none."""
    return [item for item in value if isinstance(item, Mapping)] if isinstance(value, list) else []
