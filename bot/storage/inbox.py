"""The inbox: what citizens sent, stored before it is acknowledged."""

from __future__ import annotations

import time
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlalchemy.engine import Connection
from sqlalchemy.exc import IntegrityError

from bot.messages import Kind
from bot.privacy.crypto import Cipher
from bot.storage.database import Database
from bot.storage.tables import attachment, conversation, inbox

PENDING = "pending"
DONE = "done"


@dataclass(frozen=True)
class Came:
    """What came with a message: where the channel keeps it, or the thing itself."""

    source: str = ""
    data: bytes = field(default=b"", repr=False)
    mime: str = ""


@dataclass(frozen=True)
class Incoming:
    """A message on its way in. ``client_id`` is the sender's own name for it."""

    conversation: str
    client_id: str
    text: str
    button: str = ""
    kind: Kind = "text"
    came: Came | None = None


@dataclass(frozen=True)
class Waiting:
    """A stored turn that has not been answered yet."""

    turn_id: str
    conversation: str
    kind: Kind = "text"


class Inbox:
    """Takes messages in, each once, and tells which still wait for an answer."""

    def __init__(self, db: Database, cipher: Cipher) -> None:
        self._db = db
        self._cipher = cipher

    def accept(self, messages: Sequence[Incoming]) -> list[tuple[str, bool]]:
        """Store messages in order, in one durable transaction.

        Returns:
            For each message its turn id and whether it is new; a message whose
            ``client_id`` came before gets the turn id of the first time.
        """
        sealed = [self._cipher.seal(message.text) for message in messages]
        with self._db.write() as connection:
            return [
                self._store(connection, message, text)
                for message, text in zip(messages, sealed, strict=True)
            ]

    def _store(self, connection: Connection, message: Incoming, sealed: bytes) -> tuple[str, bool]:
        known = self._known(connection, message)
        if known:
            return known, False
        values: dict[str, Any] = {
            "turn_id": uuid.uuid4().hex,
            "conversation_id": message.conversation,
            "client_id": message.client_id,
            "text": sealed,
            "button": message.button or None,
            "kind": message.kind,
            "state": PENDING,
            "attempts": 0,
            "received_at": time.time(),
        }
        try:
            with connection.begin_nested():
                connection.execute(insert(inbox).values(values))
        except IntegrityError:
            # Another gateway stored the same message a moment ago.
            return self._known(connection, message), False
        if message.came is not None:
            self._keep(connection, values["turn_id"], message.came)
        return values["turn_id"], True

    def _keep(self, connection: Connection, turn_id: str, came: Came) -> None:
        connection.execute(
            insert(attachment).values(
                turn_id=turn_id,
                source=self._cipher.seal(came.source),
                data=self._cipher.seal_bytes(came.data) if came.data else None,
                mime=came.mime[:64] or None,
                created_at=time.time(),
            )
        )

    def attachment(self, turn_id: str) -> Came | None:
        """Return what came with a message, as far as it is there; ``None`` if nothing did."""
        query = select(attachment).where(attachment.c.turn_id == turn_id)
        with self._db.read() as connection:
            row = connection.execute(query).one_or_none()
        if row is None:
            return None
        data = self._cipher.open_bytes(row.data) if row.data else b""
        return Came(self._cipher.open(row.source), data, row.mime or "")

    def address(self, conversation_id: str) -> tuple[str, str]:
        """Return the channel of a conversation and where it reaches the person ("" on the web)."""
        query = select(conversation.c.channel, conversation.c.address).where(
            conversation.c.id == conversation_id
        )
        with self._db.read() as connection:
            row = connection.execute(query).one()
        return row.channel, self._cipher.open(row.address) if row.address else ""

    def fetched(self, turn_id: str, data: bytes, mime: str) -> None:
        """Keep what was fetched for a message, until its turn is answered."""
        with self._db.write() as connection:
            connection.execute(
                update(attachment)
                .where(attachment.c.turn_id == turn_id)
                .values(data=self._cipher.seal_bytes(data), mime=mime[:64])
            )

    def heard(self, turn_id: str, text: str) -> None:
        """Put what was heard in a recording into its message, and erase the recording."""
        with self._db.write() as connection:
            connection.execute(
                update(inbox)
                .where(inbox.c.turn_id == turn_id, inbox.c.state == PENDING)
                .values(text=self._cipher.seal(text))
            )
            connection.execute(delete(attachment).where(attachment.c.turn_id == turn_id))

    @staticmethod
    def _known(connection: Connection, message: Incoming) -> str:
        query = select(inbox.c.turn_id).where(
            inbox.c.conversation_id == message.conversation,
            inbox.c.client_id == message.client_id,
        )
        return connection.execute(query).scalar_one_or_none() or ""

    def waiting(self, older_than: float = 0.0) -> list[Waiting]:
        """Return the turns without an answer, oldest first.

        Args:
            older_than: only turns received at least so many seconds ago.
        """
        query = (
            select(inbox.c.turn_id, inbox.c.conversation_id, inbox.c.kind)
            .where(inbox.c.state == PENDING, inbox.c.received_at <= time.time() - older_than)
            .order_by(inbox.c.id)
        )
        with self._db.read() as connection:
            return [Waiting(*row) for row in connection.execute(query)]

    def first_waiting(self, conversation_id: str) -> Waiting | None:
        """Return the oldest turn of a conversation without an answer, if there is one."""
        query = (
            select(inbox.c.turn_id, inbox.c.conversation_id, inbox.c.kind)
            .where(inbox.c.state == PENDING, inbox.c.conversation_id == conversation_id)
            .order_by(inbox.c.id)
            .limit(1)
        )
        with self._db.read() as connection:
            row = connection.execute(query).first()
        return Waiting(*row) if row is not None else None

    def history(self, conversation_id: str, limit: int) -> list[dict[str, Any]]:
        """Return the newest ``limit`` messages of a conversation, oldest first."""
        query = (
            select(inbox)
            .where(inbox.c.conversation_id == conversation_id)
            .order_by(inbox.c.id.desc())
            .limit(limit)
        )
        with self._db.read() as connection:
            rows = connection.execute(query).all()
        return [
            {
                "turn_id": row.turn_id,
                "client_id": row.client_id,
                "text": self._cipher.open(row.text),
                "kind": row.kind,
                "at": row.received_at,
            }
            for row in reversed(rows)
        ]


def touch(connection: Connection, conversation_id: str, now: float) -> None:
    """Note that a conversation was alive at ``now``."""
    connection.execute(
        update(conversation).where(conversation.c.id == conversation_id).values(last_seen_at=now)
    )
