"""The outbox: replies that were given, kept until their channel has them."""

from __future__ import annotations

import json
import secrets
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.engine import Connection

from bot.messages import Command, Reply
from bot.privacy.crypto import Cipher
from bot.storage.database import Database
from bot.storage.tables import button, outbox

PULL = "pull"


@dataclass(frozen=True)
class Outgoing:
    """A stored reply. ``body`` is JSON-ready: text, small, buttons, status."""

    id: int
    turn_id: str
    body: Mapping[str, Any]
    at: float

    def to_dict(self) -> dict[str, Any]:
        """Return the reply as the web chat receives it."""
        return {"id": self.id, "turn_id": self.turn_id, **self.body}


class Outbox:
    """Reads and writes replies; swaps the meaning of buttons for opaque tokens."""

    def __init__(self, db: Database, cipher: Cipher) -> None:
        self._db = db
        self._cipher = cipher

    def put(
        self,
        connection: Connection,
        turn_id: str,
        conversation: str,
        replies: Sequence[Reply],
        knowledge: str = "",
    ) -> list[Outgoing]:
        """Store the replies of a turn as part of the caller's transaction.

        ``knowledge`` is the version of the knowledge that they are from.
        """
        now = time.time()
        stored = []
        for position, reply in enumerate(replies):
            body = self._body(connection, conversation, reply, now)
            sealed = self._cipher.seal(json.dumps(body, ensure_ascii=False))
            result = connection.execute(
                insert(outbox).values(
                    turn_id=turn_id,
                    conversation_id=conversation,
                    position=position,
                    body=sealed,
                    state=PULL,
                    created_at=now,
                    knowledge=knowledge or None,
                )
            )
            stored.append(Outgoing(int(result.inserted_primary_key[0]), turn_id, body, now))
        return stored

    @staticmethod
    def _body(
        connection: Connection, conversation: str, reply: Reply, now: float
    ) -> dict[str, Any]:
        tokens = [secrets.token_urlsafe(12) for _ in reply.buttons]
        if tokens:
            connection.execute(
                insert(button),
                [
                    {
                        "token": token,
                        "conversation_id": conversation,
                        "command": json.dumps(choice.command.to_dict()),
                        "created_at": now,
                    }
                    for token, choice in zip(tokens, reply.buttons, strict=True)
                ],
            )
        return {
            "text": reply.text,
            "small": reply.small,
            "status": reply.status,
            "buttons": [
                {"title": choice.title, "token": token}
                for token, choice in zip(tokens, reply.buttons, strict=True)
            ],
        }

    def of_turn(self, connection: Connection, turn_id: str) -> list[Outgoing]:
        """Return the replies that a turn got."""
        query = select(outbox).where(outbox.c.turn_id == turn_id).order_by(outbox.c.position)
        return [self._open(row) for row in connection.execute(query)]

    def after(self, conversation: str, after: int, limit: int = 200) -> list[Outgoing]:
        """Return the replies of a conversation with an id above ``after``, oldest first."""
        query = (
            select(outbox)
            .where(outbox.c.conversation_id == conversation, outbox.c.id > after)
            .order_by(outbox.c.id)
            .limit(limit)
        )
        with self._db.read() as connection:
            return [self._open(row) for row in connection.execute(query).all()]

    def newest(self, conversation: str, limit: int) -> list[Outgoing]:
        """Return the last ``limit`` replies of a conversation, oldest first."""
        query = (
            select(outbox)
            .where(outbox.c.conversation_id == conversation)
            .order_by(outbox.c.id.desc())
            .limit(limit)
        )
        with self._db.read() as connection:
            return [self._open(row) for row in reversed(connection.execute(query).all())]

    def _open(self, row: Any) -> Outgoing:
        body = json.loads(self._cipher.open(row.body))
        return Outgoing(int(row.id), row.turn_id, body, row.created_at)


def find_command(connection: Connection, conversation: str, token: str) -> Command | None:
    """Return what a button means; ``None`` for a token that this conversation never got."""
    query = select(button.c.command).where(
        button.c.token == token, button.c.conversation_id == conversation
    )
    command = connection.execute(query).scalar_one_or_none()
    return None if command is None else Command.from_dict(json.loads(command))
