"""Sends what lies in the outbox to channels that are pushed to.

A reply is marked as being sent before it is, durably: if this process dies meanwhile, it
counts as unknown and is not sent blindly again. Within a conversation replies go in order.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from contextlib import suppress

import structlog
from sqlalchemy.exc import SQLAlchemyError

from bot.channels.model import Channel, Gone, Held, Refused, SendLater, Unsure
from bot.gateway.hub import Hub
from bot.storage.conversations import mark_left
from bot.storage.database import Database
from bot.storage.outbox import FAILED, HELD, SENT, UNKNOWN, WAITING, Claimed, Outbox

AT_ONCE = 20
LOOK_SECONDS = 2.0
MOST_ATTEMPTS = 60
"""Of a reply whose channel is away: with the waits between them, some hours."""
LONGEST_WAIT = 300.0

log = structlog.get_logger(__name__)


class Sender:
    """Works off the outbox.

    Args:
        db: the database.
        outbox: what is to be sent.
        hub: tells when there is something new.
        channels: by the name that their conversations carry.
        owner: names this gateway, the same after a restart.
    """

    def __init__(
        self,
        db: Database,
        outbox: Outbox,
        hub: Hub,
        channels: Mapping[str, Channel],
        owner: str,
    ) -> None:
        self._db = db
        self._outbox = outbox
        self._hub = hub
        self._channels = channels
        self._owner = owner
        self._task: asyncio.Task[None] | None = None
        self._sending: set[asyncio.Task[None]] = set()

    def start(self) -> None:
        """Begin sending, if there is any channel to send to."""
        if self._channels:
            self._task = asyncio.create_task(self._run())

    async def stop(self) -> None:
        """Take nothing new on, and let what is on its way arrive."""
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task
        await asyncio.gather(*self._sending, return_exceptions=True)

    async def _run(self) -> None:
        lost = await asyncio.to_thread(self._outbox.give_up_sending, self._owner)
        if lost:
            log.warning("sender.unknown", replies=lost)
        with self._hub.listen_to_all() as news:
            while True:
                free = AT_ONCE - len(self._sending)
                taken = await self._claim(free)
                for claimed in taken:
                    task = asyncio.create_task(self._send(claimed))
                    self._sending.add(task)
                    task.add_done_callback(self._sending.discard)
                    task.add_done_callback(lambda _: news.set())
                if not taken or len(self._sending) >= AT_ONCE:
                    with suppress(TimeoutError):
                        await asyncio.wait_for(news.wait(), LOOK_SECONDS)
                    news.clear()

    async def _claim(self, free: int) -> list[Claimed]:
        if free <= 0:
            return []
        try:
            return await asyncio.to_thread(self._outbox.claim, [*self._channels], free, self._owner)
        except SQLAlchemyError as error:
            log.error("sender.database", error=type(error).__name__)
            return []

    async def _settle(self, reply: int, state: str, wait: float | None) -> None:
        """Note how sending ended, however long the database takes."""
        while True:
            try:
                await asyncio.to_thread(self._outbox.settle, reply, state, wait)
                return
            except SQLAlchemyError as error:
                log.error("sender.database", error=type(error).__name__)
                await asyncio.sleep(LOOK_SECONDS)

    async def _send(self, claimed: Claimed) -> None:
        state, wait = SENT, None
        try:
            await self._channels[claimed.channel].send(claimed.address, claimed.reply.to_dict())
        except SendLater as error:
            state, wait = _again(claimed.attempt, error)
            if error.alarm:
                log.error("channel.needs_mending", channel=claimed.channel, reason=str(error))
        except Held:
            state = HELD
        except Unsure:
            state = UNKNOWN
        except Gone:
            state = FAILED
            await asyncio.to_thread(mark_left, self._db, claimed.conversation, time.time())
        except Refused as error:
            state = FAILED
            log.error("reply.refused", channel=claimed.channel, reason=str(error))
        except Exception as error:  # the outermost edge: whatever it was, the next ones go on
            state = UNKNOWN
            log.error("reply.broken", channel=claimed.channel, error=type(error).__name__)
        await self._settle(claimed.reply.id, state, wait)
        if state == SENT:
            await self._send_extras(claimed)

    async def _send_extras(self, claimed: Claimed) -> None:
        try:
            channel = self._channels[claimed.channel]
            await channel.send_extras(claimed.address, claimed.reply.to_dict())
        except Exception as error:  # extras never break anything
            log.warning("reply.extras", channel=claimed.channel, error=type(error).__name__)


def _again(attempt: int, error: SendLater) -> tuple[str, float | None]:
    """Return the state of a reply that was not taken, and when to try it again."""
    if attempt >= (error.tries or MOST_ATTEMPTS):
        return FAILED, None
    seconds = error.seconds
    wait = min(max(seconds, 2.0 ** min(attempt, 8)), max(seconds, LONGEST_WAIT))
    return WAITING, time.time() + wait
