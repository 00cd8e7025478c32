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
from bot.privacy.crypto import Cipher
from bot.storage.database import Database
from bot.storage.drafts import TRIES, Write, collect_writes
from bot.storage.retention import purge
from bot.storage.tables import draft

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
        drafts.keep(new_kept("c1", FILLED, NOW))
        assert drafts.active("c1", NOW) is None
    with db.write() as connection:
        for write in writes:
            write(connection)
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
