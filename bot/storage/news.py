"""Tells other gateways that a conversation has new replies (PostgreSQL only).

SQLite has no such thing; there, and when a notice gets lost, whoever waits finds
the replies by looking into the outbox every now and then.
"""

from __future__ import annotations

import select
import threading
from collections.abc import Callable

import psycopg2
import structlog
from sqlalchemy import text
from sqlalchemy.engine import Connection

from bot.storage.database import Database

CHANNEL = "troly_replies"
LOOK_SECONDS = 1.0
RETRY_SECONDS = 5.0

log = structlog.get_logger(__name__)


def announce(connection: Connection, conversation: str) -> None:
    """Tell listeners of a conversation; they hear it when the transaction commits."""
    if connection.dialect.name == "postgresql":
        connection.execute(
            text("SELECT pg_notify(:channel, :conversation)"),
            {"channel": CHANNEL, "conversation": conversation},
        )


class Listener:
    """Hears announcements in a thread of its own.

    Args:
        db: where they are made; on SQLite there is nothing to hear.
        hear: called with the conversation's id, from that thread.
    """

    def __init__(self, db: Database, hear: Callable[[str], None]) -> None:
        self._db = db
        self._hear = hear
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._listen, name="news", daemon=True)

    def start(self) -> None:
        """Begin listening, where there is something to hear."""
        if not self._db.is_sqlite:
            self._thread.start()

    def stop(self) -> None:
        """Stop listening; returns when the thread has ended."""
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join()

    def _listen(self) -> None:
        while not self._stop.is_set():
            try:
                self._follow()
            except psycopg2.Error as error:
                log.warning("news.lost", error=type(error).__name__)
                self._stop.wait(RETRY_SECONDS)

    def _follow(self) -> None:
        """Pass on what is announced, until the connection breaks or we stop."""
        address = self._db.url.set(drivername="postgresql")
        connection = psycopg2.connect(address.render_as_string(hide_password=False))
        try:
            connection.autocommit = True
            connection.cursor().execute(f"LISTEN {CHANNEL}")
            while not self._stop.is_set():
                ready, _, _ = select.select([connection], [], [], LOOK_SECONDS)
                if ready:
                    connection.poll()
                while connection.notifies:
                    self._hear(connection.notifies.pop(0).payload)
        finally:
            connection.close()
