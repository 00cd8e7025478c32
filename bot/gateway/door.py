"""The way in for messaging apps: limits, the person's conversation, the inbox, once each."""

from __future__ import annotations

import asyncio
import json
import time
from collections import OrderedDict
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any, TypeVar

import structlog
from sqlalchemy.exc import SQLAlchemyError
from starlette.requests import Request

from bot.channels.model import Inbound
from bot.clock import Clock
from bot.errors import UserError
from bot.gateway.dispatch import Dispatcher
from bot.gateway.hub import Hub
from bot.gateway.intake import Intake
from bot.gateway.limits import RateLimit
from bot.gateway.spool import Spool
from bot.privacy.crypto import Cipher
from bot.storage.conversations import conversation_at, give_to_human, human_has, mark_left
from bot.storage.database import Database
from bot.storage.inbox import Came, Incoming, Waiting
from bot.storage.links import came_by, find_link, looks_like_code
from bot.storage.outbox import Outbox, Outgoing

MAX_BODY = 256 * 1024
SPOOL_SECONDS = 0.12
"""A message that is not stored by then is written to a file, and acknowledged."""
SPOOL_SECONDS_AGAIN = 0.02
"""The same while others wait for the database already."""
AGAIN_SECONDS = 2.0
HUMAN_SECONDS = 1_800.0
"""For so long after a person of the office wrote, the assistant is silent."""
TOLD_SECONDS = 60.0
MOST_TOLD = 10_000
TOO_FAST = "Bà con gửi nhanh quá, trợ lý theo không kịp. Chờ một phút rồi gửi lại câu hỏi giúp nhé."
T = TypeVar("T")

log = structlog.get_logger(__name__)


async def read_body(request: Request, limit: int = MAX_BODY) -> bytes:
    """Return a request's body.

    Raises:
        UserError: 413 for a body over ``limit`` bytes.
    """
    data = b""
    async for piece in request.stream():
        data += piece
        if len(data) > limit:
            raise UserError("too_large", "Tin gửi lớn quá.", 413)
    return data


def parse_json(data: bytes) -> Any:
    """Return the JSON of a body.

    Raises:
        UserError: 400, it is none.
    """
    try:
        return json.loads(data)
    except (ValueError, RecursionError) as error:
        raise UserError("bad_request", "Yêu cầu không đúng dạng.") from error


async def read_json(request: Request, limit: int = MAX_BODY) -> Any:
    """Return the JSON of a request's body.

    Raises:
        UserError: 413 for a body over ``limit`` bytes, 400 for what is no JSON.
    """
    return parse_json(await read_body(request, limit))


def clean_text(text: str) -> str:
    """Return a text that can be stored and shown: no lone surrogates, no zero bytes."""
    return text.encode("utf-8", "replace").decode("utf-8").replace("\x00", "")


