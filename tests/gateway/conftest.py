"""A real gateway on loopback, with a stand-in dialogue that is a real HTTP server."""

from __future__ import annotations

import asyncio
import socket
import threading
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
import uvicorn
from sqlalchemy.exc import OperationalError
from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse
from starlette.routing import Route
from starlette.types import ASGIApp

from bot.errors import BusyError
from bot.gateway.app import create_app
from bot.messages import Reply
from bot.privacy.crypto import Cipher
from bot.settings import Settings, load_settings
from bot.storage.database import Database
from bot.storage.turns import Lease, TurnStore

SECRET = "a-secret-of-the-tests-0123"


@contextmanager
def served(app: ASGIApp, port: int = 0) -> Iterator[str]:
    """Serve an application on loopback from a thread; yields its address."""
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind(("127.0.0.1", port))
    server = uvicorn.Server(
        uvicorn.Config(app, log_config=None, ws="none", timeout_graceful_shutdown=2)
    )
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    address = f"http://127.0.0.1:{listener.getsockname()[1]}"
    with httpx.Client(trust_env=False) as client:
        while thread.is_alive():
            try:
                client.get(address + "/health")
                break
            except httpx.TransportError:
                thread.join(0.02)
    try:
        yield address
    finally:
        server.should_exit = True
        thread.join(10)


class EchoDialogue:
    """Answers turns from the shared database the way the dialogue does, without Rasa.

    ``answer`` makes the reply; ``order`` lists the texts in the order answered;
    ``busy`` counts how many turns are worked on at the same time, by conversation.
    """

    def __init__(self, settings: Settings) -> None:
        self._store = TurnStore(Database(settings.database_url), Cipher(settings.keys), "echo")
        self._secret = settings.gateway_secret
        self.answer: Callable[[str], list[Reply]] = lambda text: [Reply(f"nghe: {text}")]
        self.order: list[str] = []
        self.working: set[str] = set()
        self.overlaps = 0
        self.most_at_once = 0
        self.hold: asyncio.Event | None = None

    def app(self) -> Starlette:
        """Return the application to serve."""
        return Starlette(
            routes=[
                Route("/webhooks/gateway/health", lambda _: JSONResponse({"status": "ready"})),
                Route("/health", lambda _: JSONResponse({})),
                Route("/webhooks/gateway/turns", self._take, methods=["POST"]),
            ]
        )

    async def _take(self, request: Request) -> JSONResponse:
        if request.headers.get("authorization") != f"Bearer {self._secret}":
            return JSONResponse({}, 401)
        try:
            begun = self._store.begin((await request.json())["turn_id"])
        except (BusyError, ClientDisconnect):
            return JSONResponse({}, 409)
        if not isinstance(begun, Lease):
            return JSONResponse({"replies": [reply.to_dict() for reply in begun]})
        turn = begun.turn
        self.overlaps += turn.conversation in self.working
        self.working.add(turn.conversation)
        self.most_at_once = max(self.most_at_once, len(self.working))
        await asyncio.sleep(0.01)
        self.order.append(turn.text)
        self.working.discard(turn.conversation)
        try:
            stored = self._store.finish(begun, self.answer(turn.text), "answered")
        except (BusyError, OperationalError):
            return JSONResponse({}, 503)
        return JSONResponse({"replies": [reply.to_dict() for reply in stored]})


def free_port() -> int:
    """Return a port of loopback that nobody uses right now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Settings of an installation of its own."""
    monkeypatch.setenv("TROLY_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("TROLY_GATEWAY_SECRET", SECRET)
    monkeypatch.setenv("TROLY_DIALOGUE_PORT", str(free_port()))
    monkeypatch.setenv("TROLY_MESSAGES_PER_MINUTE", "0")
    monkeypatch.setenv("TROLY_SPEECH_API", "")
    return load_settings()


@pytest.fixture
def gateway(settings: Settings) -> Iterator[str]:
    """The address of a running gateway; no dialogue runs yet."""
    with served(create_app(settings)) as address:
        yield address


@pytest.fixture
def echo(settings: Settings, gateway: str) -> Iterator[EchoDialogue]:
    """A running dialogue that repeats what it hears."""
    dialogue = EchoDialogue(settings)
    with served(dialogue.app(), settings.dialogue_port):
        yield dialogue


class Browser:
    """What the page does, without the page."""

    def __init__(self, address: str) -> None:
        self.http = httpx.Client(base_url=address, trust_env=False, timeout=30)
        token = self.http.post("/api/session").json()["token"]
        self.http.headers["Authorization"] = f"Bearer {token}"
        self.seen = 0

    def send(self, text: str, client_id: str = "", **more: str) -> httpx.Response:
        """Post a message."""
        body = {"client_id": client_id or uuid.uuid4().hex, "text": text, **more}
        return self.http.post("/api/messages", json=body)

    def replies(self, count: int = 1) -> list[dict[str, object]]:
        """Wait for ``count`` new replies."""
        found: list[dict[str, object]] = []
        for _ in range(20):
            got = self.http.get("/api/replies", params={"after": self.seen, "wait": 10}).json()
            found += got["replies"]
            self.seen = found[-1]["id"] if found else self.seen  # type: ignore[assignment]
            if len(found) >= count:
                break
        return found


@pytest.fixture
def browser(gateway: str) -> Browser:
    """A browser with a session."""
    return Browser(gateway)
