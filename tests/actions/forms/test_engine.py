"""The engine, for every form and any order of answers."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from actions.forms import engine
from actions.forms.draft import Draft
from knowledge.forms.schema import Field, Form
from knowledge.store import knowledge

FORMS = sorted(knowledge().forms)
ADDRESS = {"detail": "ấp 3", "commune": "Xã Tân Lân", "province": "Tỉnh Tây Ninh"}
VALUES: dict[str, tuple[Any, ...]] = {
    "full_name": ("Nguyễn Thị Mẫu", "Lê Văn Mẫu"), "date": ("1985-03-05", "1990-01-02"),
    "date_or_year": ("1985", "1990-01-02"), "cccd": ("072085001234",), "phone": ("0907000111",),
    "address": (ADDRESS,), "place": ("Bệnh viện Mẫu", ADDRESS), "yes_no": (True, False),
    "money": (1_000_000,), "relationship": ("Mẹ", "Cha", "Bản thân", "Chủ hộ", "Con"),
    "ethnicity": ("Kinh",), "nationality": ("Việt Nam",), "gender": ("Nam", "Nữ"),
    "number": (1, 2), "text": ("điều được ghi",),
    "email": ("mau@example.com",),
}  # fmt: skip


def values(field: Field) -> tuple[Any, ...]:
    """Return values that a field may have."""
    if field.kind == "choice":
        return tuple(choice.value for choice in field.choices)
    return VALUES[field.kind]


def fill(form: Form, pick: st.DataObject, draft: Draft) -> Draft:
    """Answer whatever is asked until nothing is missing; what may be skipped is, sometimes."""
    draft = engine.begin(form, draft)
    for _ in range(200):
        if draft.stage != "asking":
            return draft
        field = form.field(draft.at)
        if not field.required and pick.draw(st.booleans()):
            draft = engine.skip(form, draft)
        else:
            draft = engine.answer(form, draft, pick.draw(st.sampled_from(values(field))))
    raise AssertionError("the form never ends")


quick = settings(max_examples=40, suppress_health_check=list(HealthCheck))


@quick
@given(st.sampled_from(FORMS), st.data())
def test_no_way_through_a_form_leaves_out_what_is_required(name: str, pick: st.DataObject) -> None:
    form = knowledge().forms[name]
    draft = fill(form, pick, Draft(name))
    answers = engine.filled(form, draft)
    asked = engine.visible(form, draft.answers)
    assert [field.id for field in asked] == list(answers)
    assert not [f.id for f in asked if f.required and answers[f.id] is None]


@quick
@given(st.sampled_from(FORMS), st.data())
def test_an_edited_form_is_as_if_filled_in_from_scratch(name: str, pick: st.DataObject) -> None:
    form = knowledge().forms[name]
    draft = fill(form, pick, Draft(name))
    asked = [f for f in engine.visible(form, draft.answers) if f.id not in draft.copied]
    field = pick.draw(st.sampled_from(asked))
    value = pick.draw(st.sampled_from(values(field)))
    edited = engine.answer(form, engine.edit(draft, field.id), value)
    edited = fill(form, pick, edited)
    again = engine.begin(form, Draft(name))
    while again.stage == "asking":
        again = engine.answer(form, again, edited.answers[again.at])
    assert engine.filled(form, again) == engine.filled(form, edited)


@quick
@given(st.sampled_from(FORMS), st.data())
def test_back_and_forward_changes_nothing(name: str, pick: st.DataObject) -> None:
    form = knowledge().forms[name]
    draft = fill(form, pick, Draft(name))
    steps = pick.draw(st.integers(1, 5))
    moved = draft
    for _ in range(steps):
        moved = engine.back(form, moved)
    assert engine.go_on(form, moved) == draft


@quick
@given(st.sampled_from(FORMS), st.data())
def test_a_draft_survives_being_written_down(name: str, pick: st.DataObject) -> None:
    form = knowledge().forms[name]
    draft = fill(form, pick, Draft(name, procedure=form.procedures[0]))
    assert Draft.from_dict(draft.to_dict()) == draft


@pytest.mark.parametrize("name", FORMS)
def test_what_must_be_answered_cannot_be_skipped(name: str) -> None:
    form = knowledge().forms[name]
    draft = engine.begin(form, Draft(name))
    required = next(field for field in form.fields if field.required)
    with pytest.raises(ValueError, match="must be answered"):
        engine.skip(form, replace(draft, at=required.id))


def test_a_condition_on_what_is_not_asked_does_not_hold() -> None:
    form = knowledge().forms["khai_sinh"]
    stale = {"has_father": False, "married": True}
    assert "marriage_no" not in {field.id for field in engine.visible(form, stale)}


def test_answers_that_are_not_kept_are_dropped() -> None:
    form = knowledge().forms["bhxh_mot_lan"]
    answers = {"request": "Bảo hiểm xã hội một lần", "receive": "Chuyển khoản", "account": "000"}
    left = engine.without_unkept(form, Draft("bhxh_mot_lan", answers=answers)).answers
    assert left == {"request": "Bảo hiểm xã hội một lần", "receive": "Chuyển khoản"}


def test_what_was_taken_over_follows_when_its_source_is_edited() -> None:
    form = knowledge().forms["khai_sinh"]
    draft = engine.begin(form, Draft("khai_sinh"))
    for value in ("Nguyễn Thị Mẫu", "1985-03-05", "072185001234", "Mẹ"):
        draft = engine.answer(form, draft, value)
    assert draft.answers["mother_full_name"] == "Nguyễn Thị Mẫu"
    renamed = engine.answer(form, engine.edit(draft, "requester_full_name"), "Lê Thị Mẫu")
    assert renamed.answers["mother_full_name"] == "Lê Thị Mẫu"
    father = engine.answer(form, engine.edit(draft, "relation"), "Cha")
    assert "mother_full_name" not in father.answers
    own = engine.answer(form, engine.edit(draft, "mother_full_name"), "Trần Thị Mẫu")
    later = engine.answer(form, engine.edit(own, "requester_full_name"), "Lê Thị Mẫu")
    assert later.answers["mother_full_name"] == "Trần Thị Mẫu"
