"""The rules of filling in a form: which field comes next, and what a step does to a draft.

Everything here is pure: a form and a draft go in, a draft comes out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from actions.forms.draft import Draft
from knowledge.forms.schema import Field, Form, When

UNANSWERED = object()


def holds(conditions: Sequence[When], answers: Mapping[str, Any]) -> bool:
    """Say whether all conditions hold; one on a field that was not answered does not."""
    return all(_holds(when, answers) for when in conditions)


def _holds(when: When, answers: Mapping[str, Any]) -> bool:
    value = answers.get(when.field, UNANSWERED)
    if value is UNANSWERED:
        return False
    return value is None if when.missing else value in when.one_of


def visible(form: Form, answers: Mapping[str, Any]) -> list[Field]:
    """Return the fields that are asked, given the answers so far, in order.

    A condition counts only while the field that it looks at is itself asked.
    """
    seen: dict[str, Any] = {}
    found = []
    for field in form.fields:
        if holds(field.when, seen):
            found.append(field)
            if field.id in answers:
                seen[field.id] = answers[field.id]
    return found


def filled(form: Form, draft: Draft) -> dict[str, Any]:
    """Return the answers of the fields that are asked; what was passed over is ``None``."""
    return {
        field.id: draft.answers[field.id]
        for field in visible(form, draft.answers)
        if field.id in draft.answers
    }


def upcoming(form: Form, draft: Draft) -> Field | None:
    """Return the first field that was neither answered nor passed over."""
    asked = visible(form, draft.answers)
    return next((field for field in asked if field.id not in draft.answers), None)


def progress(form: Form, draft: Draft, field: Field) -> tuple[int, int]:
    """Return which of how many fields this is, as it looks now; both count from 1."""
    asked = [one.id for one in visible(form, draft.answers)]
    return asked.index(field.id) + 1, len(asked)


def begin(form: Form, draft: Draft) -> Draft:
    """Go to the first field, or on to what is missing."""
    return go_on(form, replace(draft, stage="asking"))


def go_on(form: Form, draft: Draft) -> Draft:
    """Go to the first field that is missing, or to the review when none is."""
    draft = with_known(form, draft)
    field = upcoming(form, draft)
    if field is None:
        return replace(draft, stage="review", at="", pending=None)
    return replace(draft, stage="asking", at=field.id, pending=_offer(form, draft, field))


def with_known(form: Form, draft: Draft) -> Draft:
    """Fill the fields that earlier answers settle: who says "mẹ" has named the mother.

    What was filled in like that before is done anew, as an answer may have changed.
    """
    answers = {id: value for id, value in draft.answers.items() if id not in draft.copied}
    copied = []
    for field in form.fields:
        if field.id in answers:
            continue
        for same in field.same_as:
            if same.when and same.field in answers and holds(same.when, answers):
                answers[field.id] = answers[same.field]
                copied.append(field.id)
                break
    return replace(draft, answers=answers, copied=tuple(copied))


def _offer(form: Form, draft: Draft, field: Field) -> Any:
    """Return what is likely the answer of a field, to be read back; ``None`` if unknown."""
    if field.id in draft.offered:
        return draft.offered[field.id]
    for same in field.same_as:
        value = draft.answers.get(same.field)
        if value is not None and not same.when:
            return value
    return None


def answer(form: Form, draft: Draft, value: Any) -> Draft:
    """Put a value into the field that is asked, and go on.

    Raises:
        ValueError: no field is asked.
    """
    if not draft.at:
        raise ValueError("no field is asked")
    steering = draft.at
    changed = draft.answers.get(draft.at, UNANSWERED) != value
    draft = put(draft, draft.at, value)
    return go_on(form, _settled_anew(form, draft, steering) if changed else draft)


def _settled_anew(form: Form, draft: Draft, steering: str) -> Draft:
    """Drop answers that a changed answer now settles: who is meant after all oneself."""
    settled = {
        field.id
        for field in form.fields
        for same in field.same_as
        if any(when.field == steering for when in same.when) and holds(same.when, draft.answers)
    }
    left = {id: value for id, value in draft.answers.items() if id not in settled}
    return replace(draft, answers=left)


def put(draft: Draft, id: str, value: Any) -> Draft:
    """Put a value into a field."""
    offered = {key: held for key, held in draft.offered.items() if key != id}
    return replace(
        draft,
        answers={**draft.answers, id: value},
        copied=tuple(one for one in draft.copied if one != id),
        offered=offered,
        pending=None,
    )


def put_all(draft: Draft, values: Mapping[str, Any]) -> Draft:
    """Put values into fields that were not answered yet."""
    for id, value in values.items():
        draft = draft if id in draft.answers else put(draft, id, value)
    return draft


def offer(draft: Draft, values: Mapping[str, Any]) -> Draft:
    """Keep values that were heard in passing, to be read back when their field comes."""
    fresh = {id: value for id, value in values.items() if id not in draft.answers}
    return replace(draft, offered={**draft.offered, **fresh})


def skip(form: Form, draft: Draft) -> Draft:
    """Pass over the field that is asked.

    Raises:
        ValueError: it must be answered, or none is asked.
    """
    if not draft.at or form.field(draft.at).required:
        raise ValueError("this field must be answered")
    return answer(form, draft, None)


def back(form: Form, draft: Draft) -> Draft:
    """Go to the field before the one that is asked; from the review to the last one.

    The first field has none before it and stays.
    """
    asked = [field.id for field in visible(form, draft.answers)]
    here = asked.index(draft.at) if draft.at in asked else len(asked)
    return edit(draft, asked[max(here - 1, 0)]) if asked else draft


def edit(draft: Draft, id: str) -> Draft:
    """Go to a field; its answer stays until there is another."""
    return replace(draft, stage="asking", at=id, pending=None)


def wait(draft: Draft, value: Any) -> Draft:
    """Keep a value of the field that is asked until the person says that it is right."""
    return replace(draft, pending=value)


def forget_pending(draft: Draft) -> Draft:
    """Let go of a value that the person says is wrong."""
    offered = {key: held for key, held in draft.offered.items() if key != draft.at}
    return replace(draft, pending=None, offered=offered)


def finish(draft: Draft) -> Draft:
    """Say that the form is right and handed over."""
    return replace(draft, stage="done", at="", pending=None)


def without_unkept(form: Form, draft: Draft) -> Draft:
    """Drop the answers that are printed but not stored, and what no longer is asked."""
    kept = {id: value for id, value in filled(form, draft).items() if form.field(id).kept}
    return replace(draft, answers=kept, offered={}, pending=None)


def same_group(form: Form, field: Field) -> list[Field]:
    """Return the fields of the same section, which one sentence may answer together."""
    return [one for one in form.fields if one.section == field.section]
