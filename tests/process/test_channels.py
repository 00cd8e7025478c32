"""A person on Telegram and one on Zalo, with the real gateway, dialogue and model."""

from __future__ import annotations

import time
from collections.abc import Iterator

import httpx
import pytest

from tests.gateway.apps import until
from tests.gateway.conftest import served
from tests.process.conftest import Installation
from tests.standins.recogniser import RecogniserStandin
from tests.standins.telegram import TelegramStandin
from tests.standins.zalo_bot import ZaloBotStandin

pytestmark = [pytest.mark.process, pytest.mark.rasa]

TOKEN, ZALO_TOKEN = "4242:" + "A" * 35, "12345678:mot-ma-bi-mat"
PATIENCE = 60


@pytest.fixture
def apps(
    installation: Installation,
) -> Iterator[tuple[TelegramStandin, ZaloBotStandin, RecogniserStandin]]:
    """Stand-ins for both apps and for a service that hears, with the system running."""
    telegram, zalo = TelegramStandin(TOKEN), ZaloBotStandin(ZALO_TOKEN)
    hears = RecogniserStandin("đổi căn cước bao nhiêu tiền")
    with (
        served(telegram.app()) as telegram_at,
        served(zalo.app()) as zalo_at,
        served(hears.app()) as hears_at,
    ):
        installation.environment |= {
            "TROLY_TELEGRAM_TOKEN": TOKEN,
            "TROLY_TELEGRAM_API": telegram_at,
            "TROLY_ZALO_BOT_TOKEN": ZALO_TOKEN,
            "TROLY_ZALO_BOT_API": zalo_at,
            "TROLY_LISTEN_API": f"{hears_at}/openai",
            "TROLY_SPEECH_API": "",
        }
        installation.start("-m", "bot.gateway.serve")
        installation.start("-m", "bot.rasa.serve")
        with installation.http() as http:
            installation.wait_for_gateway(http)
            until(lambda: _ready(http), PATIENCE)
        yield telegram, zalo, hears


def _ready(http: httpx.Client) -> bool:
    return bool(http.get("/health").json()["dialogue"] == "ready")


def said(standin: TelegramStandin, text: str = "", **more: object) -> str:
    """Send a message as a person on Telegram; return the answer."""
    before = len(standin.sent())
    number = len(standin.updates) + 1
    person = {"id": 7711002, "is_bot": False, "first_name": "Tư"}
    message = {
        "message_id": number, "date": int(time.time()), "from": person,
        "chat": {"id": 7711002, "type": "private"}, **more,
    }  # fmt: skip
    standin.updates.append(
        {"update_id": number, "message": message | ({"text": text} if text else {})}
    )
    until(lambda: len(standin.sent()) > before, PATIENCE)
    return str(standin.sent()[before]["text"])


def test_a_person_follows_a_link_asks_badly_chooses_by_number_and_listens(
    apps: tuple[TelegramStandin, ZaloBotStandin, RecogniserStandin],
) -> None:
    telegram, _, hears = apps
    assert "khai sinh" in said(telegram, "/start khai-sinh").lower()
    assert "chứng sinh" in said(telegram, "can giay j z")
    said(telegram, "lệ phí bao nhiu")
    assert "đọc luôn" in said(telegram, "đọc cho tui nghe với")
    until(lambda: len(telegram.sent("sendVoice")) == 1, PATIENCE)
    said(telegram, "nộp ở đâu")
    until(lambda: len(telegram.sent("sendVoice")) >= 2, PATIENCE)
    assert "thôi đọc" in said(telegram, "tắt tiếng")
    telegram.files["noi"] = b"OggS made up"
    voice = {"file_id": "noi", "file_unique_id": "n", "duration": 3, "mime_type": "audio/ogg"}
    heard = said(telegram, voice=voice)
    assert heard.startswith("Trợ lý nghe được: “đổi căn cước bao nhiêu tiền”.")
    assert "đồng" in heard or "đ" in heard
    assert len(hears.heard) == 1


def test_a_person_on_zalo_is_answered_with_numbers_to_choose(
    apps: tuple[TelegramStandin, ZaloBotStandin, RecogniserStandin],
) -> None:
    _, zalo, _ = apps

    def say(text: str) -> str:
        before = len(zalo.sent())
        message = {"message_id": str(before + 1), "text": text, "chat": {"id": "ai"}}
        zalo.events.append({"event_name": "message.text.received", "message": message})
        until(lambda: len(zalo.sent()) > before, PATIENCE)
        return str(zalo.sent()[-1]["text"])

    first = say("lam khai sinh cho be can giay gi")
    assert "Trả lời bằng số:\n1. " in first
    assert "**" not in first
    assert say("1") != first
