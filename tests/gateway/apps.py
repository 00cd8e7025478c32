"""What the tests of messaging apps share."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from sqlalchemy import select

from bot.settings import Settings
from bot.storage.database import Database
from bot.storage.tables import conversation, outbox


def until(done: Callable[[], bool], seconds: float = 20) -> None:
    """Wait until something is so."""
    end = time.monotonic() + seconds
    pause = threading.Event()
    while not done():
        assert time.monotonic() < end, "it never came to be so"
        pause.wait(0.02)


def states(settings: Settings) -> list[str]:
    """Return the states of all replies, in order."""
    with Database(settings.database_url).read() as connection:
        return [row.state for row in connection.execute(select(outbox).order_by(outbox.c.id))]


def has_left(settings: Settings) -> bool:
    """Say whether the only person does not want to hear from us."""
    with Database(settings.database_url).read() as connection:
        return connection.execute(select(conversation.c.left_at)).scalar_one() is not None
