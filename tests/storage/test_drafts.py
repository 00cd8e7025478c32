"""Drafts of forms: sealed, written when the turn ends, found by code, erased for good."""

from __future__ import annotations

import time
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from actions.forms.draft import Draft
from actions.forms.store import new_kept, read_code, say_code
from actions.forms.stored import StoredDrafts
from bot.clock import LOCAL
from bot.messages import Reply
from bot.privacy.crypto import Cipher
from bot.storage.conversations import start_conversation
from bot.storage.database import Database
from bot.storage.drafts import TRIES, Write, collect_writes
from bot.storage.inbox import Inbox, Incoming
from bot.storage.outbox import Outbox
from bot.storage.retention import purge
from bot.storage.tables import draft
from bot.storage.turns import Lease, TurnStore

NOW = datetime.now(LOCAL)
FILLED = Draft("tam_tru", stage="asking", answers={"name": "Nguyễn Thị Mẫu", "id": None}, at="dob")


@pytest.fixture
def drafts(db: Database, cipher: Cipher) -> StoredDrafts:
    """The table of drafts."""
    return StoredDrafts(db, cipher)


def test_a_draft_comes_back_as_it_was_and_lies_sealed(drafts: StoredDrafts, db: Database) -> None:
    kept = new_kept("c1", FILLED, NOW)
    drafts.keep(kept)
    found = drafts.active("c1", NOW)
    assert found is not None
    assert (found.draft, found.code, found.active) == (FILLED, kept.code, True)
    with db.read() as connection:
        row = connection.execute(select(draft)).one()
    assert "Mẫu".encode() not in bytes(row.data)
    assert kept.code not in str(row)


def test_what_a_turn_writes_is_written_when_the_turn_ends(
    drafts: StoredDrafts, db: Database
) -> None:
    writes: list[Write] = []
    with collect_writes(writes):
        kept = new_kept("c1", FILLED, NOW)
        drafts.keep(kept)
        assert drafts.active("c1", NOW) == kept
        with db.read() as connection:
            assert connection.execute(select(draft)).all() == []
    assert drafts.active("c1", NOW) is None
    with db.write() as connection:
        for write in writes:
            write(connection)
    assert drafts.active("c1", NOW) is not None


def test_a_draft_that_is_dropped_in_a_turn_is_gone_for_the_rest_of_it(
    drafts: StoredDrafts,
) -> None:
    kept = new_kept("c1", FILLED, NOW)
    drafts.keep(kept)
    with collect_writes([]):
        drafts.drop(kept)
        assert drafts.active("c1", NOW) is None
    assert drafts.active("c1", NOW) is not None


def test_a_code_finds_the_draft_and_nothing_else_does(drafts: StoredDrafts) -> None:
    kept = new_kept("c1", FILLED, NOW)
    drafts.keep(kept)
    assert read_code(f"làm tiếp {say_code(kept.code).lower()}") == kept.code
    assert drafts.by_code(kept.code, NOW) is not None
    assert drafts.by_code(kept.code[::-1] + "x", NOW) is None


def test_an_expired_draft_is_not_found_and_is_erased(drafts: StoredDrafts, db: Database) -> None:
    kept = new_kept("c1", FILLED, NOW - timedelta(days=31))
    drafts.keep(kept)
    assert drafts.active("c1", NOW) is None
    assert drafts.by_code(kept.code, NOW) is None
    assert purge(db, 30, time.time())["draft"] == 1


def test_erasing_takes_all_of_one_person_and_nothing_of_others(drafts: StoredDrafts) -> None:
    for conversation in ("c1", "c1", "c2"):
        drafts.keep(new_kept(conversation, FILLED, NOW))
    erased = drafts.erase("c1")
    assert (erased.drafts, erased.answers, erased.left, erased.left_files) == (2, 4, 0, 0)
    assert drafts.active("c1", NOW) is None
    assert drafts.active("c2", NOW) is not None


def test_who_gives_wrong_codes_is_remembered_for_an_hour(drafts: StoredDrafts) -> None:
    for _ in range(TRIES):
        assert not drafts.guesses_too_much("c1")
        drafts.note_wrong_code("c1")
    assert drafts.guesses_too_much("c1")
    assert not drafts.guesses_too_much("c2")


def test_erasing_takes_what_was_said_and_the_next_reply_is_still_fetched(
    drafts: StoredDrafts, db: Database, cipher: Cipher
) -> None:
    talk, _ = start_conversation(db, "web")
    inbox, outbox, turns = Inbox(db, cipher), Outbox(db, cipher), TurnStore(db, cipher, "d")

    def answer(name: str, text: str) -> int:
        turn = inbox.accept([Incoming(talk, name, "Nguyễn Thị Mẫu")])[0][0]
        lease = turns.begin(turn)
        assert isinstance(lease, Lease)
        return turns.finish(lease, [Reply(text)], "answered")[-1].id

    seen = [answer("1", "Ghi là Nguyễn Thị Mẫu"), answer("2", "Nguyễn Thị Mẫu, đúng không?")][-1]
    drafts.erase(talk)
    left = outbox.after(talk, 0)
    assert "Mẫu" not in str([reply.body for reply in left])
    fresh = answer("3", "Đã xóa.")
    assert fresh > seen
    assert [reply.id for reply in outbox.after(talk, seen)] == [fresh]
