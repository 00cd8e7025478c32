"""The dialogue's door: whatever happens behind it, every turn ends with a word."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from cryptography.fernet import Fernet

from bot.privacy.crypto import Cipher
from bot.storage.conversations import start_conversation
from bot.storage.database import Database
from bot.storage.inbox import Inbox, Incoming
from bot.storage.migrate import upgrade
from bot.storage.turns import MAX_ATTEMPTS, TurnStore

pytestmark = pytest.mark.rasa
Handle = Callable[[Any], Awaitable[Any]]


class Door:
    """A channel over a database of its own."""

    def __init__(self, folder: Path) -> None:
        from bot.rasa.runtime import prepare

        prepare()
        from bot.rasa.gateway_input import GatewayInput

        self.db = Database(f"sqlite:///{folder / 'troly.db'}")
        upgrade(self.db)
        self.cipher = Cipher([Fernet.generate_key().decode()])
        self.store = TurnStore(self.db, self.cipher, "d")
        self.channel = GatewayInput(self.store, "secret-secret-secret")
        self.talk, _ = start_conversation(self.db, "web")

    def accept(self, text: str, button: str = "") -> str:
        """Store a message and return its turn id."""
        message = Incoming(self.talk, f"c{text}{button}", text, button)
        return Inbox(self.db, self.cipher).accept([message])[0][0]

    def run(self, turn_id: str, handle: Handle) -> list[dict[str, Any]]:
        """Have a turn answered."""
        return [
            dict(reply.body) for reply in asyncio.run(self.channel.run(turn_id, handle, unread))
        ]


@pytest.fixture
def door(tmp_path: Path) -> Door:
    """A door."""
    return Door(tmp_path)


async def unread(_: str) -> dict[str, Any]:
    """Understand nothing."""
    return {"intent": {}}


async def silent(_: Any) -> None:
    """Say nothing."""


async def broken(_: Any) -> None:
    """Fail like a bug."""
    raise ZeroDivisionError


async def answering(message: Any) -> None:
    """Say one thing."""
    await message.output_channel.send_response("x", {"text": "đáp", "buttons": []})


@pytest.mark.parametrize("handle", [silent, broken])
def test_a_turn_that_fails_gets_an_apology_and_is_closed(door: Door, handle: Handle) -> None:
    turn = door.accept("khai sinh cần gì")
    (reply,) = door.run(turn, handle)
    assert reply["status"] == "failed"
    assert door.run(turn, answering) == [reply]


def test_an_unknown_button_gets_a_kind_word(door: Door) -> None:
    (reply,) = door.run(door.accept("Lệ phí", "no-such-token"), answering)
    assert reply["status"] == "clarify"
    assert "Nút này đã cũ" in reply["text"]


def test_a_turn_that_keeps_killing_the_process_is_given_up(door: Door) -> None:
    turn = door.accept("khai sinh")
    for _ in range(MAX_ATTEMPTS):
        door.store.begin(turn)
    (reply,) = door.run(turn, answering)
    assert reply["status"] == "failed"


def test_nothing_of_a_failed_turn_stays_in_the_tracker(door: Door) -> None:
    from sqlalchemy import select

    from bot.storage.tables import tracker_event

    door.run(door.accept("khai sinh"), broken)
    with door.db.read() as connection:
        assert connection.execute(select(tracker_event)).all() == []
