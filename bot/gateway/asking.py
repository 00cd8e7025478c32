"""What doors of apps with a shared secret have in common: a webhook, or asking for events."""

from __future__ import annotations

import asyncio
import hmac
from abc import ABC, abstractmethod
from collections.abc import Coroutine, Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse

from bot.errors import UserError
from bot.gateway.door import read_json


class AskingDoor(ABC):
    """Lets events in.

    Args:
        header: of a webhook, carries the secret.
        secret: without one no webhook is let in.
    """

    def __init__(self, header: str, secret: str) -> None:
        self._header = header
        self._secret = secret
        self._tasks: set[asyncio.Task[None]] = set()

    def start(self) -> None:
        """Tell the app where we are, or begin to ask for events."""
        self._spawn(self._begin())

    async def stop(self) -> None:
        """Let go."""
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def webhook(self, request: Request) -> JSONResponse:
        """``POST``: one event.

        Raises:
            UserError: 401 without the secret, 400 for what is no event.
        """
        given = request.headers.get(self._header, "")
        if not self._secret or not hmac.compare_digest(given.encode(), self._secret.encode()):
            raise UserError("unauthorized", "Không có quyền.", 401)
        data = await read_json(request)
        if not isinstance(data, dict):
            raise UserError("bad_request", "Yêu cầu không đúng dạng.")
        await self.take(data)
        return JSONResponse({})

    @abstractmethod
    async def take(self, data: Mapping[str, Any]) -> None:
        """Store what an event says.

        Raises:
            UserError: it is no event.
        """

    @abstractmethod
    async def _begin(self) -> None:
        """Tell the app where we are, and ask for events if it does not bring them."""

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
