"""Takes new knowledge into use while the dialogue runs, without training or restart.

Every process looks at the same files and names a version by their contents, so all
of them are at the same version within two looks. The index is made in a thread
before the version is taken into use; turns meanwhile are answered from the old one.
"""

from __future__ import annotations

import asyncio

import structlog

from knowledge.errors import KnowledgeError
from knowledge.store import store
from nlu.retrieval import finders

EVERY = 15.0
"""Seconds between looks at the files."""

log = structlog.get_logger(__name__)


def take_newer() -> bool:
    """Take a newer version into use, if there is one; say whether there was.

    Files that break the schema are logged once, and what was in use stays.
    """
    try:
        fresh = store().newer()
    except KnowledgeError as error:
        log.error("knowledge.refused", problem=str(error))
        return False
    if fresh is None:
        return False
    finders(fresh)
    store().use(fresh)
    log.warning("knowledge.replaced", version=fresh.version)
    return True


async def keep_fresh(every: float = EVERY) -> None:
    """Look at the files for as long as the process runs."""
    while True:
        await asyncio.sleep(every)
        await asyncio.to_thread(take_newer)
