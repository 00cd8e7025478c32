"""The shape of an official form (tờ khai) as data: what is asked, when, and how it is printed.

A form is written by hand in ``knowledge/forms/<id>.yml``. Fields that many forms share
(somebody's name, day of birth, number of a card) stand once in ``parts.yml``.
"""

from __future__ import annotations

from datetime import date
from typing import Any, Literal

import msgspec

from knowledge.schema import Confidence, Strict

Kind = Literal[
    "full_name", "date", "date_or_year", "cccd", "phone", "address", "place", "yes_no", "money",
    "relationship", "ethnicity", "nationality", "gender", "number", "text", "choice",
    "email",
]  # fmt: skip
Result = Literal["document", "draft", "checklist"]
"""A finished document; one to be compared with the official form first; or a list of what
to enter, where the official form was not read or stands only on the web."""


class When(Strict, frozen=True, kw_only=True):
    """A condition on an earlier answer: it is one of some values, or was not given."""

    field: str
    one_of: tuple[str | bool, ...] = ()
    missing: bool = False


class Choice(Strict, frozen=True, kw_only=True):
    """One of a few answers, with other ways to say it. ``value`` is what is printed."""

    value: str
    ways: tuple[str, ...] = ()


class SameAs(Strict, frozen=True, kw_only=True):
    """Another field whose answer is likely this one's too, if conditions hold."""

    field: str
    when: tuple[When, ...] = ()


class Field(Strict, frozen=True, kw_only=True):
    """One thing that is asked.

    Attributes:
        id: name within the form.
        kind: how an answer is read.
        label: what the official form calls it, as it is printed.
        ask: the plain question.
        help: what to say to somebody who does not know what is meant.
        example: an answer that works; made up.
        required: whether the form may not be finished without it.
        when: conditions that must all hold for it to be asked.
        choices: of a choice; of other kinds answers offered as buttons.
        same_as: where its value may come from.
        qr: which line of an identity card's code tells it.
        days: which days can be meant.
        assume_year: a day without a year is the last one that there was.
        least, most: of a number.
        longest: letters of a text.
        kept: ``False`` for what is printed but never stored (bank account, health).
        printed: ``False`` for what only steers the questions.
        inline: printed on the line of the field before.
        words: a day that is also printed in words.
        capitals: printed in capitals.
        tells_commune: its commune is where the form is handed in and signed.
        section: heading that it stands under; filled in by the loader.
    """

    id: str
    kind: Kind
    label: str
    ask: str
    help: str = ""
    example: str = ""
    required: bool = True
    when: tuple[When, ...] = ()
    choices: tuple[Choice, ...] = ()
    same_as: tuple[SameAs, ...] = ()
    qr: Literal["", "id", "name", "birth", "gender", "address"] = ""
    days: Literal["past", "coming", "any"] = "past"
    assume_year: bool = False
    least: int = 0
    most: int = 999
    longest: int = 200
    kept: bool = True
    printed: bool = True
    inline: bool = False
    words: bool = False
    capitals: bool = False
    tells_commune: bool = False
    section: str = ""


class Section(Strict, frozen=True, kw_only=True):
    """A part of the form.

    ``column`` puts it into a table beside another part; parts with ``table`` and the same
    heading are the rows of one. ``purpose`` is the label under which the part begins with
    what the form is for.
    """

    title: str
    fields: tuple[Field, ...]
    column: Literal["", "left", "right"] = ""
    heading: str = ""
    table: bool = False
    purpose: str = ""


class Signature(Strict, frozen=True, kw_only=True):
    """Where somebody signs by hand. ``name`` is the field with their name, if there is one."""

    who: str
    name: str = ""
    note: str = "Ký, ghi rõ họ, chữ đệm, tên"


class Version(Strict, frozen=True, kw_only=True):
    """Which official form this follows.

    ``document`` as it is printed ("Thông tư 04/2024/TT-BTP"); ``code`` of the form, if it
    has one; ``since`` the day from which it holds; ``review_on`` when it must be looked at
    again.
    """

    document: str
    since: date | None
    checked_on: date
    source: str
    confidence: Confidence
    code: str = ""
    review_on: date | None = None
    note: str = ""


class Form(Strict, frozen=True, kw_only=True):
    """A form.

    Attributes:
        id: name of its file.
        title: official title, printed in capitals.
        short: how people call it, after "tờ khai".
        procedures: records that it is for; the first fits best.
        purposes: what the form is for, by procedure, where one form serves several.
        addressed_to: who it is for ("Kính gửi"), with {commune} for the commune's name.
        declaration: the sentence that is signed.
        attachments: what else the form itself asks for.
    """

    id: str
    title: str
    short: str
    result: Result
    version: Version
    procedures: tuple[str, ...]
    addressed_to: str
    sections: tuple[Section, ...]
    declaration: str
    signatures: tuple[Signature, ...]
    purposes: dict[str, str] = msgspec.field(default_factory=dict)
    attachments: tuple[str, ...] = ()
    place_and_day: bool = True
    notes: tuple[str, ...] = ()

    @property
    def fields(self) -> tuple[Field, ...]:
        """All fields in the order of the form."""
        return tuple(field for section in self.sections for field in section.fields)

    def field(self, id: str) -> Field:
        """Return a field by its name.

        Raises:
            KeyError: there is none.
        """
        for field in self.fields:
            if field.id == id:
                return field
        raise KeyError(id)


Answers = dict[str, Any]
"""Values in their normal form by field; ``None`` for one that was passed over."""
