"""Drafts of forms (tờ khai điền dở) in the database: sealed, found by person or by code.

What a turn writes is collected and done in the transaction that ends the turn.
"""

from __future__ import annotations

import contextvars
import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.engine import Connection

from bot.privacy.crypto import Cipher
from bot.storage.database import Database
from bot.storage.inbox import DONE
from bot.storage.tables import code_try, draft, file, inbox, outbox

Write = Callable[[Connection], None]
WORDLESS = {"text": "(Đã xóa)", "small": "", "status": "answered", "buttons": []}
"""What is left of the newest reply when a conversation is erased."""
TRIES = 5
TRIES_SECONDS = 3600.0
"""So many wrong codes in so long a time; then no code of that person is looked at."""


@contextmanager
def collect_writes(into: list[Write]) -> Iterator[None]:
    """Collect what is written inside the block, instead of writing it.

    Who reads inside the block sees what was written in it.
    """
    token = _turn.set((into, {}))
    try:
        yield
    finally:
        _turn.reset(token)


@dataclass(frozen=True)
class DraftRow:
    """A draft as it lies in the database, opened. Times in seconds since 1970."""

    id: str
    conversation: str
    data: str = field(repr=False)
    active: bool
    expires_at: float


Changes = dict[str, DraftRow | None]
_turn: contextvars.ContextVar[tuple[list[Write], Changes] | None] = contextvars.ContextVar(
    "turn", default=None
)
"""What the turn that runs will write, and the drafts as they will be then."""


@dataclass(frozen=True)
class Counts:
    """How many drafts and files of a conversation there are."""

    drafts: int
    files: int


class DraftTable:
    """Reads and writes drafts."""

    def __init__(self, db: Database, cipher: Cipher) -> None:
        self._db = db
        self._cipher = cipher

    def latest(self, conversation: str, *, active: bool, now: float) -> DraftRow | None:
        """Return the draft of a conversation that was changed last."""
        rows = {row.id: row for row in self.of(conversation)}
        for id, row in (_turn.get() or ([], {}))[1].items():
            rows.pop(id, None)
            if row is not None and row.conversation == conversation:
                rows[id] = row
        found = [row for row in rows.values() if row.active == active and row.expires_at > now]
        return found[-1] if found else None

    def by_code(self, code: str, now: float) -> DraftRow | None:
        """Return the draft of a code."""
        hashes = self._cipher.fingerprints(code)
        query = select(draft).where(draft.c.code_hash.in_(hashes), draft.c.expires_at > now)
        with self._db.read() as connection:
            row = connection.execute(query).one_or_none()
        return self._opened(row) if row else None

    def of(self, conversation: str) -> list[DraftRow]:
        """Return all drafts of a conversation, the one that was changed last at the end."""
        mine = draft.c.conversation_id == conversation
        query = select(draft).where(mine).order_by(draft.c.changed_at)
        with self._db.read() as connection:
            return [self._opened(row) for row in connection.execute(query).all()]

    def _opened(self, row: object) -> DraftRow:
        return DraftRow(
            row.id, row.conversation_id, self._cipher.open(row.data), bool(row.active),  # type: ignore[attr-defined]
            row.expires_at,  # type: ignore[attr-defined]
        )  # fmt: skip

    def put(self, row: DraftRow, code: str) -> None:
        """Keep a draft, new or changed."""
        values = {
            "conversation_id": row.conversation,
            "code_hash": self._cipher.fingerprints(code)[0],
            "data": self._cipher.seal(row.data),
            "active": int(row.active),
            "changed_at": time.time(),
            "expires_at": row.expires_at,
        }

        def write(connection: Connection) -> None:
            changed = connection.execute(update(draft).where(draft.c.id == row.id).values(values))
            if changed.rowcount == 0:
                connection.execute(insert(draft).values(id=row.id, **values))

        self._do(write, {row.id: row})

    def remove(self, id: str) -> None:
        """Erase a draft."""
        change: Changes = {id: None}
        self._do(lambda connection: _erase_draft(connection, id), change)

    def _do(self, write: Write, changes: Changes | None = None) -> None:
        turn = _turn.get()
        if turn is not None:
            turn[0].append(write)
            turn[1].update(changes or {})
            return
        with self._db.write() as connection:
            write(connection)

    def counts(self, conversation: str) -> Counts:
        """Count what is kept of a conversation."""
        with self._db.read() as connection:
            return Counts(
                *(
                    int(
                        connection.execute(
                            select(func.count())
                            .select_from(table)
                            .where(table.c.conversation_id == conversation)
                        ).scalar_one()
                    )
                    for table in (draft, file)
                )
            )

    def erase(self, conversation: str) -> None:
        """Erase drafts and files of a conversation at once, and the words that were said.

        Turns that wait for an answer, and replies on their way, stay.
        """
        with self._db.write() as connection:
            connection.execute(delete(draft).where(draft.c.conversation_id == conversation))
            connection.execute(delete(file).where(file.c.conversation_id == conversation))
            connection.execute(
                update(inbox)
                .where(inbox.c.conversation_id == conversation, inbox.c.state == DONE)
                .values(text=self._cipher.seal(""))
            )
            over = outbox.c.state.in_(("pull", "sent", "failed", "told"))
            mine = (outbox.c.conversation_id == conversation) & over
            # The newest stays, without its words: SQLite would give its number to the next
            # reply, and a page that has seen that number would not fetch it.
            newest = connection.execute(select(func.max(outbox.c.id)).where(mine)).scalar()
            connection.execute(delete(outbox).where(mine, outbox.c.id != newest))
            connection.execute(
                update(outbox)
                .where(outbox.c.id == newest)
                .values(body=self._cipher.seal(json.dumps(WORDLESS, ensure_ascii=False)))
            )

    def note_wrong_code(self, conversation: str) -> None:
        """Remember that somebody gave a code that is none's."""
        self._do(
            lambda connection: connection.execute(
                insert(code_try).values(conversation_id=conversation, at=time.time())
            )
        )

    def guesses_too_much(self, conversation: str) -> bool:
        """Say whether somebody gave too many wrong codes."""
        since = time.time() - TRIES_SECONDS
        query = (
            select(func.count())
            .select_from(code_try)
            .where(code_try.c.conversation_id == conversation, code_try.c.at > since)
        )
        with self._db.read() as connection:
            return int(connection.execute(query).scalar_one()) >= TRIES


def _erase_draft(connection: Connection, id: str) -> None:
    connection.execute(delete(draft).where(draft.c.id == id))
