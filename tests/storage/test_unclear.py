"""Questions to learn from are kept redacted and sealed, without anybody in them."""

from __future__ import annotations

import time
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from bot.clock import LOCAL
from bot.errors import BusyError
from bot.messages import Reply
from bot.privacy.crypto import Cipher
from bot.storage.conversations import start_conversation
from bot.storage.database import Database
from bot.storage.inbox import Inbox, Incoming
from bot.storage.retention import DAY, purge
from bot.storage.tables import unclear
from bot.storage.turns import Basis, Lease, TurnStore
from bot.storage.unclear import Unclear, add, mark_handled, open_since

ASKED = Unclear("2026-11-24", "clarify", "làm giấy sao", ("khai_sinh", "tam_tru"), ("fee",))


def keep(db: Database, cipher: Cipher, *questions: Unclear) -> None:
    """Keep questions."""
    with db.write() as connection:
        for question in questions:
            add(connection, cipher, question)


def test_what_is_kept_is_read_again_since_a_day(db: Database, cipher: Cipher) -> None:
    later = Unclear("2026-11-25", "reported", "", ("khai_sinh",), ())
    keep(db, cipher, ASKED, later)
    assert [one.question for one in open_since(db, cipher)] == [ASKED, later]
    assert [one.question for one in open_since(db, cipher, "2026-11-25")] == [later]


def test_what_was_handled_is_not_open_and_loses_its_words(db: Database, cipher: Cipher) -> None:
    keep(db, cipher, ASKED, ASKED)
    first, second = open_since(db, cipher)
    with db.write() as connection:
        assert mark_handled(connection, cipher, [first.id, first.id], "dismissed") == 1
        assert mark_handled(connection, cipher, [first.id], "example") == 0
    assert open_since(db, cipher) == [second]
    with db.read() as connection:
        row = connection.execute(select(unclear).where(unclear.c.id == first.id)).one()
    assert row.handled == "dismissed"
    assert cipher.open(row.text) == ""


def test_more_than_a_statement_takes_are_handled(db: Database, cipher: Cipher) -> None:
    keep(db, cipher, ASKED)
    (one,) = open_since(db, cipher)
    with db.write() as connection:
        assert mark_handled(connection, cipher, range(one.id, one.id + 2000), "name") == 1


def test_the_table_holds_nothing_about_a_person_and_the_text_is_sealed(
    db: Database, cipher: Cipher
) -> None:
    keep(db, cipher, ASKED)
    assert {column.name for column in unclear.columns} == {
        "id", "day", "kind", "text", "procedures", "aspects", "handled",
    }  # fmt: skip
    with db.read() as connection:
        sealed = connection.execute(select(unclear.c.text)).scalar_one()
    assert "giấy".encode() not in bytes(sealed)


def test_a_question_is_kept_with_its_turn_or_not_at_all(db: Database, cipher: Cipher) -> None:
    talk, _ = start_conversation(db, "web")
    ((turn_id, _),) = Inbox(db, cipher).accept([Incoming(talk, "c", "làm giấy sao")])
    store = TurnStore(db, cipher, "d")
    lease = store.begin(turn_id)
    assert isinstance(lease, Lease)
    token, lease.token = lease.token, "stolen"
    with pytest.raises(BusyError):
        store.finish(lease, [Reply("?")], "clarify", Basis(unclear=ASKED))
    assert open_since(db, cipher) == []
    lease.token = token
    store.finish(lease, [Reply("?")], "clarify", Basis(unclear=ASKED))
    assert [one.question for one in open_since(db, cipher)] == [ASKED]


@pytest.mark.parametrize(("days", "longest"), [(30, 30), (365, 90)])
def test_questions_go_with_the_messages_and_after_ninety_days_at_most(
    db: Database, cipher: Cipher, days: int, longest: int
) -> None:
    today = datetime.now(LOCAL).date()
    young = Unclear((today - timedelta(days=longest - 1)).isoformat(), "unclear", "mới")
    old = Unclear((today - timedelta(days=longest + 1)).isoformat(), "unclear", "cũ")
    keep(db, cipher, young, old)
    assert purge(db, days)["unclear"] == 1
    assert [one.question for one in open_since(db, cipher)] == [young]
    purge(db, days, now=time.time() + 3 * DAY)
    assert open_since(db, cipher) == []
