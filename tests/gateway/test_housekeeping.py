"""A running gateway erases what is too old without being asked."""

from __future__ import annotations

import time

from sqlalchemy import update

from bot.settings import Settings
from bot.storage.conversations import find_conversation
from bot.storage.database import Database
from bot.storage.retention import DAY
from bot.storage.tables import conversation
from tests.gateway.conftest import Browser, served


def test_a_gateway_that_starts_erases_old_conversations(settings: Settings) -> None:
    from bot.gateway.app import create_app

    with served(create_app(settings)) as address:
        token = Browser(address).http.headers["Authorization"].removeprefix("Bearer ")
    db = Database(settings.database_url)
    assert find_conversation(db, token)
    long_ago = time.time() - (settings.retention_days + 1) * DAY
    with db.write() as connection:
        connection.execute(update(conversation).values(last_seen_at=long_ago))
    with served(create_app(settings)):
        deadline = time.monotonic() + 10
        while find_conversation(db, token) and time.monotonic() < deadline:
            pass
    assert find_conversation(db, token) is None
