"""Questions that the assistant did not answer well, redacted, for editors to learn from.

Nothing is kept that names the conversation, so nobody can be found by what they asked.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import insert, select, update
from sqlalchemy.engine import Connection

from bot.privacy.crypto import Cipher
from bot.storage.database import Database
from bot.storage.tables import unclear

Kind = Literal["clarify", "no_source", "unclear", "reported"]
"""Asked back, not known, not understood, or marked as wrong by the person who asked."""
Handled = Literal["example", "name", "dismissed"]
"""What an editor made of it."""
IDS_AT_ONCE = 500
"""Ids in one statement; SQLite takes a limited number of parameters."""


@dataclass(frozen=True)
class Unclear:
    """One question to learn from.

    ``text`` is redacted already (:mod:`bot.privacy.redact`); empty when an answer was
    marked that came by a button. ``procedures`` were answered, or offered in a
    question back; ``day`` is the local date, ISO.
    """

    day: str
    kind: Kind
    text: str
    procedures: tuple[str, ...] = ()
    aspects: tuple[str, ...] = ()


@dataclass(frozen=True)
class Kept:
    """A question with the id that it is kept under; ids grow with time."""

    id: int
    question: Unclear


def add(connection: Connection, cipher: Cipher, question: Unclear) -> None:
    """Keep a question, sealed, as part of the caller's transaction."""
    connection.execute(
        insert(unclear).values(
            day=question.day,
            kind=question.kind,
            text=cipher.seal(question.text),
            procedures=json.dumps(question.procedures),
            aspects=json.dumps(question.aspects),
        )
    )


def open_since(db: Database, cipher: Cipher, day: str = "") -> list[Kept]:
    """Return what nobody has handled yet, oldest first.

    Args:
        db: where it lies.
        cipher: opens the texts.
        day: the first local date, ISO; empty for all.
    """
    query = (
        select(unclear)
        .where(unclear.c.handled.is_(None), unclear.c.day >= day)
        .order_by(unclear.c.id)
    )
    with db.read() as connection:
        return [_opened(row, cipher) for row in connection.execute(query).all()]


def mark_handled(connection: Connection, cipher: Cipher, ids: Iterable[int], how: Handled) -> int:
    """Mark questions as handled, as part of the caller's transaction.

    Their words are erased: nobody needs them any more, and so whoever objects to being
    kept is served by putting the question away.

    Returns:
        How many of them were open.
    """
    wanted = sorted(set(ids))
    return sum(
        connection.execute(
            update(unclear)
            .where(unclear.c.id.in_(wanted[at : at + IDS_AT_ONCE]), unclear.c.handled.is_(None))
            .values(handled=how, text=cipher.seal(""))
        ).rowcount
        for at in range(0, len(wanted), IDS_AT_ONCE)
    )


def _opened(row: Any, cipher: Cipher) -> Kept:
    question = Unclear(
        day=row.day,
        kind=row.kind,
        text=cipher.open(row.text),
        procedures=_listed(row.procedures),
        aspects=_listed(row.aspects),
    )
    return Kept(int(row.id), question)


def _listed(text: str) -> tuple[str, ...]:
    found: Sequence[Any] = json.loads(text)
    return tuple(str(item) for item in found)
