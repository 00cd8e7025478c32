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
    compose_neighbour,
    compose_no_such_code,
    with_report,
)
from actions.procedures.decide import MOST_ASKED, NAMED, Context, Decision, decide
from actions.procedures.demand import answer_demand, ask_for_what
from actions.procedures.listed import compose_listed
from bot.messages import Command, Reply
from knowledge.catalogue.entries import shorten
from knowledge.papers import kind_of
from nlu.text.days import coming_day, is_no_day
from nlu.text.fold import fold

HARDLY = 0.4
"""Below this score a procedure may have been named by chance."""
SURE_OF_ASKING = 0.5
"""A message is a question about a procedure from here, also if it names none."""
LONG_NAME = 90
"""Characters of an official name in a question back."""


@dataclass(frozen=True)
class Answer:
    """What a decision becomes: the replies, and which procedures they are about."""

    replies: tuple[Reply, ...]
    procedures: tuple[str, ...] = ()


class ActionAnswerProcedure(Action):
    """Decides (``decide``), words (``compose``), remembers.

    Slots read: procedure, aspects, offered, clarified, demanded, asked_day,
    place_pending. Slots set: the same, but for the last.
    """

    def __init__(self, parts: Container | None = None) -> None:
        self._given = parts

    def name(self) -> str:
        """Return the name in the domain."""
        return "action_answer_procedure"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        """Answer, ask back, or say what is not known."""
        message = tracker.latest_message
        # Taken once, so that the whole turn sees one version of the knowledge.
        parts = self._given or container()
        context = _context(tracker)
        said = str(message.get("text") or "")
        turn = _Turn(parts, message.get("evidence") or {}, context, said)
        decision = turn.decide(read_command(message))
        if turn.names_nothing(decision) and tracker.get_slot("place_pending"):
            # The reply to a question about a place may name nothing: "ấp 3".
            return [FollowupAction("action_place")]
        answer = turn.word(decision)
        for reply in turn.reportable(decision, answer, str(message.get("message_id") or "")):
            utter(dispatcher, reply, turn.outcome(decision, answer))
        return [
            *_remember(decision, context),
            SlotSet("demanded", turn.demanded or None),
            # The answer to a question back is for the day that was asked about.
            SlotSet("asked_day", turn.said_day if decision.kind == "clarify" else None),
            FollowupAction("action_listen"),
        ]