class Door:
    """Takes what people did in messaging apps.

    Args:
        db: the database.
        cipher: seals what is kept.
        intake: stores messages.
        dispatcher: has them answered.
        limit: for one conversation.
        overall: for all of them together.
        outbox: holds replies.
        hub: is woken when there is something to send.
        spool: takes what the database does not take in time.
        clock: tells the day for which links are counted.
    """

    def __init__(
        self,
        db: Database,
        cipher: Cipher,
        intake: Intake,
        dispatcher: Dispatcher,
        limit: RateLimit,
        overall: RateLimit,
        outbox: Outbox,
        hub: Hub,
        spool: Spool,
        clock: Clock,
    ) -> None:
        self._db = db
        self._cipher = cipher
        self._intake = intake
        self._dispatcher = dispatcher
        self._limit = limit
        self._overall = overall
        self._outbox = outbox
        self._hub = hub
        self._spool = spool
        self._clock = clock
        # Threads of its own: a locked database must not keep the spool from writing.
        self._threads = ThreadPoolExecutor(2, "door")
        self._writer = ThreadPoolExecutor(1, "spool")
        self._turns: dict[tuple[str, str], tuple[asyncio.Lock, int]] = {}
        self._late: set[asyncio.Task[bool]] = set()
        self._told: OrderedDict[str, float] = OrderedDict()

    async def start(self) -> None:
        """Take what an earlier run wrote down and did not store, before anything new."""
        for path, channel, inbound in await asyncio.to_thread(self._spool.left):
            await self._take(channel, inbound)
            self._spool.drop(path)

    async def stop(self) -> None:
        """Let go; what is late lies in the spool."""
        for task in list(self._late):
            task.cancel()
        await asyncio.gather(*self._late, return_exceptions=True)
        self._threads.shutdown(wait=False, cancel_futures=True)
        self._writer.shutdown(wait=True)

    async def reply_of(self, channel: str, address: str, reply: int) -> Outgoing:
        """Return a reply that somebody got.

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
        return found

    async def take(self, channel: str, inbound: Inbound) -> bool:
        """Store a message, in the database or the spool; return whether it will be answered.

        Raises:
            OSError: neither takes it, so it must not be acknowledged.
        """
        work = asyncio.create_task(self._take(channel, inbound))
        patience = SPOOL_SECONDS_AGAIN if self._late else SPOOL_SECONDS
        done, _ = await asyncio.wait({work}, timeout=patience)
        if done:
            return work.result()
        self._late.add(work)
        loop = asyncio.get_running_loop()
        path = await loop.run_in_executor(self._writer, self._spool.keep, channel, inbound)
        log.warning("spool.kept", channel=channel)

        def stored(task: asyncio.Task[bool]) -> None:
            self._late.discard(task)
            if not task.cancelled() and task.exception() is None:
                self._spool.drop(path)

        work.add_done_callback(stored)
        return True

    async def _take(self, channel: str, inbound: Inbound) -> bool:
        """Store a message however long it takes, in turn with others of the same person."""
        async with self._in_turn((channel, inbound.address)):
            while True:
                try:
                    return await self._store(channel, inbound)
                except SQLAlchemyError as error:
                    log.error("door.database", error=type(error).__name__)
                    await asyncio.sleep(AGAIN_SECONDS)

    @asynccontextmanager
    async def _in_turn(self, who: tuple[str, str]) -> AsyncIterator[None]:
        """Wait until everybody before has been served, first come first served."""
        lock, waiting = self._turns.get(who, (asyncio.Lock(), 0))
        self._turns[who] = (lock, waiting + 1)
        try:
            async with lock:
                yield
        finally:
            # The lock goes only with its last one: a lock that was just given back is not
            # taken yet by who is next.
            lock, waiting = self._turns[who]
            self._turns[who] = (lock, waiting - 1)
            if waiting == 1:
                del self._turns[who]

    async def _store(self, channel: str, inbound: Inbound) -> bool:
        conversation = await self._thread(
            lambda: conversation_at(self._db, self._cipher, channel, inbound.address)
        )
        if inbound.human:
            until = time.time() + HUMAN_SECONDS
            await self._thread(lambda: give_to_human(self._db, conversation, until))
            return False
        if inbound.left is not None:
            left = time.time() if inbound.left else None
            await self._thread(lambda: mark_left(self._db, conversation, left))
            return False
        if await self._thread(lambda: human_has(self._db, conversation)):
            return False
        if await self._is_too_fast(conversation):
            return False
        if await self._thread(lambda: self._outbox.catch_up(conversation)):
            self._hub.wake(conversation)
        inbound, code = await self.follow_link(inbound)
        came = Came(inbound.came) if inbound.came else None
        text = clean_text(inbound.text)
        message = Incoming(
            conversation, inbound.event[:64], text, inbound.button, inbound.kind, came
        )
        turn_id, new = await self._intake.accept(message)
        if new:
            await self.count_link(conversation, code)
            self._dispatcher.add([Waiting(turn_id, conversation, inbound.kind)])
        return new

    async def follow_link(self, inbound: Inbound) -> tuple[Inbound, str]:
        """Return what somebody means, and the code of the team's link that they came by, or ""."""
        if inbound.kind not in ("start", "text") or not looks_like_code(inbound.text):
            return inbound, ""
        link = await self._thread(lambda: find_link(self._db, inbound.text))
        if link is None:
            return inbound, ""
        return replace(inbound, text=link.procedure.replace("_", "-"), kind="start"), link.code

    async def count_link(self, conversation: str, code: str) -> None:
        """Count that somebody came by a link, if they did."""
        if code:
            day = self._clock.today().isoformat()
            await self._thread(lambda: came_by(self._db, conversation, code, day))

    async def _is_too_fast(self, conversation: str) -> bool:
        """Say whether somebody sends too fast; they are told kindly, once a minute.

        They are passed over: an error would make the app deliver the same again.
        """
        try:
            self._limit.check(conversation)
            self._overall.check("all")
        except UserError:
            now = time.monotonic()
            if now - self._told.get(conversation, -TOLD_SECONDS) >= TOLD_SECONDS:
                self._told[conversation] = now
                self._told.move_to_end(conversation)
                if len(self._told) > MOST_TOLD:
                    self._told.popitem(last=False)
                minute = str(int(time.time() // TOLD_SECONDS))
                await self._thread(lambda: self._outbox.notice(conversation, TOO_FAST, minute))
                self._hub.wake(conversation)
            return True
        return False

    async def _thread(self, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._threads, work)
