"""A stand-in for Telegram's Bot API, to be served on loopback.

It knows the methods that we call, keeps what was sent, and fails as it is told to; ``files`` are
what people sent, by Telegram's name for them.
"""

from __future__ import annotations

import asyncio
import json
from collections import deque
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

BOT = {"id": 42, "is_bot": True, "first_name": "Trợ lý", "username": "troly_bot"}
TOO_MANY = {
    "ok": False, "error_code": 429, "description": "Too Many Requests: retry after 1",
    "parameters": {"retry_after": 1},
}  # fmt: skip
BLOCKED = {
    "ok": False, "error_code": 403, "description": "Forbidden: bot was blocked by the user",
}  # fmt: skip
BAD_MARKUP = {
    "ok": False, "error_code": 400, "description": "Bad Request: can't parse entities: oops",
}  # fmt: skip


@dataclass
class TelegramStandin:
    """``calls`` are (method, parameters) in order; ``failures`` are answered first, once each."""

    token: str
    calls: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    failures: deque[dict[str, Any]] = field(default_factory=deque)
    updates: list[dict[str, Any]] = field(default_factory=list)
    files: dict[str, bytes] = field(default_factory=dict)
    away: bool = False

    def app(self) -> Starlette:
        """Return the application to serve."""
        return Starlette(
            routes=[
                Route("/health", lambda _: JSONResponse({})),
                Route("/bot{token}/{method}", self._call, methods=["POST"]),
                Route("/file/bot{token}/{path:path}", self._file),
            ]
        )

    def sent(self, method: str = "sendMessage") -> list[dict[str, Any]]:
        """Return the parameters of all calls of a method."""
        return [given for name, given in self.calls if name == method]

    async def _call(self, request: Request) -> JSONResponse:
        if request.path_params["token"] != self.token:
            return JSONResponse(
                {"ok": False, "error_code": 401, "description": "Unauthorized"}, 401
            )
        if self.away:
            return JSONResponse({"ok": False, "error_code": 502, "description": "Bad Gateway"}, 502)
        method = request.path_params["method"]
        try:
            body = await request.body()
        except ClientDisconnect:
            return JSONResponse({}, 400)
        if request.headers.get("content-type", "").startswith("multipart/"):
            given = {"chat_id": _field(body, b"chat_id"), "file": body}
        else:
            given = {name: _value(value) for name, value in parse_qsl(body.decode())}
        self.calls.append((method, given))
        if method == "sendMessage" and self.failures:
            failure = self.failures.popleft()
            return JSONResponse(failure, int(failure["error_code"]))
        return JSONResponse({"ok": True, "result": await self._result(method, given)})

    async def _result(self, method: str, given: dict[str, Any]) -> Any:
        if method == "getMe":
            return BOT
        if method == "getWebhookInfo":
            return {"url": "", "has_custom_certificate": False, "pending_update_count": 0}
        if method == "getMyCommands":
            return [{"command": "batdau", "description": "Bắt đầu"}]
        if method == "getUpdates":
            return await self._waiting(int(given.get("offset", 0)))
        if method == "getFile":
            name = str(given["file_id"])
            data = self.files.get(name, b"")
            return {
                "file_id": name,
                "file_unique_id": name,
                "file_size": len(data),
                "file_path": f"voice/{name}.oga",
            }
        if method in ("sendMessage", "sendVoice", "sendDocument", "sendPhoto"):
            chat = {"id": int(given["chat_id"]), "type": "private"}
            number = len(self.calls)
            return {
                "message_id": number,
                "date": 1795400000,
                "chat": chat,
                "text": given.get("text", ""),
            }
        return True

    async def _file(self, request: Request) -> Response:
        name = request.path_params["path"].removeprefix("voice/").removesuffix(".oga")
        if request.path_params["token"] != self.token or name not in self.files:
            return Response(status_code=404)
        return Response(self.files[name], media_type="application/octet-stream")

    async def _waiting(self, offset: int) -> list[dict[str, Any]]:
        """Return the updates from ``offset`` on; like Telegram, wait a little for some."""
        for _ in range(20):
            found = [update for update in self.updates if update["update_id"] >= offset]
            if found:
                return found
            await asyncio.sleep(0.02)
        return []


def _field(body: bytes, name: bytes) -> Any:
    """Return the value of a text field of a multipart body."""
    after = body.split(b'name="' + name + b'"', 1)[1]
    return _value(after.split(b"\r\n\r\n", 1)[1].split(b"\r\n", 1)[0].decode())


def _value(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return text
