"""Who talks to us: a conversation is named by a random token that only its browser has."""

from __future__ import annotations

import hashlib
import secrets
import time
import uuid

from sqlalchemy import insert, select

from bot.storage.database import Database
from bot.storage.tables import conversation


def start_conversation(db: Database, channel: str) -> tuple[str, str]:
    """Begin a conversation and return ``(id, token)``.

    Only a hash of the token (32 random bytes, base64url) is kept.
    """
    token = secrets.token_urlsafe(32)
    identifier = uuid.uuid4().hex
    now = time.time()
    with db.write() as connection:
        connection.execute(
            insert(conversation).values(
                id=identifier,
                channel=channel,
                token_hash=_hash(token),
                created_at=now,
                last_seen_at=now,
            )
        )
    return identifier, token


def find_conversation(db: Database, token: str) -> str | None:
    """Return the id of the conversation that ``token`` opens, if there is one."""
    query = select(conversation.c.id).where(conversation.c.token_hash == _hash(token))
    with db.read() as connection:
        return connection.execute(query).scalar_one_or_none()


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
