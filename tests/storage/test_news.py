"""A gateway hears of replies that came by another one."""

from __future__ import annotations

import threading

import pytest

from bot.storage.database import Database
from bot.storage.migrate import upgrade
from bot.storage.news import Listener, announce


def announce_and_fail(db: Database) -> None:
    """Announce in a transaction that does not commit."""
    with db.write() as connection:
        announce(connection, "rolled back")
        raise ZeroDivisionError


@pytest.mark.postgres
def test_what_is_committed_is_heard_and_what_is_rolled_back_is_not(postgres_url: str) -> None:
    db = Database(postgres_url)
    upgrade(db)
    heard: list[str] = []
    came = threading.Event()

    def hear(conversation: str) -> None:
        heard.append(conversation)
        if conversation == "last":
            came.set()

    listener = Listener(db, hear)
    listener.start()
    try:
        for _ in range(100):  # until the listener listens
            with pytest.raises(ZeroDivisionError):
                announce_and_fail(db)
            with db.write() as connection:
                announce(connection, "committed")
                announce(connection, "last")
            if came.wait(0.1):
                break
    finally:
        listener.stop()
        db.close()
    assert {"committed", "last"} == set(heard)


def test_sqlite_has_nothing_to_hear_and_stopping_is_harmless(db: Database) -> None:
    listener = Listener(db, lambda _: None)
    listener.start()
    with db.write() as connection:
        announce(connection, "x")
    listener.stop()
