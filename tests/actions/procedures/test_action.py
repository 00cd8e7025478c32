"""Every answer about a procedure can be reported as wrong; nothing else can."""

from __future__ import annotations

from typing import Any

import pytest

from actions.container import Container
from actions.emit import read_payload
from actions.procedures.action import ActionAnswerProcedure
from bot.clock import Clock
from bot.messages import Command
from knowledge.store import knowledge
from tests.actions.tracker import TURN, run, user

MOST_ON_ZALO = 5


def answer(
    text: str = "…", command: Command | None = None, **evidence: Any
) -> list[dict[str, Any]]:
    """Return what is said to a message or a button."""
    action = ActionAnswerProcedure(Container(knowledge(), Clock()))
    return run(action, [user(text, command=command, evidence=evidence)])[0]


def hit(id: str) -> dict[str, Any]:
    """Return a hit that is beyond doubt."""
    return {"id": id, "score": 0.9, "share": 0.95, "words": [id], "whole": 1.0}


def reports(message: dict[str, Any]) -> list[Command]:
    """Return what the buttons mean that report a mistake."""
    buttons = [button for button in message["buttons"] if button["title"] == "Báo sai"]
    return [read_payload(button["payload"]) for button in buttons]


@pytest.mark.parametrize("id", sorted(knowledge().procedures))
def test_every_procedure_is_answered_with_a_last_button_to_report_it(id: str) -> None:
    (said,) = answer(command=Command("ask_procedure", id))
    assert reports(said) == [Command("report_wrong", id, ("overview",), TURN)]
    assert said["buttons"][-1]["title"] == "Báo sai"
    assert len(said["buttons"]) <= MOST_ON_ZALO


def test_two_answers_are_reported_each_for_itself() -> None:
    needs = [{"id": "ket_hon", "aspects": ["fee"]}, {"id": "khai_tu", "aspects": ["time"]}]
    said = answer(hits=[hit("ket_hon"), hit("khai_tu")], sure=0.9, asked=needs, content_words=6)
    assert [reports(each) for each in said] == [
        [Command("report_wrong", "ket_hon", ("fee",), TURN)],
        [Command("report_wrong", "khai_tu", ("time",), TURN)],
    ]


def test_what_the_list_has_and_what_is_not_known_can_be_reported_too() -> None:
    code = next(
        code
        for code, entry in knowledge().catalogue.items()
        if entry.searchable and not knowledge().by_code(code)
    )
    (said,) = answer(procedure_codes=[code], aspects=["fee"])
    assert said["status"] == "no_source"
    assert reports(said) == [Command("report_wrong", code, ("fee",), TURN)]


def test_a_doubt_about_a_paper_is_reported_as_papers() -> None:
    (said,) = answer(hits=[hit("ket_hon")], sure=0.9, demanded="hộ chiếu", content_words=3)
    assert reports(said) == [Command("report_wrong", "ket_hon", ("documents",), TURN)]


def test_a_question_back_and_a_list_of_what_can_be_asked_cannot() -> None:
    (asked_back,) = answer(aspects=["fee"])
    assert (asked_back["status"], reports(asked_back)) == ("clarify", [])
    assert asked_back["outcome"]["offered"]
    assert not asked_back["outcome"]["lost"]
    (lost,) = answer()
    assert (lost["status"], reports(lost)) == ("out_of_scope", [])
    assert lost["outcome"]["lost"]