class _Turn:
    """One question with its evidence, against one version of the knowledge."""

    def __init__(
        self, parts: Container, evidence: Mapping[str, Any], context: Context, said: str
    ) -> None:
        self._said = said
        self._known = parts.knowledge
        self._today = parts.clock.today()
        self.said_day = str(evidence.get("day") or "") or context.day
        self._day = coming_day(self.said_day, self._today) or self._today
        self._evidence = evidence
        self._context = context
        self.demanded = ""

    def decide(self, command: Command | None) -> Decision:
        """Decide what to do: a button and a code say exactly what is meant."""
        return (
            _pressed(command)
            or self._by_code()
            or decide(self._evidence, self._context, self._known.procedures)
        )

    def names_nothing(self, decision: Decision) -> bool:
        """Say whether a message names no procedure, or hardly one."""
        hits = self._evidence.get("hits") or ()
        hardly = not hits or hits[0]["score"] < HARDLY
        return decision.kind == "capabilities" or (decision.kind == "clarify" and hardly)

    def word(self, decision: Decision) -> Answer:
        """Put a decision into words."""
        if decision.kind == "no_source" and not decision.procedures:
            return Answer((compose_no_such_code(self._evidence["procedure_codes"][0]),))
        return self._demanded(decision) or self._answered(decision)

    def _by_code(self) -> Decision | None:
        """Who writes a code of the national list means that procedure."""
        for code in self._evidence.get("procedure_codes") or ():
            aspects = tuple(self._evidence.get("aspects") or ())
            records = self._known.by_code(str(code))
            if len(records) == 1:
                return Decision("answer", (records[0].id,), (), aspects)
            if records:
                return Decision("clarify", (), tuple(r.id for r in records), aspects)
            if code in self._known.catalogue:
                return Decision("no_source", (str(code),), (), aspects)
        codes = self._evidence.get("procedure_codes")
        names_one = self._evidence.get("hits") and self._evidence["hits"][0]["score"] >= NAMED
        return Decision("no_source") if codes and not names_one else None

    def _demanded(self, decision: Decision) -> Answer | None:
        """Somebody was asked for a paper, or doubts that it is needed."""
        known = self._known
        kind = kind_of(str(self._evidence.get("demanded") or ""), known.papers, fold)
        demand = str(self._evidence.get("demanded") or "")
        if not demand and self._context.demanded and not self._evidence.get("aspects"):
            kind = next((k for k in known.papers if k.id == self._context.demanded), None)
            demand = kind.names[0] if kind else ""
        if not demand:
            return None
        id = decision.procedures[0] if decision.kind == "answer" else ""
        if id not in known.procedures:
            self.demanded = kind.id if kind else ""
            meant = decision.candidates if decision.candidates != MOST_ASKED else ()
            choices = [self._choice(id) for id in meant if id in known.procedures]
            return Answer((ask_for_what(demand, kind, known.sources, choices),))
        reply = answer_demand(
            demand, known.procedures[id], kind, self._day, known.sources, known.holders
        )
        return Answer((reply,), (id,))

    def _answered(self, decision: Decision) -> Answer:
        if decision.kind in ("answer", "no_source"):
            return self._all(decision)
        if decision.kind == "clarify":
            choices = [self._choice(id) for id in decision.candidates]
            return Answer((compose_clarify(choices, decision.aspects),), decision.candidates)
        offers = [self._choice(id) for id in decision.candidates or MOST_ASKED]
        return Answer((compose_capabilities(offers),))

    def _all(self, decision: Decision) -> Answer:
        room = LONGEST // len(decision.procedures)
        replies = []
        for position, id in enumerate(decision.procedures):
            again = decision.from_context or id == self._context.procedure
            replies.append(self._about(id, decision.aspects_of(position), again=again, room=room))
        return Answer(tuple(replies), decision.procedures)

    def _about(self, id: str, aspects: tuple[str, ...], *, again: bool, room: int) -> Reply:
        known = self._known
        record = known.procedures.get(id)
        if record is not None:
            return compose(
                record,
                aspects,
                self._day,
                known.sources,
                today=self._today,
                no_day=is_no_day(self.said_day),
                again=again,
                room=room,
                withdrawn_on=known.withdrawn.get(record.code or ""),
                fillable=any(id in form.procedures for form in known.forms.values()),
            )
        if id in known.catalogue:
            return compose_listed(known.catalogue[id], aspects)
        neighbour = known.neighbours[id]
        return compose_neighbour(neighbour.official_name, neighbour.ask)

    def reportable(self, decision: Decision, answer: Answer, turn_id: str) -> tuple[Reply, ...]:
        """Return the replies, those that answer with a button to say that they are wrong."""
        if decision.kind not in ("answer", "no_source") or not answer.procedures:
            return answer.replies
        return tuple(
            with_report(reply, id, self._told(decision, position), turn_id)
            for position, (reply, id) in enumerate(
                zip(answer.replies, answer.procedures, strict=True)
            )
        )

    def _told(self, decision: Decision, position: int) -> tuple[str, ...]:
        """Return the aspects that an answer is about."""
        if self._evidence.get("demanded"):
            return ("documents",)
        return decision.aspects_of(position) or ("overview",)

    def _choice(self, id: str) -> Choice:
        known = self._known
        if id in known.catalogue and id not in known.procedures:
            entry = known.catalogue[id]
            return Choice(id, entry.title_for(self._said), shorten(entry.short_name, LONG_NAME))
        return Choice(id, (known.procedures.get(id) or known.neighbours[id]).short_name)

    def outcome(self, decision: Decision, answer: Answer) -> dict[str, Any]:
        """Return what was understood and answered, for evaluation and for counting."""
        known, evidence = self._known, self._evidence
        codes = [
            code
            for id in answer.procedures
            if (code := known.procedures[id].code if id in known.procedures else id)
            and id not in known.neighbours
        ]
        asked = evidence.get("procedure_codes") or ()
        return {
            "intent": "ask_procedure" if decision.kind != "capabilities" else "out_of_scope",
            "procedure": decision.procedures[0] if decision.procedures else "",
            "aspects": list(self._told(decision, 0)),
            "codes": codes or list(asked),
            "dossier_codes": list(evidence.get("dossier_codes") or ()),
            "knowledge": known.version,
            "confidence": evidence.get("sure", 0.0),
            "offered": list(decision.candidates),
            "lost": decision.kind == "capabilities",
            "asked": [
                [id, list(decision.aspects_of(n)) or ["overview"]]
                for n, id in enumerate(decision.procedures)
            ],
        }


def _context(tracker: Tracker) -> Context:
    return Context(
        procedure=tracker.get_slot("procedure") or "",
        demanded=tracker.get_slot("demanded") or "",
        asks=_asks(tracker.latest_message.get("intent") or {}),
        day=tracker.get_slot("asked_day") or "",
        aspects=tuple(tracker.get_slot("aspects") or ()),
        clarify_in_a_row=int(tracker.get_slot("clarified") or 0),
        offered=tuple(tracker.get_slot("offered") or ()),
    )


def _asks(intent: Mapping[str, Any]) -> bool:
    return intent.get("name") == "ask_procedure" and intent.get("confidence", 0.0) >= SURE_OF_ASKING


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
