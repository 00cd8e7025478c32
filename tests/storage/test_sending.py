"""A reply is sent in order, once, and never blindly again."""

from __future__ import annotations

import time
import uuid

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import select, update

from bot.messages import Reply
from bot.privacy.crypto import Cipher
from bot.storage.conversations import conversation_at, mark_left, start_conversation
from bot.storage.database import Database
from bot.storage.inbox import Inbox, Incoming
from bot.storage.outbox import (
    FAILED,
    MAYBE_LOST,
    SENDING,
    SENDING_SECONDS,
    SENT,
    TOLD,
    UNKNOWN,
    WAITING,
    Outbox,
)
from bot.storage.tables import conversation, outbox
from bot.storage.turns import Lease, TurnStore


def answer(db: Database, cipher: Cipher, talk: str, *replies: str) -> None:
    """Have a message answered in a conversation."""
    turn_id = Inbox(db, cipher).accept([Incoming(talk, uuid.uuid4().hex, "hỏi")])[0][0]
    store = TurnStore(db, cipher, "d1")
    lease = store.begin(turn_id)
    assert isinstance(lease, Lease)
    store.finish(lease, [Reply(text) for text in replies], "answered")


def states(db: Database) -> list[str]:
    """Return the states of all replies, in order."""
    with db.read() as connection:
        return [row.state for row in connection.execute(select(outbox).order_by(outbox.c.id))]


@pytest.fixture
def talk(db: Database, cipher: Cipher) -> str:
    """A conversation on a channel that is pushed to."""
    return conversation_at(db, cipher, "telegram", "77")


def test_an_address_has_one_conversation_and_stands_nowhere_in_clear(
    db: Database, cipher: Cipher, talk: str
) -> None:
    assert conversation_at(db, cipher, "telegram", "77") == talk
    assert conversation_at(db, cipher, "zalo", "77") != talk
    with db.read() as connection:
        row = connection.execute(select(conversation).where(conversation.c.id == talk)).one()
    assert row.address != b"77"
    assert cipher.open(row.address) == "77"


def test_a_person_is_found_again_after_a_key_was_added(
    db: Database, cipher: Cipher, talk: str
) -> None:
    old, new = Fernet.generate_key().decode(), Fernet.generate_key().decode()
    before = conversation_at(db, Cipher([old]), "telegram", "78")
    assert conversation_at(db, Cipher([new, old]), "telegram", "78") == before
    assert conversation_at(db, Cipher([new]), "telegram", "78") != before


def test_replies_go_one_after_the_other(db: Database, cipher: Cipher, talk: str) -> None:
    box = Outbox(db, cipher)
    answer(db, cipher, talk, "một", "hai")
    (first,) = box.claim(["telegram"], 10)
    assert (first.reply.body["text"], first.address, first.attempt) == ("một", "77", 1)
    assert box.claim(["telegram"], 10) == []
    box.settle(first.reply.id, SENT)
    (second,) = box.claim(["telegram"], 10)
    assert second.reply.body["text"] == "hai"


def test_what_is_fetched_is_never_pushed(db: Database, cipher: Cipher) -> None:
    answer(db, cipher, start_conversation(db, "web")[0], "một")
    assert Outbox(db, cipher).claim(["telegram", "web"], 10) == []


def test_a_reply_that_was_not_taken_waits_and_is_tried_again(
    db: Database, cipher: Cipher, talk: str
) -> None:
    box = Outbox(db, cipher)
    answer(db, cipher, talk, "một")
    (first,) = box.claim(["telegram"], 10)
    box.settle(first.reply.id, WAITING, time.time() + 60)
    assert box.claim(["telegram"], 10) == []
    with db.write() as connection:
        connection.execute(update(outbox).values(not_before=time.time() - 1))
    (again,) = box.claim(["telegram"], 10)
    assert again.attempt == 2


def test_what_somebody_died_over_is_unknown_and_not_sent_again(
    db: Database, cipher: Cipher, talk: str
) -> None:
    box = Outbox(db, cipher)
    answer(db, cipher, talk, "một", "hai")
    box.claim(["telegram"], 10)
    with db.write() as connection:
        long_ago = time.time() - SENDING_SECONDS - 1
        connection.execute(
            update(outbox).where(outbox.c.state == SENDING).values(state_at=long_ago)
        )
    (next_one,) = box.claim(["telegram"], 10)
    assert next_one.reply.body["text"] == "hai"
    assert states(db) == [UNKNOWN, SENDING]


def test_a_gateway_that_starts_again_knows_at_once_what_it_died_over(
    db: Database, cipher: Cipher, talk: str
) -> None:
    box = Outbox(db, cipher)
    answer(db, cipher, talk, "một", "hai")
    box.claim(["telegram"], 10, "g1")
    assert box.give_up_sending("g2") == 0
    assert box.give_up_sending("g1") == 1
    (next_one,) = box.claim(["telegram"], 10, "g1")
    assert next_one.reply.body["text"] == "hai"


def test_what_may_be_lost_is_said_again_once_when_the_person_writes(
    db: Database, cipher: Cipher, talk: str
) -> None:
    box = Outbox(db, cipher)
    answer(db, cipher, talk, "một")
    (first,) = box.claim(["telegram"], 10)
    box.settle(first.reply.id, UNKNOWN)
    assert box.catch_up(talk)
    assert not box.catch_up(talk)
    (again,) = box.claim(["telegram"], 10)
    assert again.reply.body["text"] == f"{MAYBE_LOST}\n\nmột"
    assert states(db) == [TOLD, SENDING]


def test_who_left_gets_nothing_until_they_write_again(
    db: Database, cipher: Cipher, talk: str
) -> None:
    box = Outbox(db, cipher)
    mark_left(db, talk, time.time())
    answer(db, cipher, talk, "một")
    assert box.claim(["telegram"], 10) == []
    assert states(db) == [FAILED]
    conversation_at(db, cipher, "telegram", "77")
    answer(db, cipher, talk, "hai")
    assert len(box.claim(["telegram"], 10)) == 1
