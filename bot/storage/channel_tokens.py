"""Tokens that change: kept sealed, and renewed by one process at a time."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import delete, insert, select, update

from bot.privacy.crypto import Cipher
from bot.storage.database import Database
from bot.storage.tables import channel_token

OK = "ok"
RENEWING = "refreshing"
UNSURE = "unsure"
"""A renewal was asked for and no answer came: the old token may be used up already."""
NEEDS_REAUTH = "needs_reauth"
RENEWING_SECONDS = 60.0
"""Whoever renews for longer than this is gone."""


@dataclass(frozen=True)
class Tokens:
    """A pair of tokens. ``expires_at`` is the access token's end, in seconds since 1970."""

    access: str = field(repr=False)
    refresh: str = field(repr=False)
    expires_at: float
    state: str = OK
    state_at: float = 0.0


class TokenStore:
    """The tokens of one channel."""

    def __init__(self, db: Database, cipher: Cipher, channel: str) -> None:
        self._db = db
        self._cipher = cipher
        self._channel = channel
        self._mine = channel_token.c.channel == channel

    def load(self) -> Tokens | None:
        """Return the tokens; ``None`` if nobody ever consented."""
        with self._db.read() as connection:
            row = connection.execute(select(channel_token).where(self._mine)).one_or_none()
        if row is None:
            return None
        access, refresh = self._cipher.open(row.access), self._cipher.open(row.refresh)
        return Tokens(access, refresh, row.expires_at, row.state, row.state_at)

    def save(self, access: str, refresh: str, expires_at: float) -> None:
        """Keep a new pair, durably, before anybody uses it."""
        values: dict[str, Any] = {
            "access": self._cipher.seal(access),
            "refresh": self._cipher.seal(refresh),
            "expires_at": expires_at,
            "state": OK,
            "state_at": time.time(),
        }
        with self._db.write() as connection:
            connection.execute(delete(channel_token).where(self._mine))
            connection.execute(insert(channel_token).values(channel=self._channel, **values))

    def take(self, seen: Tokens) -> bool:
        """Take on the renewal of the tokens as they were seen; ``False`` if somebody else has.

        A renewal that nobody ended counts as unsure: the next one is the last try.
        """
        now = time.time()
        free = (channel_token.c.state == seen.state) & (channel_token.c.state_at == seen.state_at)
        with self._db.write() as connection:
            taken = connection.execute(
                update(channel_token).where(self._mine, free).values(state=RENEWING, state_at=now)
            )
        return bool(taken.rowcount == 1)

    def note(self, state: str) -> None:
        """Note how a renewal ended that brought no new tokens."""
        with self._db.write() as connection:
            connection.execute(
                update(channel_token)
                .where(self._mine, channel_token.c.state == RENEWING)
                .values(state=state, state_at=time.time())
            )
