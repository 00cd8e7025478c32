"""Trackers are kept sealed, whole, and in sessions that stay short."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import select

from bot.privacy.crypto import Cipher
from bot.storage.database import Database
from bot.storage.migrate import upgrade
from bot.storage.tables import tracker_event
from bot.storage.turns import StoredEvent

pytestmark = pytest.mark.rasa


@pytest.fixture
def db(tmp_path: Path) -> Database:
    """An empty, migrated database."""
    database = Database(f"sqlite:///{tmp_path / 'troly.db'}")
    upgrade(database)
    return database


@pytest.fixture
def store(db: Database) -> object:
    """A store over that database."""
    from bot.rasa.runtime import prepare

    prepare()
    from rasa.shared.core.domain import Domain

    from bot.rasa.tracker_store import EncryptedTrackerStore
    from bot.settings import ROOT

    domain = Domain.load(str(ROOT / "domain.yml"))
    return EncryptedTrackerStore(domain, db=db, cipher=Cipher([Fernet.generate_key().decode()]))


def user_turn(text: str) -> list[object]:
    """Return the events of one exchange."""
    from rasa.shared.core.events import ActionExecuted, BotUttered, SlotSet, UserUttered

    return [
        UserUttered(text, {"name": "ask_procedure", "confidence": 1.0}),
        SlotSet("procedure", "khai_sinh"),
        BotUttered("đáp " + text),
        ActionExecuted("action_listen"),
    ]


async def converse(store: object, texts: list[str]) -> list[int]:
    """Save one exchange after the other; return the events loaded before each."""
    loaded = []
    for text in texts:
        tracker = await store.get_or_create_tracker("t1")  # type: ignore[attr-defined]
        loaded.append(len(tracker.events))
        tracker.update_with_events(user_turn(text), store.domain)  # type: ignore[attr-defined]
        await store.save(tracker)  # type: ignore[attr-defined]
    return loaded


def test_nothing_is_kept_in_clear(store: object, db: Database) -> None:
    asyncio.run(converse(store, ["chuyện riêng của Mẫu"]))
    with db.read() as connection:
        rows = connection.execute(select(tracker_event.c.data)).scalars().all()
    assert rows
    assert not any("riêng".encode() in bytes(row) for row in rows)


def test_a_session_stays_short_however_long_the_conversation(store: object) -> None:
    loaded = asyncio.run(converse(store, [f"câu {n}" for n in range(40)]))
    assert max(loaded) < 60
    assert loaded[-1] < 60


def test_slots_are_carried_into_the_next_session(store: object) -> None:
    asyncio.run(converse(store, [f"câu {n}" for n in range(9)]))
    tracker = asyncio.run(store.retrieve("t1"))  # type: ignore[attr-defined]
    assert tracker.get_slot("procedure") == "khai_sinh"


def test_the_whole_conversation_is_still_there(store: object) -> None:
    texts = [f"câu {n}" for n in range(20)]
    asyncio.run(converse(store, texts))
    tracker = asyncio.run(store.retrieve_full_tracker("t1"))  # type: ignore[attr-defined]
    assert [event.text for event in tracker.events if event.type_name == "user"] == texts


def test_inside_a_turn_nothing_is_written_before_the_turn_ends(store: object, db: Database) -> None:
    from bot.rasa.tracker_store import collect

    collected: list[StoredEvent] = []
    with collect(collected):
        asyncio.run(converse(store, ["một"]))
    with db.read() as connection:
        assert connection.execute(select(tracker_event)).all() == []
    assert "user" in {event.type_name for event in collected}
