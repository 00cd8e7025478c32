"""Deletes what is no longer needed."""

from __future__ import annotations

import time
from datetime import datetime, timedelta

from sqlalchemy import delete, select

from bot.clock import LOCAL
from bot.storage.database import Database
from bot.storage.files import delete_expired
from bot.storage.tables import (
    attachment,
    button,
    code_try,
    conversation,
    draft,
    file,
    inbox,
    outbox,
    tracker_event,
    unclear,
)

DAY = 86_400.0
MOST_DAYS_UNCLEAR = 90
"""Questions to learn from are kept as long as messages, and no longer than this."""


def purge(db: Database, days: int, now: float | None = None) -> dict[str, int]:
    """Erase messages, replies and tracker events older than ``days`` days.

    Conversations that were silent for as long go whole, with what they still
    hold; a turn that waits for an answer is kept. Questions to learn from go with
    the local day on which they are too old.

    Returns:
        How many rows were deleted, by table.
    """
    now = time.time() if now is None else now
    before = now - days * DAY
    first_day = datetime.fromtimestamp(now, LOCAL) - timedelta(days=min(days, MOST_DAYS_UNCLEAR))
    silent = select(conversation.c.id).where(conversation.c.last_seen_at < before)
    waiting = select(inbox.c.conversation_id).where(inbox.c.state != "done")
    gone = conversation.c.id.in_(silent) & conversation.c.id.not_in(waiting)
    still_there = select(file.c.conversation_id)
    gone &= conversation.c.id.not_in(still_there)
    with db.write() as connection:
        return {
            "file": delete_expired(connection, now),
            "draft": connection.execute(delete(draft).where(draft.c.expires_at <= now)).rowcount,
            "code_try": connection.execute(
                delete(code_try).where(code_try.c.at < now - DAY)
            ).rowcount,
            "attachment": connection.execute(
                delete(attachment).where(attachment.c.created_at < now - DAY)
            ).rowcount,
            "outbox": connection.execute(
                delete(outbox).where(outbox.c.created_at < before)
            ).rowcount,
            "button": connection.execute(
                delete(button).where(button.c.created_at < before)
            ).rowcount,
            "inbox": connection.execute(
                delete(inbox).where(inbox.c.received_at < before, inbox.c.state == "done")
            ).rowcount,
            "tracker_event": connection.execute(
                delete(tracker_event).where(tracker_event.c.timestamp < before)
            ).rowcount,
            "conversation": connection.execute(delete(conversation).where(gone)).rowcount,
            "unclear": connection.execute(
                delete(unclear).where(unclear.c.day < first_day.date().isoformat())
            ).rowcount,
        }
