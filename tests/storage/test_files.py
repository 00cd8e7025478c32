"""Files of replies: sealed, found by their random name until they expire."""

from __future__ import annotations

import time

from sqlalchemy import update

from bot.messages import Attached, Reply, Speak
from bot.privacy.crypto import Cipher
from bot.storage.conversations import conversation_at
from bot.storage.database import Database
from bot.storage.files import find_file
from bot.storage.inbox import Came, Inbox, Incoming
from bot.storage.outbox import Outgoing
from bot.storage.retention import purge
from bot.storage.tables import attachment, file
from bot.storage.turns import Basis, Lease, TurnStore

PAPER = Attached("tờ khai.pdf", "application/pdf", b"%PDF made up")


def answer(
    db: Database, cipher: Cipher, talk: str, name: str, reply: Reply, speak: Speak | None = None
) -> Outgoing:
    """Have a message answered; return the stored reply."""
    turn = Inbox(db, cipher).accept([Incoming(talk, name, "gửi")])[0][0]
    store = TurnStore(db, cipher, "d")
    lease = store.begin(turn)
    assert isinstance(lease, Lease)
    return store.finish(lease, [reply], "answered", Basis(speak=speak))[0]


def test_a_file_is_sealed_and_found_by_its_name_only(db: Database, cipher: Cipher) -> None:
    talk = conversation_at(db, cipher, "telegram", "1")
    stored = answer(db, cipher, talk, "1", Reply("đây", attached=(PAPER,)))
    (said,) = stored.body["files"]
    assert (said["name"], said["mime"], len(said["id"])) == ("tờ khai.pdf", "application/pdf", 24)
    found = find_file(db, cipher, said["id"])
    assert found is not None
    assert (found.name, found.data) == (PAPER.name, PAPER.data)
    assert find_file(db, cipher, said["id"][:-1]) is None
    with db.read() as connection:
        row = connection.exec_driver_sql("SELECT name, data FROM file").one()
    assert b"PDF" not in bytes(row[1])


def test_an_expired_file_is_gone_and_then_erased(db: Database, cipher: Cipher) -> None:
    talk = conversation_at(db, cipher, "telegram", "1")
    stored = answer(db, cipher, talk, "1", Reply("đây", attached=(PAPER,)))
    with db.write() as connection:
        connection.execute(update(file).values(expires_at=time.time() - 1))
    assert find_file(db, cipher, stored.body["files"][0]["id"]) is None
    assert purge(db, 30)["file"] == 1


def test_what_came_with_a_message_is_gone_when_it_is_answered(db: Database, cipher: Cipher) -> None:
    talk = conversation_at(db, cipher, "telegram", "1")
    came = Came(data=b"a photo", mime="image/jpeg")
    turn = Inbox(db, cipher).accept([Incoming(talk, "1", "", kind="photo", came=came)])[0][0]
    assert Inbox(db, cipher).attachment(turn) == came
    store = TurnStore(db, cipher, "d")
    lease = store.begin(turn)
    assert isinstance(lease, Lease)
    store.finish(lease, [Reply("dạ")], "answered")
    assert Inbox(db, cipher).attachment(turn) is None


def test_what_came_with_a_message_is_not_kept_for_more_than_a_day(
    db: Database, cipher: Cipher
) -> None:
    talk = conversation_at(db, cipher, "telegram", "1")
    came = Came(data=b"a photo", mime="image/jpeg")
    Inbox(db, cipher).accept([Incoming(talk, "1", "", kind="photo", came=came)])
    with db.write() as connection:
        connection.execute(update(attachment).values(created_at=1.0))
    assert purge(db, 30)["attachment"] == 1


def test_how_answers_are_spoken_stays_with_the_person(db: Database, cipher: Cipher) -> None:
    talk = conversation_at(db, cipher, "telegram", "1")
    other = conversation_at(db, cipher, "telegram", "2")
    spoken = [
        answer(db, cipher, talk, "1", Reply("dạ")).body["speak"],
        answer(db, cipher, talk, "2", Reply("dạ"), "normal").body["speak"],
        answer(db, cipher, talk, "3", Reply("dạ")).body["speak"],
        answer(db, cipher, talk, "4", Reply("dạ"), "slow").body["speak"],
        answer(db, cipher, other, "5", Reply("dạ")).body["speak"],
        answer(db, cipher, talk, "6", Reply("dạ"), "").body["speak"],
        answer(db, cipher, talk, "7", Reply("dạ")).body["speak"],
    ]
    assert spoken == ["", "normal", "normal", "slow", "", "", ""]
