"""A stand-in for Zalo's servers: the Official Account's API, its tokens, and what people sent.

It keeps what was sent and fails as it is told to. Tokens behave as Zalo's do: a refresh
token works once, and a new access token ends the old one.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

INVALID_TOKEN = -216


@dataclass
class ZaloStandin:
    """``calls`` are (path, JSON or raw body) in order; ``failures`` error numbers, used up first.

    ``lose`` drops the connection of so many token requests after they took effect.
    """

    app_secret: str
    access: str = "access-0"
    refresh: str = "refresh-0"
    seconds: int = 90_000
    calls: list[tuple[str, Any]] = field(default_factory=list)
    failures: deque[int] = field(default_factory=deque)
    renewals: int = 0
    broken_renewals: deque[str] = field(default_factory=deque)
    media: dict[str, tuple[bytes, str]] = field(default_factory=dict)

    def app(self) -> Starlette:
        """Return the application to serve."""
        return Starlette(
            routes=[
                Route("/health", lambda _: JSONResponse({})),
                Route("/v4/oa/access_token", self._tokens, methods=["POST"]),
                Route("/v2.0/oa/getoa", self._who),
                Route("/v2.0/oa/upload/{kind}", self._upload, methods=["POST"]),
                Route("/v3.0/oa/message/cs", self._message, methods=["POST"]),
                Route("/message/template", self._template, methods=["POST"]),
                Route("/media/{name}", self._media),
            ]
        )

    def sent(self, path: str = "/v3.0/oa/message/cs") -> list[Any]:
        """Return what came to a path."""
        return [body for where, body in self.calls if where == path]

    def texts(self) -> list[str]:
        """Return the texts of the messages that were taken."""
        return [str(body["message"].get("text", "")) for body in self.sent()]

    async def _tokens(self, request: Request) -> Response:
        form = dict(part.split("=", 1) for part in (await request.body()).decode().split("&"))
        self.calls.append((request.url.path, form))
        broken = self.broken_renewals.popleft() if self.broken_renewals else ""
        if broken == "html":
            self._give()
            return PlainTextResponse("<html>bad gateway</html>", 502)
        if request.headers.get("secret_key") != self.app_secret:
            return JSONResponse({"error": -14004, "error_description": "secret"})
        given = form.get("refresh_token")
        if form["grant_type"] == "refresh_token" and given != self.refresh:
            return JSONResponse({"error": -14014, "error_description": "invalid refresh token"})
        self._give()
        return JSONResponse(
            {
                "access_token": self.access,
                "refresh_token": self.refresh,
                "expires_in": str(self.seconds),
            }
        )

    def _give(self) -> None:
        self.renewals += 1
        self.access, self.refresh = f"access-{self.renewals}", f"refresh-{self.renewals}"

    def _refusal(self, request: Request) -> Response | None:
        if request.headers.get("access_token") != self.access:
            return _error(INVALID_TOKEN)
        return _error(self.failures.popleft()) if self.failures else None

    async def _who(self, request: Request) -> Response:
        data = {"oaid": "388600000000000001", "name": "Trợ lý", "oa_type": 4, "is_verified": True}
        return self._refusal(request) or _ok(data)

    async def _message(self, request: Request) -> Response:
        body = await request.json()
        refusal = self._refusal(request)
        if refusal is not None:
            return refusal
        if len(body["message"].get("text", "")) > 2_000:
            return _error(-210)
        self.calls.append((request.url.path, body))
        return _ok({"message_id": str(len(self.calls)), "user_id": body["recipient"]["user_id"]})

    async def _template(self, request: Request) -> Response:
        body = await request.json()
        refusal = self._refusal(request)
        if refusal is not None:
            return refusal
        self.calls.append((request.url.path, body))
        return _ok({"msg_id": "zns-1", "sent_time": "1795354323000"})

    async def _upload(self, request: Request) -> Response:
        body = await request.body()
        refusal = self._refusal(request)
        if refusal is not None:
            return refusal
        self.calls.append((request.url.path, body))
        kind = request.path_params["kind"]
        return _ok({"token": "file-1"} if kind == "file" else {"attachment_id": "image-1"})

    async def _media(self, request: Request) -> Response:
        self.calls.append((request.url.path, None))
        data, mime = self.media[request.path_params["name"]]
        return Response(data, media_type=mime)


def _ok(data: Any) -> JSONResponse:
    return JSONResponse({"error": 0, "message": "Success", "data": data})


def _error(number: int) -> JSONResponse:
    return JSONResponse({"error": number, "message": "refused"})
