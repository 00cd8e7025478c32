"""Several answers in one sentence: "bé tên Lê Ngọc Khánh An, sanh 15/11, con gái"."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from actions.forms.draft import Draft
from actions.forms.engine import same_group, visible
from actions.forms.fields.read import Reader
from actions.forms.fields.reading import About, Reading
from knowledge.forms.schema import Field, Form

_PIECES = re.compile(
    r"[,;\n]+|\s+(?=(?:sinh|sanh|sn)\s+(?:ngày|ngay|năm|nam|\d))"
    r"|\s+(?=(?:số )?(?:căn cước|can cuoc|cccd|cmnd|định danh)\b)"
    r"|\s+(?=(?:số )?(?:điện thoại|dien thoai|sđt|sdt)\b)|\s+(?=dân tộc\b)|\s+(?=giới tính\b)"
    r"|\s+(?=quốc tịch\b)",
    re.IGNORECASE,
)
WHOLE = frozenset({"text", "place", "address", "number", "choice"})
"""Kinds whose answer is the whole sentence."""
CUES = {
    "date": re.compile(r"\d.*\d|tháng|hôm qua|hôm nay|bữa qua", re.IGNORECASE),
    "date_or_year": re.compile(r"\d.*\d|tháng", re.IGNORECASE),
    "cccd": re.compile(r"(?:\d[\s.]*){12}"),
    "phone": re.compile(r"(?:\d[\s.]*){9,}"),
    "gender": re.compile(
        r"^\s*(?:là\s+)?(?:giới tính\s*:?\s*)?(?:con |bé |đàn )?(?:trai|gái|nam|nữ|ông|bà)\s*$",
        re.IGNORECASE,
    ),
    "ethnicity": re.compile(r"dân tộc|dan toc|người (?:kinh|khmer|hoa|chăm)", re.IGNORECASE),
    "nationality": re.compile(r"quốc tịch|quoc tich", re.IGNORECASE),
}
"""What a piece must look like to be an answer to a field that was not asked."""


@dataclass(frozen=True)
class Spread:
    """What a sentence tells of other fields: what is certain, and what must be read back."""

    sure: Mapping[str, Any]
    unsure: Mapping[str, Any]


def spread(form: Form, draft: Draft, text: str, reader: Reader, today: date) -> Spread:
    """Return what a sentence tells of other fields of the same part of the form.

    Only what is plainly of its kind is taken, each piece once.

    Args:
        form: the form.
        draft: where it stands; a field is asked.
        text: the whole answer.
        reader: reads answers.
        today: the local date.
    """
    asked = form.field(draft.at)
    if asked.kind in WHOLE:
        return Spread({}, {})
    pieces = [piece.strip() for piece in _PIECES.split(text) if piece and piece.strip()]
    open_fields = {field.id for field in visible(form, draft.answers)} | {
        field.id for field in same_group(form, asked)
    }
    others = [
        field
        for field in same_group(form, asked)
        if field.id != asked.id
        and field.id not in draft.answers
        and field.id in open_fields
        and field.kind in CUES
        and field.kind != asked.kind
    ]
    sure: dict[str, Any] = {}
    unsure: dict[str, Any] = {}
    for piece in pieces:
        for field in others:
            if field.id in sure or field.id in unsure or not CUES[field.kind].search(piece):
                continue
            reading = _read(reader, field, piece, today)
            if reading.action != "ask_again":
                (sure if reading.action == "accept" else unsure)[field.id] = reading.value
                break
    return Spread(sure, unsure)


def _read(reader: Reader, field: Field, piece: str, today: date) -> Reading:
    about = About(today, days=field.days, assume_year=field.assume_year)
    return reader.field(field, piece, about)
