"""Wakes those who wait for replies of a conversation, within one gateway."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager


class Hub:
    """One event for each listener of a conversation.

    What another gateway's turns bring is announced by PostgreSQL
    (:mod:`bot.storage.news`); on SQLite listeners look into the outbox every few
    seconds (:data:`bot.gateway.web.POLL_SECONDS`).
    """

    def __init__(self) -> None:
        self._listeners: defaultdict[str, set[asyncio.Event]] = defaultdict(set)
        self._to_all: set[asyncio.Event] = set()

    @contextmanager
    def listen(self, conversation: str) -> Iterator[asyncio.Event]:
        """Give an event that is set whenever the conversation has something new."""
        event = asyncio.Event()
        self._listeners[conversation].add(event)
        try:
            yield event
        finally:
            self._listeners[conversation].discard(event)
            if not self._listeners[conversation]:
                del self._listeners[conversation]

    @contextmanager
    def listen_to_all(self) -> Iterator[asyncio.Event]:
        """Give an event that is set whenever any conversation has something new."""
        event = asyncio.Event()
        self._to_all.add(event)
        try:
            yield event
        finally:
            self._to_all.discard(event)

    def wake(self, conversation: str) -> None:
        """Wake the listeners of a conversation, and of all."""
        for event in (*self._listeners.get(conversation, ()), *self._to_all):
            event.set()

    def wake_all(self) -> None:
        """Wake everybody, for news that concern all (the dialogue woke up; we stop)."""
        for events in self._listeners.values():
            for event in events:
                event.set()
