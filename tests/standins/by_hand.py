"""Stand-ins to try by hand: a page to type on, and what the assistant sent."""

from __future__ import annotations

import hashlib
import html
import itertools
import json
import time
from collections.abc import Callable
from typing import Any, Protocol

import httpx
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse
from starlette.routing import Mount, Route

from bot.settings import Settings
from tests.standins.telegram import TelegramStandin
from tests.standins.zalo import ZaloStandin
from tests.standins.zalo_bot import ZaloBotStandin

TOKEN = "4242:" + "A" * 35
BOT_TOKEN = "12345678:ma-cua-may-gia"
OA, APP, SECRET = "388600000000000001", "111222333444555666", "khoa-cua-may-gia"
PERSON = "246800000000000001"


class Standin(Protocol):
    """What all of them have."""

    calls: list[tuple[str, Any]]

    def app(self) -> Starlette:
        """Return the application to serve."""


class ByHand:
    """A stand-in of one kind, with a page."""

    def __init__(self, settings: Settings, name: str) -> None:
        self.name = name
        self._gateway = f"http://127.0.0.1:{settings.gateway_port}"
        self._numbers = itertools.count(int(time.time()))
        self.standin: Any = {
            "telegram": lambda: TelegramStandin(TOKEN),
            "zalo": lambda: ZaloStandin(SECRET),
            "zalo-bot": lambda: ZaloBotStandin(BOT_TOKEN),
        }[name]()

    def app(self) -> Starlette:
        """Return the application to serve."""
        return Starlette(
            routes=[
                Route("/", self._page),
                Route("/say", self._say),
                Mount("/", self.standin.app()),
            ]
        )

    def settings(self, port: int) -> list[str]:
        """Return the settings with which the assistant talks to this stand-in."""
        here = f"http://127.0.0.1:{port}"
        if self.name == "telegram":
            return [f"TROLY_TELEGRAM_TOKEN={TOKEN}", f"TROLY_TELEGRAM_API={here}"]
        if self.name == "zalo-bot":
            return [f"TROLY_ZALO_BOT_TOKEN={BOT_TOKEN}", f"TROLY_ZALO_BOT_API={here}"]
        return [
            f"TROLY_ZALO_OA_ID={OA}",
            f"TROLY_ZALO_APP_ID={APP}",
            f"TROLY_ZALO_APP_SECRET={SECRET}",
            f"TROLY_ZALO_OA_SECRET={SECRET}",
            f"TROLY_ZALO_API={here}",
            f"TROLY_ZALO_OAUTH={here}",
        ]

    async def _page(self, _: Request) -> HTMLResponse:
        said = "".join(
            f"<pre>{html.escape(method)}: {html.escape(_short(given))}</pre>"
            for method, given in reversed(self.standin.calls[-30:])
        )
        form = '<form action="/say"><input name="text" size="60" autofocus><button>Gửi</button>'
        return HTMLResponse(f"<title>{self.name}</title>{form}</form>{said}")

    async def _say(self, request: Request) -> RedirectResponse:
        text, number = request.query_params.get("text", ""), next(self._numbers)
        if self.name == "telegram":
            chat = {"id": 7711002, "type": "private", "first_name": "Tư"}
            person = {"id": 7711002, "is_bot": False, "first_name": "Tư"}
            message = {
                "message_id": number, "date": int(time.time()), "chat": chat, "from": person,
                "text": text,
            }  # fmt: skip
            self.standin.updates.append({"update_id": number, "message": message})
        elif self.name == "zalo-bot":
            message = {
                "message_id": str(number), "text": text, "chat": {"id": PERSON},
                "from": {"id": PERSON},
            }  # fmt: skip
            event = {"event_name": "message.text.received", "message": message}
            self.standin.events.append(event)
        else:
            await self._post(text, str(number))
        return RedirectResponse("/", 303)

    async def _post(self, text: str, number: str) -> None:
        stamp = str(int(time.time() * 1000))
        event = {
            "app_id": APP, "event_name": "user_send_text", "timestamp": stamp,
            "sender": {"id": PERSON}, "recipient": {"id": OA},
            "message": {"msg_id": number, "text": text},
        }  # fmt: skip
        raw = json.dumps(event).encode()
        mac = hashlib.sha256(APP.encode() + raw + stamp.encode() + SECRET.encode()).hexdigest()
        headers = {"X-ZEvent-Signature": f"mac={mac}"}
        async with httpx.AsyncClient(trust_env=False) as client:
            await client.post(f"{self._gateway}/webhooks/zalo", content=raw, headers=headers)


def _short(given: Any) -> str:
    said = given if isinstance(given, bytes) else json.dumps(given, ensure_ascii=False, indent=1)
    return str(said)[:2_000]


def run(settings: Settings, name: str, port: int, say: Callable[[str], None]) -> None:
    """Serve until Ctrl-C, after saying how the assistant is to be started."""
    made = ByHand(settings, name)
    say(f"Trang để gõ thử: http://127.0.0.1:{port}/")
    say("Chạy trợ lý với các dòng này trong .env, rồi gõ trên trang:")
    for line in made.settings(port):
        say(f"  {line}")
    if name == "zalo":
        say("Máy giả đưa mã truy cập khi chạy: troly zalo authorise --redirect http://127.0.0.1/")
        say("  (dán http://127.0.0.1/?code=x&state=… với state trong địa chỉ được in ra)")
    uvicorn.run(made.app(), host="127.0.0.1", port=port, log_level="error", ws="none")
