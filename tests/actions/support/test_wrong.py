"""Who reports an answer is thanked, and the question before it is handed on once."""

from __future__ import annotations

from typing import Any

import pytest

from actions.container import Container
from actions.support.wrong import MOST_REMEMBERED, ActionReportWrong, question_of
from bot.clock import Clock
from bot.messages import Command
from knowledge.store import knowledge
from tests.actions.tracker import run, user

FEE = Command("report_wrong", "khai_sinh", ("fee",), "t1")
ASKED = user("khai sinh mấy tiền", "t1")


def press(
    command: Command = FEE, reported: list[str] | None = None
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Press the button after a question and another one; return what is said and set."""
    events = [ASKED, user("còn tạm trú?", "t2"), user("Báo sai", "t3", command)]
    action = ActionReportWrong(Container(knowledge(), Clock()))
    (said,), slots = run(action, events, {"reported": reported, "procedure": "tam_tru"})
    return said, slots


def test_the_question_of_that_answer_is_handed_on_with_what_was_answered() -> None:
    said, slots = press()
    assert said["outcome"]["wrong"] == "khai sinh mấy tiền"
    assert said["outcome"]["procedure"] == "khai_sinh"
    assert said["outcome"]["aspects"] == ["fee"]
    assert slots == {"reported": ["t1 khai_sinh"]}


def test_it_is_said_that_an_editor_sees_it_today_and_whom_to_ask_meanwhile() -> None:
    said, _ = press()
    assert said["status"] == "answered"
    assert "Cảm ơn" in said["text"]
    assert "ngay hôm nay" in said["text"]
    assert "Hỏi lại Trung tâm Phục vụ hành chính công" in said["text"]


def test_a_second_press_is_thanked_and_not_counted() -> None:
    said, slots = press(reported=["t1 khai_sinh"])
    assert "Cảm ơn" in said["text"]
    assert "wrong" not in said["outcome"]
    assert slots == {"reported": ["t1 khai_sinh"]}


@pytest.mark.parametrize(
    "other",
    [
        Command("report_wrong", "khai_sinh", ("fee",), "t2"),
        Command("report_wrong", "tam_tru", ("fee",), "t1"),
    ],
)
def test_another_answer_is_counted_for_itself(other: Command) -> None:
    said, slots = press(other, ["t1 khai_sinh"])
    assert "wrong" in said["outcome"]
    assert len(slots["reported"]) == 2


def test_only_so_many_answers_are_remembered() -> None:
    _, slots = press(reported=[f"t{n} x" for n in range(100, 100 + MOST_REMEMBERED)])
    assert len(slots["reported"]) == MOST_REMEMBERED
    assert slots["reported"][-1] == "t1 khai_sinh"


def test_a_question_that_was_pressed_or_is_long_ago_has_no_words() -> None:
    pressed = user("Lệ phí bao nhiêu", "t1", Command("ask_procedure", "khai_sinh", ("fee",)))
    assert question_of([pressed], "t1") == ""
    assert question_of([ASKED], "t0") == ""
    assert question_of([ASKED], "") == ""
