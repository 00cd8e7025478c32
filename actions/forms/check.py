"""Checks of forms that need more than their file: procedures, examples, documents, wording."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from actions.forms.documents.make import blank
from actions.forms.fields.read import reader
from actions.forms.fields.reading import About
from knowledge.forms.schema import Form
from knowledge.store import Knowledge

LONGEST_BUTTON = 40


def problems(known: Knowledge, today: date) -> Iterator[tuple[str, str, str]]:
    """Yield (form, field, what is wrong) for everything that a citizen would stumble over.

    Args:
        known: forms, procedures and what readers know.
        today: the local date; examples must be right on it.
    """
    for form in known.forms.values():
        for procedure in (*form.procedures, *form.purposes):
            if procedure not in known.procedures:
                yield form.id, "procedures", f"no record {procedure}"
        yield from _fields(form, known, today)
        if form.version.review_on and form.version.review_on <= today:
            yield form.id, "version", f"was to be looked at again on {form.version.review_on}"
        if form.result != "checklist":
            blank(form)


def _fields(form: Form, known: Knowledge, today: date) -> Iterator[tuple[str, str, str]]:
    read = reader(known)
    for field in form.fields:
        for choice in field.choices:
            if field.kind == "choice" and len(choice.value) > LONGEST_BUTTON and not choice.ways:
                yield form.id, field.id, f"{choice.value!r} is cut on a button and has no other way"
        if not field.example:
            continue
        about = About(today, days=field.days, assume_year=field.assume_year)
        reading = read.field(field, field.example, about)
        if reading.action == "ask_again":
            yield (
                form.id,
                field.id,
                f"its own example {field.example!r} is refused: {reading.reason}",
            )
