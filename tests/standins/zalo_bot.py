"""A stand-in for the Zalo Bot Platform, which keeps what was sent and hands events out once."""

from __future__ import annotations

import asyncio
from collections import deque
from dataclasses import dataclass, field
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route


@dataclass
class ZaloBotStandin:
    """``calls`` are (method, parameters) in order; ``failures`` error numbers, used up first."""

    token: str
    calls: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    failures: deque[int] = field(default_factory=deque)
    events: deque[dict[str, Any]] = field(default_factory=deque)

    def app(self) -> Starlette:
        """Return the application to serve."""
        return Starlette(
            routes=[
                Route("/health", lambda _: JSONResponse({})),
                Route("/bot{token}/{method}", self._call, methods=["POST"]),
            ]
        )

    def sent(self, method: str = "sendMessage") -> list[dict[str, Any]]:
        """Return the parameters of all calls of a method that were taken."""
        return [given for name, given in self.calls if name == method]

    async def _call(self, request: Request) -> JSONResponse:
        if request.path_params["token"] != self.token:
            return _error(401)
        method, given = request.path_params["method"], await request.json()
        if method == "getUpdates":
            return await self._update()
        if method.startswith("send") and method != "sendChatAction" and self.failures:
            return _error(self.failures.popleft())
        if method == "sendMessage" and not 1 <= len(given["text"]) <= 2_000:
            return _error(400)
        self.calls.append((method, given))
        result = {"message_id": str(len(self.calls)), "date": 1795354323000}
        return JSONResponse({"ok": True, "result": RESULTS.get(method, result)})

    async def _update(self) -> JSONResponse:
        for _ in range(20):
            if self.events:
                return JSONResponse({"ok": True, "result": self.events.popleft()})
            await asyncio.sleep(0.02)
        return _error(408)


RESULTS: dict[str, Any] = {
    "getMe": {
        "id": "1",
        "account_name": "Bot Trợ lý",
        "account_type": "BASIC",
        "can_join_groups": False,
    },
    "getWebhookInfo": {"url": "", "updated_at": 1795354323000},
    "setWebhook": {"url": "https://troly.example/webhooks/zalo-bot", "updated_at": 1795354323000},
}


def _error(number: int) -> JSONResponse:
    return JSONResponse({"ok": False, "error_code": number, "description": "refused"})
