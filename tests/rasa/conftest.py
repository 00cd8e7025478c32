"""The real trained model, loaded once for all tests that talk to it."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Iterator

import pytest

from bot.messages import Button, TurnResult
from tests.model import trained_settings


@pytest.fixture(scope="session")
def assistant() -> object:
    """The assistant in this process."""
    from bot.rasa.local import LocalAssistant

    return LocalAssistant(trained_settings())


class Talk:
    """One person talking to the assistant."""

    def __init__(self, assistant: object, loop: asyncio.AbstractEventLoop) -> None:
        self._assistant = assistant
        self._loop = loop
        self._id = uuid.uuid4().hex
        self.last: TurnResult | None = None

    def say(self, text: str) -> TurnResult:
        """Write something."""
        return self._turn(text, None)

    def send(self, kind: str, text: str = "") -> TurnResult:
        """Send something that is not written: a photo, a followed link."""
        sent = self._assistant.say(self._id, text, kind=kind)  # type: ignore[attr-defined]
        self.last = self._loop.run_until_complete(sent)
        return self.last

    def press(self, title: str) -> TurnResult:
        """Press a button of the last replies."""
        button = next(b for b in self.buttons if b.title == title)
        return self._turn(button.title, button)

    @property
    def buttons(self) -> list[Button]:
        """The buttons of the last replies."""
        assert self.last is not None
        return [button for reply in self.last.replies for button in reply.buttons]

    @property
    def text(self) -> str:
        """The words of the last replies."""
        assert self.last is not None
        return "\n".join(reply.text for reply in self.last.replies)

    def _turn(self, text: str, button: Button | None) -> TurnResult:
        command = button.command if button else None
        said = self._assistant.say(self._id, text, command)  # type: ignore[attr-defined]
        self.last = self._loop.run_until_complete(said)
        return self.last


@pytest.fixture(scope="session")
def loop() -> Iterator[asyncio.AbstractEventLoop]:
    """One event loop for the model's whole life."""
    made = asyncio.new_event_loop()
    yield made
    made.close()


@pytest.fixture
def talk(assistant: object, loop: asyncio.AbstractEventLoop) -> Talk:
    """A fresh conversation with the real model, rules and actions."""
    return Talk(assistant, loop)
