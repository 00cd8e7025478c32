"""Rasa action: what became of a place, and which office is near it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.container import Container, container
from actions.emit import read_command, utter
from actions.places import communes as lookup
from actions.places import offices
from actions.places.resolve import Meant, home, resolve
from actions.procedures.decide import NAMED
from actions.procedures.talk import asks_where_to_file
from actions.support.compose import support_reply
from bot.messages import Reply
from knowledge.schema import Procedure
from nlu.text.fold import fold

PARTS = re.compile(r"\b(?:gom|nhap tu|tu nhung xa|nhung xa cu|gop tu|xa cu nao)\b")
BORDER = re.compile(r"\b(?:bien gioi|campuchia|giap bien)\b")
HAMLET = re.compile(r"\b(?:ap|khu pho|to|thon)\s+\w+")
PROVINCE_CENTRE = re.compile(
    r"\b(?:hanh chinh cong|mot cua|phuc vu hanh chinh)(?: cua)? (?:cap )?tinh\b|\bco so [12]\b"
)
IDENTITY = re.compile(r"\b(?:can cuoc|cccd|cmnd|dinh danh)\b")


class ActionPlace(Action):
    """Looks places up (``commune_lookup``) and finds offices (``find_place``).

    Slots read: procedure, place_pending. Slots set: place_pending, the old units
    that a question back offered; names of units are nobody's personal data.
    """

    def __init__(self, parts: Container | None = None) -> None:
        self._given = parts

    def name(self) -> str:
        """Return the name in the domain."""
        return "action_place"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        """Reply to a question about a place."""
        message = tracker.latest_message
        procedure = tracker.get_slot("procedure")
        if not tracker.get_slot("place_pending") and asks_where_to_file(
            message.get("evidence") or {}, procedure, str(message.get("text") or "")
        ):
            return [FollowupAction("action_answer_procedure")]
        turn = _Turn(self._given or container(), tracker)
        intent = str((message.get("intent") or {}).get("name") or lookup.INTENT)
        command = read_command(message)
        value = command.value if command else ""
        reply = turn.near(value) if intent == offices.INTENT else turn.lookup(value)
        utter(dispatcher, reply, {"intent": intent, "knowledge": turn.version})
        return [SlotSet("place_pending", turn.pending or None), FollowupAction("action_listen")]


class _Turn:
    """One question about a place, against one version of the knowledge."""

    def __init__(self, parts: Container, tracker: Tracker) -> None:
        self._known = parts.knowledge
        self._tracker = tracker
        self._evidence: Mapping[str, Any] = tracker.latest_message.get("evidence") or {}
        self._said = fold(str(tracker.latest_message.get("text") or ""))
        self._before = list(tracker.get_slot("place_pending") or ())
        self.version = self._known.version
        self.pending: list[str] = []

    def lookup(self, value: str) -> Reply:
        """Say what became of a place."""
        communes, sources = self._known.communes, self._known.sources
        chosen = lookup.say_chosen(value, communes, sources)
        if chosen is not None:
            return chosen
        mentions = self._evidence.get("places") or ()
        if BORDER.search(self._said) and not mentions:
            return lookup.say_border(communes, sources)
        meant = resolve(mentions, communes, self._before)
        if meant.districts and not meant.units and not meant.former:
            self.pending = self._before
        if meant.empty and len(self._before) == 1 and HAMLET.search(self._said):
            return lookup.say_hamlet(communes.former[self._before[0]], communes)
        if meant.empty:
            return support_reply(lookup.INTENT, self._known.texts)
        self.pending = _open_questions(meant) or self.pending
        wants_parts = bool(PARTS.search(self._said))
        return lookup.say_lookup(
            meant,
            communes,
            sources,
            wants_parts=wants_parts,
            asks_border=bool(BORDER.search(self._said)),
        )

    def near(self, value: str) -> Reply:
        """Say which office is near."""
        if PROVINCE_CENTRE.search(self._said):
            return offices.say_province_centres(self._known.places, self._known.sources)
        spots = self._spots(value)
        if not spots:
            return support_reply(offices.INTENT, self._known.texts)
        if len(spots) > 1:
            return offices.ask_where([spot.unit for spot in spots])
        known = self._known
        procedure = self._procedure()
        about_card = procedure is not None and procedure.id.startswith("can_cuoc")
        return offices.say_offices(
            spots[0],
            procedure,
            known.places,
            known.communes,
            known.sources,
            identity=about_card or bool(IDENTITY.search(self._said)),
        )

    def _spots(self, value: str) -> list[offices.Spot]:
        communes = self._known.communes
        location: Sequence[float] = self._evidence.get("location") or ()
        if len(location) == 2:
            unit, _ = communes.nearest(*location)
            return [offices.Spot(unit, location[0], location[1], shared=True)]
        kind, _, code = value.partition(":")
        if kind == "unit" and code in communes.units:
            return [offices.spot_of(communes.units[code])]
        return [
            offices.spot_of(unit) for unit in home(self._evidence.get("places") or (), communes)
        ]

    def _procedure(self) -> Procedure | None:
        hits = self._evidence.get("hits") or ()
        named = str(hits[0]["id"]) if hits and hits[0]["score"] >= NAMED else ""
        id = named or str(self._tracker.get_slot("procedure") or "")
        return self._known.procedures.get(id)


def _open_questions(meant: Meant) -> list[str]:
    """Return the old units that the next message may choose from, or tell the hamlet of."""
    if len(meant.former) > 1 or (meant.former and meant.former[0].divided):
        return [unit.key for unit in meant.former]
    return []
