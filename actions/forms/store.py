"""Where drafts are kept: a port, and a version in memory for the terminal and the tests."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Protocol

from actions.forms.draft import Draft
from bot.messages import Reply

KEPT_DAYS = 30
ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Signs of a code: none that looks like another one."""
CODE_LENGTH = 10
MOST_TRIES = 5


@dataclass(frozen=True)
class Kept:
    """A draft as it is kept.

    Attributes:
        id: random name.
        conversation: whose it is.
        draft: the form.
        code: what finds it from another channel; whoever has it may go on.
        expires_at: when it is erased (aware).
        active: whether it is being filled in; otherwise it was put aside.
    """

    id: str
    conversation: str
    draft: Draft
    code: str
    expires_at: datetime
    active: bool = True


@dataclass(frozen=True)
class Erased:
    """What was erased, counted before, and what is left, counted after."""

    drafts: int = 0
    answers: int = 0
    files: int = 0
    left: int = 0
    left_files: int = 0


class Drafts(Protocol):
    """Keeps drafts of conversations."""

    def active(self, conversation: str, now: datetime) -> Kept | None:
        """Return the draft that is being filled in."""

    def parked(self, conversation: str, now: datetime) -> Kept | None:
        """Return the draft that was put aside last."""

    def by_code(self, code: str, now: datetime) -> Kept | None:
        """Return the draft of a code."""

    def keep(self, kept: Kept) -> None:
        """Keep a draft, new or changed."""

    def drop(self, kept: Kept) -> None:
        """Erase one draft."""

    def erase(self, conversation: str) -> Erased:
        """Erase all drafts and files of a conversation at once, and count."""

    def note_wrong_code(self, conversation: str) -> None:
        """Remember that somebody gave a code that is none's."""

    def guesses_too_much(self, conversation: str) -> bool:
        """Say whether somebody gave too many wrong codes."""


def new_kept(conversation: str, draft: Draft, now: datetime) -> Kept:
    """Return a draft that is kept for the first time, with a code that is hard to guess.

    Ten signs out of thirty are 49 bits.
    """
    code = ""
    # Ten letters are a word or a name to whoever reads them; a code has a digit.
    while not any(char.isdigit() for char in code):
        code = "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))
    return Kept(secrets.token_hex(16), conversation, draft, code, now + timedelta(days=KEPT_DAYS))


def renewed(kept: Kept, draft: Draft, now: datetime, *, active: bool = True) -> Kept:
    """Return a draft that somebody went on with; its time begins anew."""
    expires = now + timedelta(days=KEPT_DAYS)
    return replace(kept, draft=draft, active=active, expires_at=expires)


def say_code(code: str) -> str:
    """Return a code in two groups, as it is read and typed: K7M42-9QXPT."""
    return f"{code[:5]}-{code[5:]}"


def read_code(text: str) -> str:
    """Return the code in a message, "" if there is none; small letters and gaps do not matter."""
    found = re.search(rf"(?<!\w)([{ALPHABET}]{{5}})[\s\-–]?([{ALPHABET}]{{5}})(?!\w)", text.upper())
    code = f"{found[1]}{found[2]}" if found else ""
    return code if any(char.isdigit() for char in code) else ""


@dataclass
class MemoryDrafts:
    """Drafts in the memory of this process."""

    kept: dict[str, Kept] = field(default_factory=dict)
    tries: dict[str, int] = field(default_factory=dict)

    def _of(self, conversation: str, now: datetime) -> Iterator[Kept]:
        for one in reversed(self.kept.values()):
            if one.conversation == conversation and one.expires_at > now:
                yield one

    def active(self, conversation: str, now: datetime) -> Kept | None:
        """Return the draft that is being filled in."""
        return next((one for one in self._of(conversation, now) if one.active), None)

    def parked(self, conversation: str, now: datetime) -> Kept | None:
        """Return the draft that was put aside last."""
        return next((one for one in self._of(conversation, now) if not one.active), None)

    def by_code(self, code: str, now: datetime) -> Kept | None:
        """Return the draft of a code."""
        return next((k for k in self.kept.values() if k.code == code and k.expires_at > now), None)

    def keep(self, kept: Kept) -> None:
        """Keep a draft, new or changed."""
        self.kept.pop(kept.id, None)
        self.kept[kept.id] = kept

    def drop(self, kept: Kept) -> None:
        """Erase one draft."""
        self.kept.pop(kept.id, None)

    def erase(self, conversation: str) -> Erased:
        """Erase all drafts of a conversation; there are no files here."""
        mine = [one for one in self.kept.values() if one.conversation == conversation]
        for one in mine:
            del self.kept[one.id]
        answers = sum(len(one.draft.answers) for one in mine)
        return Erased(drafts=len(mine), answers=answers)

    def note_wrong_code(self, conversation: str) -> None:
        """Remember that somebody gave a code that is none's."""
        self.tries[conversation] = self.tries.get(conversation, 0) + 1

    def guesses_too_much(self, conversation: str) -> bool:
        """Say whether somebody gave too many wrong codes."""
        return self.tries.get(conversation, 0) >= MOST_TRIES


@dataclass
class Said:
    """What a person wrote in a turn of a form, and what is said back.

    It goes around Rasa, so that no tracker holds it.
    """

    text: str
    picture: bytes | None = field(default=None, repr=False)
    replies: list[Reply] = field(default_factory=list)


_said: ContextVar[Said | None] = ContextVar("said", default=None)


@contextmanager
def said(text: str, picture: bytes | None = None) -> Iterator[Said]:
    """Hold a person's words, or the photo that was sent, for the action of this turn."""
    held = Said(text, picture)
    token = _said.set(held)
    try:
        yield held
    finally:
        _said.reset(token)


def now_said() -> Said | None:
    """Return what the person wrote in this turn, if it is a turn of a form."""
    return _said.get()
