"""Rasa action: answers a question about a procedure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.container import Container, container
from actions.emit import read_command, utter
from actions.procedures.compose import (
    LONGEST,
    Choice,
    compose,
    compose_capabilities,
    compose_clarify,
    compose_no_source,
)
from actions.procedures.decide import MOST_ASKED, Context, Decision, decide
from bot.messages import Command, Reply


@dataclass(frozen=True)
class Answer:
    """What a decision becomes: the replies, and which procedures they are about."""

    replies: tuple[Reply, ...]
    procedures: tuple[str, ...] = ()


class ActionAnswerProcedure(Action):
    """Decides (``decide``), words (``compose``), remembers.

    Slots read: procedure, aspects, offered, clarified. Slots set: the same.
    """

    def __init__(self, parts: Container | None = None) -> None:
        self._given = parts

    def name(self) -> str:
        """Return the name in the domain."""
        return "action_answer_procedure"

    @property
    def _parts(self) -> Container:
        return self._given or container()

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        """Answer, ask back, or say what is not known."""
        message = tracker.latest_message
        evidence: Mapping[str, Any] = message.get("evidence") or {}
        context = _context(tracker)
        known = self._parts.knowledge.procedures
        decision = _pressed(read_command(message)) or decide(evidence, context, known)
        answer = self._word(decision, context.procedure)
        for reply in answer.replies:
            utter(dispatcher, reply, self._outcome(decision, answer, evidence))
        return [*_remember(decision, context), FollowupAction("action_listen")]

    def _word(self, decision: Decision, talked_about: str) -> Answer:
        if decision.kind == "answer":
            return self._answer(decision, talked_about)
        if decision.kind == "clarify":
            choices = [Choice(id, self._title(id)) for id in decision.candidates]
            return Answer((compose_clarify(choices, decision.aspects),), decision.candidates)
        if decision.kind == "no_source":
            neighbour = self._parts.knowledge.neighbours[decision.procedures[0]]
            reply = compose_no_source(neighbour.official_name, neighbour.ask)
            return Answer((reply,), decision.procedures)
        offers = [Choice(id, self._title(id)) for id in MOST_ASKED]
        return Answer((compose_capabilities(offers),))

    def _answer(self, decision: Decision, talked_about: str) -> Answer:
        known = self._parts.knowledge
        replies = []
        day = self._parts.clock.today()
        room = LONGEST // len(decision.procedures)
        for position, id in enumerate(decision.procedures):
            if id in known.procedures:
                aspects = decision.aspects_of(position)
                again = decision.from_context or id == talked_about
                replies.append(
                    compose(
                        known.procedures[id], aspects, day, known.sources, again=again, room=room
                    )
                )
            else:
                neighbour = known.neighbours[id]
                replies.append(compose_no_source(neighbour.official_name, neighbour.ask))
        return Answer(tuple(replies), decision.procedures)

    def _title(self, id: str) -> str:
        known = self._parts.knowledge
        record = known.procedures.get(id) or known.neighbours[id]
        return record.short_name

    def _outcome(
        self, decision: Decision, answer: Answer, evidence: Mapping[str, Any]
    ) -> dict[str, Any]:
        records = [self._parts.knowledge.procedures.get(id) for id in answer.procedures]
        asked = evidence.get("procedure_codes") or ()
        return {
            "intent": "ask_procedure" if decision.kind != "capabilities" else "out_of_scope",
            "procedure": decision.procedures[0] if decision.procedures else "",
            "aspects": list(decision.aspects) or ["overview"],
            "codes": [record.code for record in records if record and record.code] or list(asked),
            "dossier_codes": list(evidence.get("dossier_codes") or ()),
        }


def _context(tracker: Tracker) -> Context:
    return Context(
        procedure=tracker.get_slot("procedure") or "",
        aspects=tuple(tracker.get_slot("aspects") or ()),
        clarify_in_a_row=int(tracker.get_slot("clarified") or 0),
        offered=tuple(tracker.get_slot("offered") or ()),
    )


def _pressed(command: Command | None) -> Decision | None:
    """A button says exactly what is meant."""
    if command is None or not command.procedure:
        return None
    return Decision("answer", (command.procedure,), (), command.aspects)


def _remember(decision: Decision, context: Context) -> list[dict[str, Any]]:
    """Keep what the next message may leave out.

    The procedure of the last answer stays through questions back, so that a
    follow-up still finds it.
    """
    asked_back = decision.kind == "clarify"
    procedure = decision.procedures[-1] if decision.procedures else context.procedure
    return [
        SlotSet("procedure", procedure or None),
        SlotSet("aspects", list(decision.aspects) or None),
        SlotSet("offered", list(decision.candidates) if asked_back else None),
        SlotSet("clarified", context.clarify_in_a_row + 1.0 if asked_back else 0.0),
    ]
