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
from actions.support.compose import support_reply

FEW_WORDS = 2
"""Words that name things, in a message that only goes on about something."""
SURE_OF_DOING = 0.9
"""Above this a wish to do something is one, also in the middle of a talk."""
SURE_OF_TALK = 0.5
"""Above this thanks, a goodbye or a command are what they sound like."""
DOING = frozenset({"check_dossier_status", "fill_form", "payment_help", "vneid_help"})
VAGUE = frozenset({"out_of_scope", "chitchat", "abuse", "nlu_fallback"})
"""What a short question sounds like that stands alone."""


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


def goes_on(intent: Mapping[str, Any], evidence: Mapping[str, Any], procedure: str | None) -> bool:
    """Say whether a message goes on about the procedure that is being talked about.

    "Có đóng lệ phí gì không?" sounds like a wish to pay, "điền vô mẫu nào?" like a wish
    to fill in; by themselves, without a name, they ask the next thing about it.
    """
    asks = bool(evidence.get("aspects")) and not evidence.get("dossier_codes")
    short = int(evidence.get("content_words", 0)) <= FEW_WORDS
    needed = SURE_OF_DOING if intent.get("name") in DOING else SURE_OF_TALK
    sure = float(intent.get("confidence") or 0.0) >= needed
    return bool(procedure) and asks and short and (intent.get("name") in VAGUE or not sure)


def _named(evidence: Mapping[str, Any]) -> str:
    """Return the procedure that the message names beyond doubt, if it names one."""
    hits = evidence.get("hits") or ()
    return str(hits[0]["id"]) if hits and evidence["sure"] >= SURE else ""


def _last_text(tracker: Tracker) -> str:
    for event in reversed(tracker.events):
        if event.get("event") == "bot" and event.get("text"):
            return str(event["text"])
    return ""
