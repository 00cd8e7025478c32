"""Rasa action: somebody pressed "Báo sai" under an answer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.container import Container, container
from actions.emit import read_command, utter
from actions.support.compose import support_reply

THANKS = "report_wrong"
THANKS_AGAIN = "report_wrong_again"
MOST_REMEMBERED = 30
"""Answers of a conversation that are remembered as reported."""


class ActionReportWrong(Action):
    """Thanks, and hands on which question was answered wrongly, once for each answer.

    Slots read: reported. Slots set: reported (turns and procedures, nothing personal).
    """

    def __init__(self, parts: Container | None = None) -> None:
        self._given = parts

    def name(self) -> str:
        """Return the name in the domain."""
        return "action_report_wrong"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        """Reply, and remember which answer it was about."""
        parts = self._given or container()
        command = read_command(tracker.latest_message)
        before = list(tracker.get_slot("reported") or ())
        answer = f"{command.value} {command.procedure}" if command else ""
        again = answer in before
        outcome: dict[str, Any] = {
            "intent": "report_wrong",
            "procedure": command.procedure if command else "",
            "aspects": list(command.aspects) if command else [],
            "knowledge": parts.knowledge.version,
        }
        if command and not again:
            outcome["wrong"] = question_of(tracker.events, command.value)
        utter(dispatcher, support_reply(THANKS_AGAIN if again else THANKS, parts.texts), outcome)
        reported = [*before, answer] if answer and not again else before
        return [
            SlotSet("reported", reported[-MOST_REMEMBERED:] or None),
            FollowupAction("action_listen"),
        ]


def question_of(events: Iterable[Mapping[str, Any]], turn_id: str) -> str:
    """Return what a person wrote in a turn.

    Empty if they pressed a button, whose title teaches nothing, or if the turn is too
    long ago to be in the conversation's present session.
    """
    for event in events:
        if event.get("event") == "user" and turn_id and event.get("message_id") == turn_id:
            pressed = read_command(event.get("parse_data") or {})
            return "" if pressed else str(event.get("text") or "")
    return ""
