"""Deletes what is no longer needed."""

from __future__ import annotations

import time

from sqlalchemy import delete, select

from bot.storage.database import Database
from bot.storage.tables import button, conversation, inbox, outbox, tracker_event

DAY = 86_400.0


def purge(db: Database, days: int, now: float | None = None) -> dict[str, int]:
    """Erase messages, replies and tracker events older than ``days`` days.

    Conversations that were silent for as long go whole, with what they still
    hold; a turn that waits for an answer is kept.

    Returns:
        How many rows were deleted, by table.
    """
    before = (time.time() if now is None else now) - days * DAY
    silent = select(conversation.c.id).where(conversation.c.last_seen_at < before)
    waiting = select(inbox.c.conversation_id).where(inbox.c.state != "done")
    gone = conversation.c.id.in_(silent) & conversation.c.id.not_in(waiting)
    with db.write() as connection:
        return {
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
        }
