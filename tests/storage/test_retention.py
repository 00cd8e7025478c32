"""What is old is erased; what waits for an answer is not."""

from __future__ import annotations

import time

from sqlalchemy import func, select

from bot.messages import Reply
from bot.privacy.crypto import Cipher
from bot.storage.conversations import start_conversation
from bot.storage.database import Database
from bot.storage.inbox import Inbox, Incoming
from bot.storage.retention import DAY, purge
from bot.storage.tables import metadata
from bot.storage.turns import Lease, StoredEvent, TurnStore


def count(db: Database) -> int:
    """Return the number of rows in all tables of ours."""
    with db.read() as connection:
        return sum(
            connection.execute(select(func.count()).select_from(table)).scalar_one()
            for table in metadata.sorted_tables
        )


def one_answered_turn(db: Database, cipher: Cipher) -> None:
    """Store a conversation with one answered message."""
    talk, _ = start_conversation(db, "web")
    ((turn_id, _),) = Inbox(db, cipher).accept([Incoming(talk, "c", "khai sinh")])
    store = TurnStore(db, cipher, "d")
    lease = store.begin(turn_id)
    assert isinstance(lease, Lease)
    lease.events.append(StoredEvent("user", time.time(), "{}"))
    store.finish(lease, [Reply("đáp")], "answered")


def test_everything_of_an_old_conversation_is_erased(db: Database, cipher: Cipher) -> None:
    one_answered_turn(db, cipher)
    purge(db, days=30, now=time.time() + 31 * DAY)
    assert count(db) == 0


def test_what_is_younger_than_the_retention_stays(db: Database, cipher: Cipher) -> None:
    one_answered_turn(db, cipher)
    before = count(db)
    deleted = purge(db, days=30, now=time.time() + 29 * DAY)
    assert count(db) == before
    assert set(deleted.values()) == {0}


def test_a_turn_that_still_waits_is_kept_with_its_conversation(
    db: Database, cipher: Cipher
) -> None:
    talk, _ = start_conversation(db, "web")
    Inbox(db, cipher).accept([Incoming(talk, "c", "còn chờ")])
    purge(db, days=1, now=time.time() + 100 * DAY)
    assert [waiting.conversation for waiting in Inbox(db, cipher).waiting()] == [talk]
