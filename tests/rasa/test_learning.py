"""From a question that was not understood, and an answer that was wrong, to the editor's list."""

from __future__ import annotations

import argparse
import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from cryptography.fernet import Fernet

from bot import nlu_commands
from bot.privacy.crypto import Cipher
from bot.settings import Settings, load_settings
from bot.storage.conversations import start_conversation
from bot.storage.database import Database
from bot.storage.inbox import Inbox, Incoming
from bot.storage.migrate import upgrade
from bot.storage.turns import TurnStore

pytestmark = pytest.mark.rasa

UNCLEAR = "tôi tên Nguyễn Văn Mẫu, sđt 0912 345 678, lệ phí bao nhiêu"


class Desk:
    """The dialogue's door with the real model behind it, over a database of its own."""

    def __init__(
        self, folder: Path, handle: Callable[[Any], Awaitable[Any]], loop: asyncio.AbstractEventLoop
    ) -> None:
        from bot.rasa.gateway_input import GatewayInput

        self.settings: Settings = replace(
            load_settings(),
            database_url=f"sqlite:///{folder / 'troly.db'}",
            keys=(Fernet.generate_key().decode(),),
        )
        self._db = Database(self.settings.database_url)
        upgrade(self._db)
        self._cipher = Cipher(self.settings.keys)
        self._channel = GatewayInput(TurnStore(self._db, self._cipher, "d"), "s" * 20)
        self._talk, _ = start_conversation(self._db, "web")
        self._handle = handle
        self._parse = handle.__self__.parse_message  # type: ignore[attr-defined]
        self._loop = loop
        self._count = 0

    def say(self, text: str, token: str = "") -> list[dict[str, Any]]:
        """Write something, or press the button of a token; return the replies."""
        self._count += 1
        message = Incoming(self._talk, str(self._count), text, token)
        turn_id = Inbox(self._db, self._cipher).accept([message])[0][0]
        replies = self._loop.run_until_complete(
            self._channel.run(turn_id, self._handle, self._parse)
        )
        return [dict(reply.body) for reply in replies]

    def review(self) -> None:
        """Print the editor's list."""
        options = argparse.Namespace(group=None, since=None, example=None, name=None, dismiss=False)
        nlu_commands.review(self.settings, options)


@pytest.fixture
def desk(assistant: Any, loop: asyncio.AbstractEventLoop, tmp_path: Path) -> Desk:
    """A desk."""
    return Desk(tmp_path, assistant._agent.handle_message, loop)


def token(replies: list[dict[str, Any]], title: str) -> str:
    """Return the token of a button."""
    return next(b["token"] for r in replies for b in r["buttons"] if b["title"] == title)


def test_what_was_unclear_and_what_was_reported_stand_in_the_list_the_same_day(
    desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    (asked_back,) = desk.say(UNCLEAR)
    assert asked_back["status"] == "clarify"
    answered = desk.say("đăng ký kết hôn cần giấy tờ gì")
    report = token(answered, "Báo sai")
    (thanks,) = desk.say("Báo sai", report)
    (again,) = desk.say("Báo sai", report)
    assert "ngay hôm nay" in thanks["text"]
    assert "đã được báo rồi" in again["text"]

    desk.review()
    said = capsys.readouterr().out
    assert "tôi tên [tên], sđt [số điện thoại], lệ phí bao nhiêu" in said
    assert "“đăng ký kết hôn cần giấy tờ gì”" in said
    assert "báo sai 1 lần: ket_hon (documents)" in said
    assert "2 câu chưa xem, 2 nhóm." in said
    assert "Mẫu" not in said
    assert "0912" not in said


def test_the_talk_goes_on_after_a_report(desk: Desk) -> None:
    answered = desk.say("đăng ký tạm trú cần gì")
    desk.say("Báo sai", token(answered, "Báo sai"))
    (fee,) = desk.say("còn lệ phí?")
    assert fee["status"] == "answered"


def test_a_button_is_not_collected(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    answered = desk.say("đăng ký tạm trú cần gì")
    desk.say("Lệ phí bao nhiêu", token(answered, "Lệ phí bao nhiêu"))
    desk.review()
    assert "0 câu chưa xem" in capsys.readouterr().out
