"""One door to all readers: which kind of answer is read how."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from actions.forms.fields.addresses import read_address, say_address
from actions.forms.fields.choices import (
    read_choice,
    read_ethnicity,
    read_gender,
    read_relationship,
    read_yes_no,
)
from actions.forms.fields.dates import read_date
from actions.forms.fields.money import read_money
from actions.forms.fields.names import read_name
from actions.forms.fields.numbers import mask, read_id, read_phone
from actions.forms.fields.plain import (
    read_date_or_year,
    read_email,
    read_nationality,
    read_number,
    read_place,
    read_text,
)
from actions.forms.fields.reading import About, Reading
from actions.say import capital, say_date, say_money
from knowledge.communes.units import Communes
from knowledge.forms.schema import Field
from knowledge.people.words import PeopleWords
from knowledge.store import Knowledge
from nlu.places import PlaceFinder

KINDS = ("date", "full_name", "cccd", "phone", "address", "yes_no", "money", "relationship",
         "ethnicity", "gender")  # fmt: skip
"""Kinds of answers that are read here."""


LONGEST = 1_000
"""Letters of an answer that are looked at."""


@dataclass(frozen=True)
class Reader:
    """Reads answers, with what it needs to know of people and places."""

    people: PeopleWords
    communes: Communes
    finder: PlaceFinder

    def field(self, field: Field, text: str, about: About) -> Reading:
        """Return what was made of an answer to a field of a form."""
        if field.kind == "choice":
            return read_choice(text, [(one.value, one.ways) for one in field.choices])
        if field.kind == "number":
            return read_number(text, field.least, field.most)
        if field.kind == "text":
            return read_text(text, field.longest)
        if field.kind == "email":
            return read_email(text)
        if field.kind == "nationality":
            return read_nationality(text)
        if field.kind == "place":
            return read_place(text, field.longest, self.read("address", text, about))
        if field.kind == "date_or_year":
            return read_date_or_year(text, about)
        return self.read(field.kind, text, about)

    def read(self, kind: str, text: str, about: About) -> Reading:
        """Return what was made of an answer.

        Args:
            kind: one of :data:`KINDS`.
            text: as it was written or heard.
            about: what is known of the one who is asked about.

        Raises:
            KeyError: there is no such kind.
        """
        text = text[:LONGEST]
        return {
            "date": lambda: read_date(text, about),
            "full_name": lambda: read_name(text, self.people),
            "cccd": lambda: read_id(text, about),
            "phone": lambda: read_phone(text),
            "address": lambda: read_address(
                text, self.finder, self.communes, self.people.provinces
            ),
            "yes_no": lambda: read_yes_no(text, self.people.answers),
            "money": lambda: read_money(text),
            "relationship": lambda: read_relationship(text, self.people),
            "ethnicity": lambda: read_ethnicity(text, self.people),
            "gender": lambda: read_gender(text, self.people),
        }[kind]()


_made: dict[str, Reader] = {}


def reader(known: Knowledge) -> Reader:
    """Return the reader for one version of the knowledge; made once for each."""
    if known.version not in _made:
        _made.clear()
        _made[known.version] = Reader(known.people, known.communes, PlaceFinder(known.communes))
    return _made[known.version]


def say_value(kind: str, value: Any) -> str:
    """Return a value as forms and people have it: 05/03/1985, "25.000 đồng"."""
    if kind in ("date", "date_or_year"):
        return say_day(str(value))
    if isinstance(value, Mapping):
        return say_address(value)
    if kind == "money":
        return say_money(value)
    if kind == "yes_no":
        return "Có" if value else "Không"
    return str(value)


def say_day(value: str) -> str:
    """Return an ISO day as it is read, also where only the year, or month and year, is known."""
    parts = value.split("-")
    return say_date(date.fromisoformat(value)) if len(parts) == 3 else "/".join(reversed(parts))


def say_reason(kind: str, reading: Reading, phrases: Mapping[str, str]) -> str:
    """Return what is said about a reading; "" where nothing is.

    Numbers of cards are never said in full.
    """
    if not reading.reason:
        return ""
    said = phrases[reading.reason]
    fills = dict(reading.fills)
    if reading.value is not None:
        fills |= {"value": say_value(kind, reading.value), "masked": mask(str(reading.value))}
    for name, fill in fills.items():
        said = said.replace(f"{{{name}}}", fill)
    return capital(said)
