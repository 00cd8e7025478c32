"""Keeps Rasa's trackers in our database, sealed, and in the transaction of the turn.

While a turn runs, what Rasa saves is collected and committed with the turn's
replies (:mod:`bot.storage.turns`). Outside a turn (``rasa shell``, tests) it is
written at once.
"""

from __future__ import annotations

import contextvars
import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import (
    ActionExecuted,
    Event,
    SessionStarted,
    SlotSet,
    UserUttered,
)
from rasa.shared.core.trackers import DialogueStateTracker
from sqlalchemy import select

from bot.privacy.crypto import Cipher
from bot.settings import load_settings
from bot.storage.database import Database
from bot.storage.migrate import upgrade
from bot.storage.tables import tracker_event
from bot.storage.turns import StoredEvent, load_events, save_events

TURNS_PER_SESSION = 8
"""After so many turns a new session begins, with the slots carried over.

Rasa replays a session on every message; a cap keeps the thousandth turn as
cheap as the tenth.
"""

_collecting: contextvars.ContextVar[list[StoredEvent] | None] = contextvars.ContextVar(
    "collecting", default=None
)


@contextmanager
def collect(into: list[StoredEvent]) -> Iterator[None]:
    """Collect what is saved inside the block, instead of writing it."""
    token = _collecting.set(into)
    try:
        yield
    finally:
        _collecting.reset(token)


class EncryptedTrackerStore(TrackerStore):
    """A tracker store on our own tables; named in ``endpoints.yml``.

    Only events that are new since a tracker was loaded are saved.
    """

    def __init__(
        self,
        domain: Domain | None,
        event_broker: EventBroker | None = None,
        db: Database | None = None,
        cipher: Cipher | None = None,
        **_: Any,
    ) -> None:
        settings = None if db and cipher else load_settings()
        self._db = db or Database(settings.database_url)  # type: ignore[union-attr]
        self._cipher = cipher or Cipher(settings.keys)  # type: ignore[union-attr]
        if settings is not None:
            upgrade(self._db)
        super().__init__(domain, event_broker)

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        """Return the tracker with the events of the current session."""
        return self._retrieve(sender_id, whole=False)

    async def retrieve_full_tracker(self, conversation_id: str) -> DialogueStateTracker | None:
        """Return the tracker with everything that is kept of the conversation."""
        return self._retrieve(conversation_id, whole=True)

    def _retrieve(self, sender_id: str, *, whole: bool) -> DialogueStateTracker | None:
        stored = load_events(self._db, self._cipher, sender_id, whole=whole)
        if not stored:
            return None
        events = [Event.from_parameters(json.loads(data)) for data in stored]
        tracker = DialogueStateTracker.from_events(sender_id, events, self.domain.slots)
        tracker.loaded_events = len(tracker.events)
        return tracker

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Keep the events that came since the tracker was loaded."""
        events = list(tracker.events)
        new = events[getattr(tracker, "loaded_events", 0) :]
        await self._publish(tracker.sender_id, new)
        tracker.loaded_events = len(events)
        stored = [_stored(event) for event in [*new, *_next_session(tracker)]]
        collecting = _collecting.get()
        if collecting is not None:
            collecting.extend(stored)
            return
        with self._db.write() as connection:
            save_events(connection, self._cipher, tracker.sender_id, stored)

    async def _publish(self, sender_id: str, events: list[Event]) -> None:
        if self.event_broker is not None:
            await self._stream_new_events(self.event_broker, events, sender_id)

    async def keys(self) -> Iterable[str]:
        """Return the ids of all conversations that have events."""
        with self._db.read() as connection:
            return list(connection.execute(select(tracker_event.c.sender_id).distinct()).scalars())


def _stored(event: Event) -> StoredEvent:
    data = event.as_dict()
    return StoredEvent(event.type_name, event.timestamp, json.dumps(data, ensure_ascii=False))


def _next_session(tracker: DialogueStateTracker) -> list[Event]:
    """Return the events that begin a new session, when the current one is long enough."""
    turns = sum(isinstance(event, UserUttered) for event in tracker.events)
    if turns < TURNS_PER_SESSION or tracker.latest_action_name != "action_listen":
        return []
    slots = [
        SlotSet(name, slot.value)
        for name, slot in tracker.slots.items()
        if slot.value is not None and slot.value != slot.initial_value
    ]
    return [
        ActionExecuted("action_session_start"),
        SessionStarted(),
        *slots,
        ActionExecuted("action_listen"),
    ]


__all__ = ["EncryptedTrackerStore", "collect"]
