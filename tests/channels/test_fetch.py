"""What people sent is fetched from the app's own hosts, by HTTPS, and only so much."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Iterator

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response, StreamingResponse
from starlette.routing import Route

from bot.channels.fetch import fetch
from bot.channels.model import Fetched
from bot.errors import UpstreamError
from tests.gateway.conftest import served


def large(_: Request) -> StreamingResponse:
    """Send more than anybody asked for."""
    return StreamingResponse((b"x" * 1000 for _ in range(50)), media_type="image/jpeg")


@pytest.fixture
def app() -> Iterator[str]:
    """The host and port of a server that keeps what people sent."""
    routes = [
        Route("/health", lambda _: Response()),
        Route("/a.jpg", lambda _: Response(b"abc", media_type="image/jpeg; x=1")),
        Route("/large", large),
        Route("/away", lambda _: Response(status_code=503)),
        Route("/gone", lambda _: Response(status_code=404)),
        Route("/elsewhere", lambda _: RedirectResponse("/a.jpg")),
    ]
    with served(Starlette(routes=routes)) as address:
        yield address.removeprefix("http://")


def get(address: str, *hosts: str, most: int = 10_000) -> Fetched:
    """Fetch an address."""

    async def run() -> Fetched:
        async with httpx.AsyncClient(trust_env=False) as client:
            return await fetch(client, address, hosts, most)

    return asyncio.run(run())


def test_what_lies_there_is_returned_with_its_type(app: str) -> None:
    assert get(f"http://{app}/a.jpg", app) == Fetched(b"abc", "image/jpeg")


@pytest.mark.parametrize(
    ("path", "again"), [("large", False), ("away", True), ("gone", False), ("elsewhere", False)]
)
def test_what_cannot_be_had_is_an_error(app: str, path: str, again: bool) -> None:
    with pytest.raises(UpstreamError) as caught:
        get(f"http://{app}/{path}", app)
    assert caught.value.retryable is again


@pytest.mark.parametrize(
    "address",
    [
        "http://zdn.vn/a.jpg",
        "https://zdn.vn.example.com/a.jpg",
        "https://evilzdn.vn/a.jpg",
        "https://zdn.vn:8443/a.jpg",
        "https://zdn.vn@127.0.0.1/a.jpg",
        "https://user:pass@f1.zdn.vn/a.jpg",
        "https://127.0.0.1/a.jpg",
        "https://[::1]/a.jpg",
        "file:///etc/passwd",
        "ftp://zdn.vn/a.jpg",
        "//zdn.vn/a.jpg",
        "https://",
        "http://127.0.0.1:1/a.jpg",
        "",
        "khong phai dia chi",
        "https://zdn.vn\\@example.com/",
    ],
)
def test_no_other_address_is_asked(address: str) -> None:
    with pytest.raises(UpstreamError) as caught:
        get(address, "zdn.vn")
    assert not caught.value.retryable


@pytest.mark.parametrize("inside", ["127.0.0.1", "10.0.0.8", "169.254.169.254", "::1", "fd00::1"])
def test_a_name_that_leads_into_our_own_network_is_not_asked(
    monkeypatch: pytest.MonkeyPatch, inside: str
) -> None:
    def lookup(*_: object, **__: object) -> list[tuple[object, ...]]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (inside, 443))]

    monkeypatch.setattr(socket, "getaddrinfo", lookup)
    with pytest.raises(UpstreamError, match="not a public address"):
        get("https://f6.photo.talk.zdn.vn/a.jpg", "zdn.vn")
