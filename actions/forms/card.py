"""The code on an identity card, read out of a photo that never leaves this process.

Text of the code on the cards since 2021 (Thông tư 06/2021/TT-BCA): number, old number, name,
day of birth, sex, residence, day of issue, with "|" between, days as ddmmyyyy. What the cards
since July 2024 carry is not published; more fields at the end are passed over.
"""

from __future__ import annotations

import io
import re
import unicodedata
from dataclasses import dataclass
from datetime import date

import zxingcpp
from PIL import Image, UnidentifiedImageError

from bot.errors import UserError

MOST_BYTES = 15_000_000
MOST_PIXELS = 60_000_000
"""More is no photo of a telephone but an attack on the memory."""
FORMATS = ("JPEG", "PNG", "WEBP", "BMP")
SIDES = (2400, 1200, 4000)
"""Longest sides at which a code is looked for, in this order."""
FEWEST_FIELDS = 7


@dataclass(frozen=True)
class Card:
    """What a card says. ``birth`` is an ISO date, ``gender`` "Nam" or "Nữ"; "" if unread."""

    id: str
    name: str
    birth: str
    gender: str
    address: str


def read_card(data: bytes) -> Card | None:
    """Return the card whose code is on a picture, ``None`` if there is none to be read.

    Raises:
        UserError: ``too_large``, or ``no_picture`` for what is no picture.
    """
    for side in SIDES:
        for text in _codes(data, side):
            card = parse_card(text)
            if card is not None:
                return card
    return None


def _codes(data: bytes, side: int) -> list[str]:
    if len(data) > MOST_BYTES:
        raise UserError("too_large", "Hình lớn quá.")
    try:
        with Image.open(io.BytesIO(data), formats=FORMATS) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise UserError("too_large", "Hình lớn quá.")
            grey = picture.convert("L")
    except Image.DecompressionBombError as error:
        raise UserError("too_large", "Hình lớn quá.") from error
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError) as error:
        raise UserError("no_picture", "Tệp này không phải hình.") from error
    grey.thumbnail((side, side))
    kind = zxingcpp.BarcodeFormat.QRCode
    found = zxingcpp.read_barcodes(grey, formats=kind)  # type: ignore[arg-type]
    return [code.text for code in found]


def parse_card(text: str) -> Card | None:
    """Return what the text of a card's code says; ``None`` for any other text."""
    fields = [part.strip() for part in unicodedata.normalize("NFC", text).split("|")]
    if len(fields) < FEWEST_FIELDS or not re.fullmatch(r"\d{12}", fields[0]):
        return None
    name = " ".join(word[:1].upper() + word[1:].lower() for word in fields[2].split())
    gender = {"nam": "Nam", "nữ": "Nữ"}.get(fields[4].lower(), "")
    return Card(fields[0], name, _day(fields[3]), gender, fields[5])


def _day(text: str) -> str:
    if not re.fullmatch(r"\d{8}", text):
        return ""
    try:
        return date(int(text[4:]), int(text[2:4]), int(text[:2])).isoformat()
    except ValueError:
        return ""
