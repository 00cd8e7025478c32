"""Erases what is older than the retention, once a day, by itself."""

from __future__ import annotations

import asyncio

import structlog
from sqlalchemy.exc import SQLAlchemyError

from bot.storage.database import Database
from bot.storage.retention import DAY, purge

log = structlog.get_logger(__name__)


async def keep_house(db: Database, days: int, every: float = DAY) -> None:
    """Purge now and then every ``every`` seconds; a failure is tried again next time."""
    while True:
        try:
            deleted = await asyncio.to_thread(purge, db, days)
        except SQLAlchemyError as error:
            log.error("purge.failed", error=type(error).__name__)
        else:
            log.info("purge.done", **deleted)
        await asyncio.sleep(every)
