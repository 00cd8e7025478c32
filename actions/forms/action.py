"""Rasa actions: begins a form, and passes a turn of a form on to it."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.container import Container, container
from actions.emit import read_command, utter
from actions.forms.session import FormTalk
from actions.forms.store import now_said
from actions.procedures.decide import SURE
from bot.messages import Reply

PLACEHOLDER = "[tờ khai]"
"""What stands in the tracker instead of what was said in a turn of a form."""
NAMED = 0.45
"""From here a procedure is named clearly enough to offer its form, which asks first."""


class ActionFillForm(Action):
    """Offers to fill in the form of the procedure that is named or talked about.

    Slots read: procedure. Slots set: procedure; answers lie in a store of their own.
    """

    def __init__(self, parts: Container | None = None) -> None:
        self._given = parts

    def name(self) -> str:
        """Return the name in the domain."""
        return "action_fill_form"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        """Begin."""
        parts = self._given or container()
        command = read_command(tracker.latest_message)
        procedure = command.procedure if command else _meant(tracker, parts)
        replies = FormTalk(parts, tracker.sender_id).start(procedure)
        for reply in replies:
            utter(dispatcher, reply, _outcome(tracker, parts, "fill_form", procedure))
        return [*_about(parts, tracker), FollowupAction("action_listen")]


class ActionFormTurn(Action):
    """Does one turn of a form. What was said and is replied goes around the tracker.

    Slots set: procedure.
    """

    def __init__(self, parts: Container | None = None) -> None:
        self._given = parts

    def name(self) -> str:
        """Return the name in the domain."""
        return "action_form_turn"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        """Take the turn."""
        parts = self._given or container()
        held = now_said()
        talk = FormTalk(parts, tracker.sender_id)
        command = read_command(tracker.latest_message)
        if command is not None:
            replies = talk.press(command.value)
        elif held is not None and held.picture is not None:
            replies = talk.photo(held.picture)
        else:
            replies = talk.take(held.text if held else "")
        if held is not None:
            held.replies.extend(replies)
            replies = [Reply(PLACEHOLDER, status=reply.status) for reply in replies[:1]]
        for reply in replies:
            utter(dispatcher, reply, _outcome(tracker, parts, "fill_form", ""))
        return [*_about(parts, tracker), FollowupAction("action_listen")]


def _about(parts: Container, tracker: Tracker) -> list[dict[str, Any]]:
    """Remember what the form is for: a question in between is about that."""
    kept = FormTalk(parts, tracker.sender_id).active()
    return [SlotSet("procedure", kept.draft.procedure)] if kept else []


def _meant(tracker: Tracker, parts: Container) -> str:
    """Return the procedure whose form is wanted: named, or talked about; "" if neither."""
    evidence = tracker.latest_message.get("evidence") or {}
    hits = [hit for hit in evidence.get("hits") or () if hit["id"] in parts.knowledge.procedures]
    if hits and (evidence.get("sure", 0.0) >= SURE or hits[0]["score"] >= NAMED):
        return str(hits[0]["id"])
    return str(tracker.get_slot("procedure") or "")


def _outcome(tracker: Tracker, parts: Container, intent: str, procedure: str) -> dict[str, Any]:
    latest = tracker.latest_message.get("intent") or {}
    return {
        "intent": intent,
        "procedure": procedure,
        "knowledge": parts.knowledge.version,
        "confidence": latest.get("confidence", 0.0),
    }
