"""A conversation as an action sees it, without Rasa."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from bot.messages import Command

TURN = "t1"


def user(
    text: str, turn: str = TURN, command: Command | None = None, **more: Any
) -> dict[str, Any]:
    """Return the event of a message or of a pressed button."""
    entities = []
    if command is not None:
        entities = [{"entity": "named_procedure", "value": command.procedure}]
        entities += [{"entity": "named_aspect", "value": aspect} for aspect in command.aspects]
        entities += [{"entity": "named_value", "value": command.value}] if command.value else []
    intent = {"name": command.intent if command else "ask_procedure", "confidence": 1.0}
    parsed = {"text": text, "intent": intent, "entities": entities, "message_id": turn, **more}
    return {"event": "user", "text": text, "message_id": turn, "parse_data": parsed}


def run(
    action: Action, events: Sequence[Mapping[str, Any]], slots: Mapping[str, Any] | None = None
) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """Run an action on the last event; return what it says, and the slots that it sets."""
    tracker = Tracker(
        "c", dict(slots or {}), events[-1]["parse_data"], list(events), False, None, {}, None
    )
    dispatcher = CollectingDispatcher()
    done = action.run(dispatcher, tracker, {})
    assert isinstance(done, list)
    changed = {event["name"]: event["value"] for event in done if event["event"] == "slot"}
    return dispatcher.messages, changed
