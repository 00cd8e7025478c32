"""Only what was not answered well is kept, and never as it was written."""

from __future__ import annotations

import pytest

from bot.learning import to_learn_from
from bot.messages import Command, Reply, Status, Turn, TurnResult
from bot.storage.unclear import Unclear

DAY = "2026-11-25"
TEXT = "tôi tên Nguyễn Văn Mẫu, giấy này làm sao"
LEFT = "tôi tên [tên], giấy này làm sao"


def turn(text: str = TEXT, command: Command | None = None) -> Turn:
    """Return something that a citizen did."""
    return Turn("t", "c", text, command)


def result(status: Status, **more: object) -> TurnResult:
    """Return what came of it."""
    return TurnResult("t", [Reply("…", status=status)], status, **more)  # type: ignore[arg-type]


def test_a_question_back_is_kept_with_what_was_offered() -> None:
    asked_back = result("clarify", offered=("khai_sinh", "tam_tru"), aspects=("fee",))
    kept = Unclear(DAY, "clarify", LEFT, ("khai_sinh", "tam_tru"), ("fee",))
    assert to_learn_from(turn(), asked_back, DAY) == kept


def test_a_question_back_about_the_commune_teaches_nothing() -> None:
    assert to_learn_from(turn(), result("clarify"), DAY) is None


def test_what_is_not_known_is_kept_with_its_procedure() -> None:
    silent = result("no_source", procedure="2.000815", aspects=("fee",))
    assert to_learn_from(turn(), silent, DAY) == Unclear(
        DAY, "no_source", LEFT, ("2.000815",), ("fee",)
    )


def test_what_was_not_understood_is_kept_and_what_is_outside_is_not() -> None:
    assert to_learn_from(turn(), result("out_of_scope", lost=True), DAY) == Unclear(
        DAY, "unclear", LEFT
    )
    assert to_learn_from(turn(), result("out_of_scope"), DAY) is None


@pytest.mark.parametrize("status", ["answered", "failed", "blocked"])
def test_nothing_else_is_kept(status: Status) -> None:
    assert to_learn_from(turn(), result(status), DAY) is None


@pytest.mark.parametrize("status", ["clarify", "no_source", "out_of_scope"])
def test_a_pressed_button_teaches_nothing(status: Status) -> None:
    pressed = turn("Lệ phí", Command("ask_procedure", "khai_sinh"))
    assert to_learn_from(pressed, result(status, lost=True), DAY) is None


def test_a_message_without_words_teaches_nothing() -> None:
    assert to_learn_from(turn("🙂"), result("clarify"), DAY) is None


def test_an_answer_that_was_marked_is_kept_with_the_question_before_it() -> None:
    pressed = turn("Báo sai", Command("report_wrong", "khai_sinh", ("fee",), "t0"))
    marked = result("answered", procedure="khai_sinh", aspects=("fee",), wrong=TEXT)
    assert to_learn_from(pressed, marked, DAY) == Unclear(
        DAY, "reported", LEFT, ("khai_sinh",), ("fee",)
    )
    assert to_learn_from(pressed, result("answered", procedure="khai_sinh"), DAY) is None
