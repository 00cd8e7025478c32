"""The gateway: the web chat page, its API, and health.

Never imports Rasa, so that its page is there within a second or two while the
dialogue still loads.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import structlog
from sqlalchemy.exc import SQLAlchemyError
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.errors import UserError
from bot.gateway import web
from bot.gateway.parts import Parts
from bot.settings import Settings
from bot.storage.migrate import upgrade
from bot.web.pages import privacy_page

PAGE = Path(__file__).parent.parent / "web" / "chat"
POLICY = (
    "default-src 'self'; media-src 'self' blob:; img-src 'self' blob: data:; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'self'"
)
SECURITY_HEADERS = {
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Permissions-Policy": "microphone=(self), geolocation=(self), camera=(self)",
}

log = structlog.get_logger(__name__)


def create_app(settings: Settings) -> Starlette:
    """Make the application; the database is brought up to date when it starts."""
    parts = Parts(settings)

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        upgrade(parts.db)
        await parts.start()
        yield
        await parts.stop()

    app = Starlette(
        routes=[
            Mount(
                "/api",
                routes=[
                    Route("/session", web.open_session, methods=["POST"]),
                    Route("/messages", web.take_message, methods=["POST"]),
                    Route("/recordings", web.take_recording, methods=["POST"]),
                    Route("/photos", web.take_photo, methods=["POST"]),
                    Route("/history", web.history),
                    Route("/replies", web.replies),
                    Route("/events", web.events),
                    Route("/speech", web.speech),
                ],
            ),
            *_webhooks(parts),
            Route("/tep/{id}", parts.handout.file),
            Route("/nghe/{ticket}", parts.handout.page),
            Route("/audio/{ticket}.aac", parts.handout.sound),
            Route("/l/{code}", web.enter_by_link),
            *parts.team.routes(),
            Route("/health", health),
            Route("/quyen-rieng-tu", privacy),
            Mount("/", StaticFiles(directory=PAGE, html=True)),
        ],
        middleware=[Middleware(SecurityHeaders, embed_in=settings.embed_in)],
        exception_handlers={
            UserError: on_user_error,
            HTTPException: on_http_error,
            SQLAlchemyError: on_database_error,
            Exception: on_error,
        },
        lifespan=lifespan,
    )
    app.state.parts = parts
    return app


def _webhooks(parts: Parts) -> list[Route]:
    """Return the doors of the messaging apps that are set up; the others do not exist."""
    doors = (
        ("telegram", parts.telegram),
        ("zalo", parts.zalo),
        ("zalo-bot", parts.zalo_bot),
    )
    return [
        Route(f"/webhooks/{name}", door.webhook, methods=["POST"])
        for name, door in doors
        if door is not None
    ]


class SecurityHeaders:
    """Adds the headers that every answer carries (pure ASGI, so that streams stay streams)."""

    def __init__(self, app: ASGIApp, embed_in: Sequence[str] = ()) -> None:
        self._app = app
        policy = " ".join([POLICY, *embed_in])
        headers = {"Content-Security-Policy": policy, **SECURITY_HEADERS}
        self._headers = [(k.lower().encode(), v.encode()) for k, v in headers.items()]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on and dress its answer."""

        async def dressed(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", ()), *self._headers]
            await send(message)

        await self._app(scope, receive, dressed if scope["type"] == "http" else send)


async def health(request: Request) -> JSONResponse:
    """``GET /health``: 200 as long as the gateway works; says whether the dialogue does."""
    parts: Parts = request.app.state.parts
    return JSONResponse({"gateway": "ready", "dialogue": web.dialogue_state(parts)})


async def privacy(_: Request) -> HTMLResponse:
    """``GET /quyen-rieng-tu``: the privacy notice."""
    return HTMLResponse(privacy_page())


async def on_user_error(_: Request, error: Exception) -> Response:
    """Tell a citizen kindly what is wrong with the request."""
    assert isinstance(error, UserError)
    return _error(error.status, error.code, error.message)


async def on_http_error(_: Request, error: Exception) -> Response:
    """Answer unknown addresses and methods."""
    assert isinstance(error, HTTPException)
    return _error(error.status_code, "http_error", "Không có địa chỉ này.")


async def on_database_error(_: Request, error: Exception) -> Response:
    """The database did not take it: nothing was stored, sending again is right."""
    log.error("database", error=type(error).__name__)
    return _error(503, "busy", "Hệ thống đang bận. Tin chưa gửi được, trang sẽ gửi lại.")


async def on_error(_: Request, error: Exception) -> Response:
    """Anything unforeseen: no detail leaves the house."""
    log.error("unexpected", error=type(error).__name__)
    return _error(500, "failed", "Trợ lý đang trục trặc. Thử lại sau ít phút nhé.")


def _error(status: int, code: str, message: str) -> JSONResponse:
    return JSONResponse({"error": {"code": code, "message": message}}, status)
