"""Brings stored turns to the dialogue: in order within a conversation, side by side across.

The inbox is the truth; what this module holds in memory is only a to-do list
that is read again from the inbox at start and every few seconds.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Coroutine, Iterable
from contextlib import suppress

import structlog
from sqlalchemy.exc import SQLAlchemyError

from bot.errors import BusyError, UpstreamError
from bot.gateway.dialogue import DialogueClient
from bot.gateway.hub import Hub
from bot.storage.inbox import Inbox, Waiting

FIRST_WAIT = 0.2
LONGEST_WAIT = 3.0
SWEEP_SECONDS = 5.0
LET_GO_SECONDS = 10.0

log = structlog.get_logger(__name__)


class Dispatcher:
    """Works off the inbox.

    Args:
        inbox: where accepted turns lie.
        dialogue: who answers them.
        hub: who is told when replies are there.
        at_once: how many turns may be with the dialogue at the same time; more
            wait here, first come first served.
        prepare: makes a turn ready for the dialogue: fetches and hears what came with it.
    """

    def __init__(
        self,
        inbox: Inbox,
        dialogue: DialogueClient,
        hub: Hub,
        at_once: int,
        prepare: Callable[[Waiting], Awaitable[None]],
    ) -> None:
        self._inbox = inbox
        self._dialogue = dialogue
        self._hub = hub
        self._slots = asyncio.Semaphore(at_once)
        self._prepare = prepare
        self._queues: dict[str, deque[Waiting]] = {}
        self._known: set[str] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self.ready = False

    async def start(self) -> None:
        """Pick up what waits, before anything new comes; keep looking for what others left."""
        self.add(await asyncio.to_thread(self._inbox.waiting))
        self._spawn(self._sweep())

    async def stop(self) -> None:
        """Let go of everything; unanswered turns stay in the inbox."""
        for task in list(self._tasks):
            task.cancel()
        with suppress(asyncio.CancelledError):
            await asyncio.gather(*self._tasks, return_exceptions=True)

    def add(self, turns: Iterable[Waiting]) -> None:
        """Take turns on, in order; those already taken on are passed over."""
        for turn in turns:
            if turn.turn_id in self._known:
                continue
            self._known.add(turn.turn_id)
            if turn.conversation in self._queues:
                self._queues[turn.conversation].append(turn)
            else:
                self._queues[turn.conversation] = deque([turn])
                self._spawn(self._work_off(turn.conversation))

    def _spawn(self, work: Coroutine[None, None, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _work_off(self, conversation: str) -> None:
        queue = self._queues[conversation]
        while queue:
            turn = queue[0]
            try:
                await self._prepare(turn)
            except SQLAlchemyError as error:
                log.error("turn.not_prepared", turn=turn.turn_id, error=type(error).__name__)
            earlier = await self._answer(turn)
            if earlier is not None:
                self._known.add(earlier.turn_id)
                queue.appendleft(earlier)
                continue
            self._hub.wake(conversation)
            queue.popleft()
            self._known.discard(turn.turn_id)
        del self._queues[conversation]

    async def _answer(self, turn: Waiting) -> Waiting | None:
        """Bring one turn until it is answered, however long the dialogue is away.

        Returns:
            A turn of the same conversation that has to be answered before, which another
            gateway took and let go; ``None`` when this one is done.
        """
        wait = FIRST_WAIT
        while True:
            try:
                async with self._slots:
                    await self._dialogue.answer(turn.turn_id)
            except BusyError:
                earlier = await self._earlier(turn)
                if earlier is not None:
                    return earlier
            except UpstreamError as error:
                if not error.retryable:
                    log.error("turn.refused", turn=turn.turn_id, reason=str(error))
                    return None
                self._note(ready=await self._dialogue.is_ready())
            else:
                self._note(ready=True)
                return None
            await asyncio.sleep(wait)
            wait = min(wait * 2, LONGEST_WAIT)

    async def _earlier(self, turn: Waiting) -> Waiting | None:
        try:
            first = await asyncio.to_thread(self._inbox.first_waiting, turn.conversation)
        except SQLAlchemyError as error:
            log.error("dispatcher.database", error=type(error).__name__)
            return None
        return first if first is not None and first.turn_id != turn.turn_id else None

    async def _sweep(self) -> None:
        """Look for turns that wait, and whether the dialogue is awake.

        Those are taken on that another gateway seems to have let go.
        """
        while True:
            self._note(ready=await self._dialogue.is_ready())
            try:
                self.add(await asyncio.to_thread(self._inbox.waiting, LET_GO_SECONDS))
            except SQLAlchemyError as error:
                log.error("dispatcher.database", error=type(error).__name__)
            await asyncio.sleep(SWEEP_SECONDS if self.ready else FIRST_WAIT * 2)

    def _note(self, *, ready: bool) -> None:
        if ready != self.ready:
            self.ready = ready
            self._hub.wake_all()
