"""Which fields of a form a card fills in."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from actions.forms.card import read_card
from actions.forms.draft import Draft
from actions.forms.engine import same_group
from actions.forms.fields.read import Reader
from actions.forms.fields.reading import About
from bot.errors import UserError
from knowledge.forms.schema import Form

PROBLEMS = {"too_large": "photo_large", "no_picture": "photo_wrong"}


def card_values(
    form: Form, draft: Draft, data: bytes, reader: Reader, today: date
) -> tuple[Mapping[str, Any], str]:
    """Return the values that a photo gives for the part that is asked, or what is wrong.

    Args:
        form: the form.
        draft: where it stands; a field is asked.
        data: the photo; empty if it could not be fetched.
        reader: reads the address.
        today: the local date.

    Returns:
        Values by field, and the key of what to say where there are none.
    """
    fields = [
        field
        for field in same_group(form, form.field(draft.at))
        if field.qr and (field.id not in draft.answers or field.id == draft.at)
    ]
    if not fields:
        return {}, "photo_not_here"
    if not data:
        return {}, "photo_none"
    try:
        card = read_card(data)
    except UserError as error:
        return {}, PROBLEMS[error.code]
    if card is None:
        return {}, "photo_blurred"
    address = reader.read("address", card.address, About(today)).value
    told = {"id": card.id, "name": card.name, "birth": card.birth, "gender": card.gender}
    values = {field.id: told.get(field.qr, address) or None for field in fields}
    return {id: value for id, value in values.items() if value}, ""
