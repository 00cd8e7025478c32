"""A person filling in a form, without Rasa: the engine, the readers, the words."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from actions.container import Container
from actions.forms.session import FormTalk
from bot.clock import Clock
from bot.messages import Button, Reply
from knowledge.store import knowledge

TODAY = date(2026, 11, 22)


class Person:
    """Somebody who talks to a form."""

    def __init__(self, parts: Container, name: str = "p") -> None:
        self.parts = parts
        self.talk = FormTalk(parts, name)
        self.last: list[Reply] = []

    def start(self, procedure: str) -> Person:
        self.last = self.talk.start(procedure)
        return self

    def say(self, *texts: str) -> Person:
        for text in texts:
            self.last = self.talk.take(text)
        return self

    def press(self, title: str) -> Person:
        button = next(one for one in self.buttons if one.title == title)
        self.last = self.talk.press(button.command.value)
        return self

    @property
    def buttons(self) -> list[Button]:
        return [button for reply in self.last for button in reply.buttons]

    @property
    def text(self) -> str:
        return "\n".join(reply.text for reply in self.last)

    @property
    def answers(self) -> dict[str, object]:
        kept = self.talk.active()
        assert kept is not None
        return dict(kept.draft.answers)


@pytest.fixture
def parts() -> Container:
    """Knowledge, a pretended day, and drafts in memory."""
    return Container(knowledge(), Clock(TODAY))


@pytest.fixture
def person(parts: Container) -> Person:
    """Somebody."""
    return Person(parts)


@pytest.fixture
def another(parts: Container) -> Callable[[str], Person]:
    """Somebody else, on another channel."""
    return lambda name: Person(parts, name)
