"""Who talks to us: a conversation is named by a random token that only its browser has."""

from __future__ import annotations

import hashlib
import secrets
import time
import uuid

from sqlalchemy import insert, select, update
from sqlalchemy.exc import IntegrityError

from bot.privacy.crypto import Cipher
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


def conversation_at(db: Database, cipher: Cipher, channel: str, address: str) -> str:
    """Return the conversation with somebody at an address of a channel; begin it if it is new.

    Whoever writes has not left: what was noted about that is taken back.
    """
    marks = cipher.fingerprints(f"{channel}:{address}")
    query = select(conversation.c.id, conversation.c.left_at).where(
        conversation.c.address_hash.in_(marks)
    )
    with db.read() as connection:
        found = connection.execute(query).first()
    if found is None:
        return _begin_at(db, cipher, channel, address, marks[0])
    if found.left_at is not None:
        mark_left(db, found.id, None)
    return str(found.id)


def give_to_human(db: Database, identifier: str, until: float) -> None:
    """Note that a person of ours has a conversation, until then (seconds since 1970)."""
    with db.write() as connection:
        connection.execute(
            update(conversation).where(conversation.c.id == identifier).values(human_until=until)
        )


def human_has(db: Database, identifier: str) -> bool:
    """Say whether a person of ours has the conversation now."""
    query = select(conversation.c.human_until).where(conversation.c.id == identifier)
    with db.read() as connection:
        until = connection.execute(query).scalar_one_or_none()
    return until is not None and until > time.time()


def _begin_at(db: Database, cipher: Cipher, channel: str, address: str, mark: str) -> str:
    identifier, now = uuid.uuid4().hex, time.time()
    try:
        with db.write() as connection:
            connection.execute(
                insert(conversation).values(
                    id=identifier,
                    channel=channel,
                    address=cipher.seal(address),
                    address_hash=mark,
                    created_at=now,
                    last_seen_at=now,
                )
            )
    except IntegrityError:
        # Another gateway began it a moment ago.
        query = select(conversation.c.id).where(conversation.c.address_hash == mark)
        with db.read() as connection:
            return str(connection.execute(query).scalar_one())
    return identifier


def mark_left(db: Database, identifier: str, at: float | None) -> None:
    """Note since when a person does not want to hear from us, or that they came back."""
    with db.write() as connection:
        connection.execute(
            update(conversation).where(conversation.c.id == identifier).values(left_at=at)
        )


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
