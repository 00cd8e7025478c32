"""The way in for messaging apps: limits, the person's conversation, the inbox, once each."""

from __future__ import annotations

import asyncio
import json
import time
from typing import Any

from starlette.requests import Request

from bot.channels.model import Inbound
from bot.errors import UserError
from bot.gateway.dispatch import Dispatcher
from bot.gateway.intake import Intake
from bot.gateway.limits import RateLimit
from bot.privacy.crypto import Cipher
from bot.speech.encode import Audio
from bot.speech.speaker import Speaker
from bot.storage.conversations import conversation_at, mark_left
from bot.storage.database import Database
from bot.storage.inbox import Incoming, Waiting
from bot.storage.outbox import Outbox

MAX_BODY = 256 * 1024


async def read_json(request: Request, limit: int = MAX_BODY) -> Any:
    """Return the JSON of a request's body.

    Raises:
        UserError: 413 for a body over ``limit`` bytes, 400 for what is no JSON.
    """
    data = b""
    async for piece in request.stream():
        data += piece
        if len(data) > limit:
            raise UserError("too_large", "Tin gửi lớn quá.", 413)
    try:
        return json.loads(data)
    except (ValueError, RecursionError) as error:
        raise UserError("bad_request", "Yêu cầu không đúng dạng.") from error


class Door:
    """Takes what people did in messaging apps."""

    def __init__(
        self,
        db: Database,
        cipher: Cipher,
        intake: Intake,
        dispatcher: Dispatcher,
        limit: RateLimit,
        outbox: Outbox,
        speaker: Speaker,
    ) -> None:
        self._db = db
        self._cipher = cipher
        self._intake = intake
        self._dispatcher = dispatcher
        self._limit = limit
        self._outbox = outbox
        self._speaker = speaker

    async def sound_of(self, channel: str, address: str, reply: int) -> Audio | None:
        """Return a reply that somebody got, read aloud; ``None`` if there is no voice for it.

        Raises:
            UserError: it is not theirs, or they ask too often.
        """
        conversation = await asyncio.to_thread(
            conversation_at, self._db, self._cipher, channel, address
        )
        self._limit.check(conversation)
        found = await asyncio.to_thread(self._outbox.one, conversation, reply)
        if found is None:
            raise UserError("unknown_reply", "Không có câu trả lời này.", 404)
        return await asyncio.to_thread(self._speaker.speak, str(found.body["text"]), "opus")

    async def take(self, channel: str, inbound: Inbound) -> bool:
        """Store a message; return whether it is new and will be answered.

        Whoever sends too fast is passed over: an error would make the app deliver the
        same again.
        """
        conversation = await asyncio.to_thread(
            conversation_at, self._db, self._cipher, channel, inbound.address
        )
        if inbound.left is not None:
            left = time.time() if inbound.left else None
            await asyncio.to_thread(mark_left, self._db, conversation, left)
            return False
        try:
            self._limit.check(conversation)
        except UserError:
            return False
        clean = inbound.text.encode("utf-8", "replace").decode("utf-8").replace("\x00", "")
        message = Incoming(conversation, inbound.event[:64], clean, inbound.button, inbound.kind)
        turn_id, new = await self._intake.accept(message)
        if new:
            self._dispatcher.add([Waiting(turn_id, conversation)])
        return new
