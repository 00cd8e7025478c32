"""A finished form as a sheet: what stands where, before it becomes PDF or Word."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from actions.forms.engine import visible
from actions.forms.fields.read import say_value
from actions.say import capital, say_date
from bot.speech.numbers import read_number
from knowledge.forms.schema import Field, Form, Section

COMMUNE = "{commune}"
NUMBER = re.compile(r"(\d+)\.\s")
DOTS = ""
"""What an empty line has: the renderers draw dots."""


@dataclass(frozen=True)
class Line:
    """Labels with their values on one line; an empty value is left to be written by hand."""

    parts: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Block:
    """A part of the sheet: a heading (may be ""), and lines."""

    heading: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Couple:
    """Two persons beside each other: for each row a label, the left and the right value."""

    left: str
    right: str
    rows: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True)
class Grid:
    """A table of people: the head, and a row for each."""

    heading: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Sheet:
    """A whole form, ready to be laid out.

    ``kind`` is "document", "draft" or "checklist"; ``foot`` says which official form it
    follows.
    """

    kind: str
    code: str
    title: str
    addressed_to: str
    parts: tuple[Block | Couple | Grid, ...]
    declaration: str
    place: str | None
    signatures: tuple[tuple[str, str, str], ...]
    notes: tuple[str, ...]
    foot: str

    @property
    def place_line(self) -> str:
        """The line for place and day, which is written when it is signed; "" without one."""
        if self.place is None:
            return ""
        return f"Làm tại: {self.place or '……………………'}, ngày …… tháng …… năm ………"


def sheet(form: Form, answers: Mapping[str, Any], purpose: str = "") -> Sheet:
    """Return the sheet of a form.

    Args:
        form: the form.
        answers: values by field; for a form to be written by hand, none at all.
        purpose: what the form is for, where it serves several procedures.
    """
    blank = not answers
    asked = form.fields if blank else tuple(visible(form, answers))
    shown = {field.id for field in asked if field.printed}
    parts: list[Block | Couple | Grid] = []
    left: Section | None = None
    for section in form.sections:
        fields = [field for field in section.fields if field.id in shown]
        if section.column == "left":
            left = section
        elif section.column == "right" and left is not None:
            parts.append(_couple(left, section, answers))
        elif section.table:
            parts[:] = _with_row(parts, section, fields, answers)
        elif fields:
            if section.purpose and purpose:
                parts.append(Block("", (Line(((section.purpose, purpose),)),)))
            parts.append(Block(section.heading, tuple(_lines(fields, answers))))
    commune = _commune(form, answers)
    version = form.version
    return Sheet(
        kind=form.result,
        code=version.code,
        title=form.title,
        addressed_to=form.addressed_to.replace(COMMUNE, commune or "…………………………"),
        parts=tuple(parts),
        declaration=form.declaration,
        place=commune if form.place_and_day else None,
        signatures=tuple(
            (signature.who, str(answers.get(signature.name) or ""), signature.note)
            for signature in form.signatures
        ),
        notes=form.notes,
        foot=f"Theo mẫu của {version.document}; kiểm tra ngày {say_date(version.checked_on)}.",
    )


def _with_row(
    parts: list[Block | Couple | Grid],
    section: Section,
    fields: list[Field],
    answers: Mapping[str, Any],
) -> list[Block | Couple | Grid]:
    """Add a row to the table of a section, which its first part begins."""
    if not fields:
        return parts
    row = tuple(_value(field, answers.get(field.id)) for field in fields)
    *before, last = parts or [Block("", ())]
    if isinstance(last, Grid) and last.heading == section.heading:
        number = str(len(last.rows) + 1)
        return [*before, Grid(last.heading, last.head, (*last.rows, (number, *row)))]
    head = ("TT", *(field.label for field in fields))
    return [*parts, Grid(section.heading, head, (("1", *row),))]


def _lines(fields: list[Field], answers: Mapping[str, Any]) -> list[Line]:
    lines: list[list[tuple[str, str]]] = []
    for field in _as_numbered(fields):
        part = (field.label, _value(field, answers.get(field.id)))
        if field.inline and lines:
            lines[-1].append(part)
        else:
            lines.append([part])
        if field.words and isinstance(answers.get(field.id), str):
            lines.append([("ghi bằng chữ", in_words(answers[field.id]))])
    return [Line(tuple(parts)) for parts in lines]


def _as_numbered(fields: list[Field]) -> list[Field]:
    """Return fields in the order of the form's own numbers, if all of them have one."""
    numbers = [NUMBER.match(field.label) for field in fields]
    if not all(numbers):
        return fields
    return sorted(fields, key=lambda field: int(NUMBER.match(field.label)[1]))  # type: ignore[index]


def _value(field: Field, value: Any) -> str:
    if value is None:
        return DOTS
    if field.kind == "yes_no":
        return "Có ☒   Không ☐" if value else "Có ☐   Không ☒"
    said = say_value(field.kind, value)
    return said.upper() if field.capitals else said


def in_words(day: str) -> str:
    """Return an ISO day in words, as forms want it: "ngày năm, tháng ba, năm …"."""
    found = date.fromisoformat(day)
    words = [read_number(part) for part in (found.day, found.month, found.year)]
    written = f"ngày {words[0]}, tháng {words[1]}, năm {words[2]}"
    return capital(written.replace("ngàn", "nghìn").replace(" lẻ ", " linh "))


def _couple(left: Section, right: Section, answers: Mapping[str, Any]) -> Couple:
    rows = []
    for one, other in zip(left.fields, right.fields, strict=True):
        values = (answers.get(one.id), answers.get(other.id))
        if one.printed and (any(value is not None for value in values) or not one.when):
            rows.append((one.label, _value(one, values[0]), _value(other, values[1])))
    return Couple(left.heading or left.title, right.heading or right.title, tuple(rows))


def _commune(form: Form, answers: Mapping[str, Any]) -> str:
    """Return the commune that the form goes to: of the field that says so."""
    for field in form.fields:
        value = answers.get(field.id)
        if field.tells_commune and isinstance(value, Mapping):
            name = str(value.get("commune", ""))
            return name[:1].lower() + name[1:]
    return ""
