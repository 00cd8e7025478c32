"""Stores messages in the inbox, many in one transaction when many come at once.

A commit waits for the disk; those who arrive meanwhile share the next one. Each
message is acknowledged only after its own commit.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress

from bot.storage.inbox import Inbox, Incoming

MOST_AT_ONCE = 64
_Pair = tuple[Incoming, "asyncio.Future[tuple[str, bool]]"]


class Intake:
    """Collects messages and writes them in the order in which they came."""

    def __init__(self, inbox: Inbox) -> None:
        self._inbox = inbox
        self._queue: asyncio.Queue[_Pair] = asyncio.Queue()
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin writing; needs a running event loop."""
        self._task = asyncio.create_task(self._write())

    async def stop(self) -> None:
        """Stop writing. Messages that were not written were not acknowledged."""
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task

    async def accept(self, message: Incoming) -> tuple[str, bool]:
        """Store one message; return its turn id and whether it is new.

        Raises:
            sqlalchemy.exc.SQLAlchemyError: the database refused; nothing is stored.
        """
        done: asyncio.Future[tuple[str, bool]] = asyncio.get_running_loop().create_future()
        await self._queue.put((message, done))
        return await done

    async def _write(self) -> None:
        while True:
            batch = [await self._queue.get()]
            while not self._queue.empty() and len(batch) < MOST_AT_ONCE:
                batch.append(self._queue.get_nowait())
            await self._store(batch)

    async def _store(self, batch: list[_Pair]) -> None:
        try:
            stored = await asyncio.to_thread(self._inbox.accept, [pair[0] for pair in batch])
        except Exception as error:  # every waiting request gets the error as its own
            for _, done in batch:
                if not done.done():
                    done.set_exception(error)
            return
        for (_, done), result in zip(batch, stored, strict=True):
            if not done.done():
                done.set_result(result)
