"""Finished documents and pictures: kept sealed until they expire, fetched by a random name."""

from __future__ import annotations

import secrets
import time
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import delete, insert, select
from sqlalchemy.engine import Connection

from bot.messages import Attached
from bot.privacy.crypto import Cipher
from bot.storage.database import Database
from bot.storage.tables import file

KEPT_SECONDS = 7 * 86_400.0


@dataclass(frozen=True)
class StoredFile:
    """A file that was given out. ``id`` is the secret that fetches it."""

    id: str
    name: str
    mime: str
    data: bytes = field(repr=False)


def put_file(
    connection: Connection, cipher: Cipher, conversation: str, attached: Attached
) -> dict[str, Any]:
    """Store a file as part of the caller's transaction; return what a reply says of it.

    Returns:
        JSON-ready ``id``, ``name``, ``mime``.
    """
    identifier, now = secrets.token_urlsafe(18), time.time()
    connection.execute(
        insert(file).values(
            id=identifier,
            conversation_id=conversation,
            name=cipher.seal(attached.name),
            mime=attached.mime,
            data=cipher.seal_bytes(attached.data),
            created_at=now,
            expires_at=now + KEPT_SECONDS,
        )
    )
    return {"id": identifier, "name": attached.name, "mime": attached.mime}


def find_file(db: Database, cipher: Cipher, identifier: str) -> StoredFile | None:
    """Return a file that has not expired; ``None`` if there is none of this name."""
    query = select(file).where(file.c.id == identifier, file.c.expires_at > time.time())
    with db.read() as connection:
        row = connection.execute(query).one_or_none()
    if row is None:
        return None
    return StoredFile(row.id, cipher.open(row.name), row.mime, cipher.open_bytes(row.data))


def delete_expired(connection: Connection, now: float) -> int:
    """Erase files whose time is over; return how many."""
    return int(connection.execute(delete(file).where(file.c.expires_at <= now)).rowcount)
