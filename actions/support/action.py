"""Rasa actions: everything that is said without a procedure record."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import FollowupAction
from rasa_sdk.executor import CollectingDispatcher

from actions.container import Container, container
from actions.emit import utter
from actions.procedures.decide import SURE
from actions.procedures.talk import goes_on
from actions.support.compose import support_reply


class ActionSupport(Action):
    """Says the text of the intent (``knowledge/texts/support.yml``).

    Slots read: procedure. Slots set: none.
    """

    def __init__(self, parts: Container | None = None) -> None:
        self._given = parts

    def name(self) -> str:
        """Return the name in the domain."""
        return "action_support"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        """Reply to the latest intent."""
        parts = self._given or container()
        intent = str(tracker.latest_message.get("intent", {}).get("name") or "chitchat")
        evidence = tracker.latest_message.get("evidence") or {}
        if goes_on(
            tracker.latest_message.get("intent") or {}, evidence, tracker.get_slot("procedure")
        ):
            return [FollowupAction("action_answer_procedure")]
        codes = tuple(evidence.get("dossier_codes") or ())
        named = _named(evidence) or tracker.get_slot("procedure")
        reply = support_reply(
            intent,
            parts.texts,
            codes=codes,
            procedure=parts.knowledge.procedures.get(named or ""),
            last_text=_last_text(tracker),
        )
        outcome = {
            "intent": intent,
            "procedure": _named(evidence),
            "dossier_codes": list(codes),
            "knowledge": parts.knowledge.version,
            "confidence": (tracker.latest_message.get("intent") or {}).get("confidence", 0.0),
        }
        utter(dispatcher, reply, outcome)
        return [FollowupAction("action_listen")]


class ActionCheckDossier(ActionSupport):
    """Says where a dossier can be looked up; reads its code back."""

    def name(self) -> str:
        """Return the name in the domain."""
        return "action_check_dossier"


def _named(evidence: Mapping[str, Any]) -> str:
    """Return the procedure that the message names beyond doubt, if it names one."""
    hits = evidence.get("hits") or ()
    return str(hits[0]["id"]) if hits and evidence["sure"] >= SURE else ""


def _last_text(tracker: Tracker) -> str:
    for event in reversed(tracker.events):
        if event.get("event") == "bot" and event.get("text"):
            return str(event["text"])
    return ""
