"""Makes a message ready for the dialogue: fetches what came with it, and hears recordings."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

import structlog

from bot.channels.model import Channel
from bot.errors import UpstreamError
from bot.speech.recognise import Recogniser
from bot.storage.inbox import Came, Inbox, Waiting

MOST_SECONDS = 40.0
"""Nobody waits longer for a recording to be heard; then the message goes on without."""
TRIES = 3
FIRST_WAIT = 0.5

log = structlog.get_logger(__name__)


class Hearing:
    """Fetches by ``channels`` and hears by ``recogniser``, if there is one.

    Whatever goes wrong, the message goes on without: the dialogue has a kind word for a
    recording that was not understood.
    """

    def __init__(
        self, inbox: Inbox, channels: Mapping[str, Channel], recogniser: Recogniser | None
    ) -> None:
        self._inbox = inbox
        self._channels = channels
        self._recogniser = recogniser

    async def prepare(self, turn: Waiting) -> None:
        """Get a message ready, if anything came with it."""
        if turn.kind not in ("voice", "photo"):
            return
        if turn.kind == "voice" and self._recogniser is None:
            return
        try:
            async with asyncio.timeout(MOST_SECONDS):
                await self._prepare(turn)
        except TimeoutError:
            log.warning("attachment.too_slow", kind=turn.kind)

    async def _prepare(self, turn: Waiting) -> None:
        came = await asyncio.to_thread(self._inbox.attachment, turn.turn_id)
        if came is None:
            return
        if not came.data:
            came = await self._fetch(turn, came)
        if turn.kind == "voice" and came.data:
            await self._hear(turn, came)

    async def _fetch(self, turn: Waiting, came: Came) -> Came:
        name, _ = await asyncio.to_thread(self._inbox.address, turn.conversation)
        channel = self._channels.get(name)
        if channel is None:
            return came
        for number in range(TRIES):
            try:
                found = await channel.fetch(came.source)
            except UpstreamError as error:
                log.warning("attachment", channel=name, reason=str(error))
                if not error.retryable:
                    break
                await asyncio.sleep(FIRST_WAIT * 2**number)
            else:
                await asyncio.to_thread(self._inbox.fetched, turn.turn_id, found.data, found.mime)
                return Came(came.source, found.data, found.mime)
        return came

    async def _hear(self, turn: Waiting, came: Came) -> None:
        if self._recogniser is None:
            return
        for number in range(TRIES):
            try:
                text = await self._recogniser.hear(came.data, came.mime)
            except UpstreamError as error:
                log.warning("recogniser", reason=str(error))
                if not error.retryable:
                    return
                await asyncio.sleep(FIRST_WAIT * 2**number)
            else:
                if text:
                    await asyncio.to_thread(self._inbox.heard, turn.turn_id, text)
                return
