"""A bot of the Zalo Bot Platform through the gateway, against a stand-in, over real HTTP."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from bot.errors import ConfigError
from bot.gateway.app import create_app
from bot.messages import Attached, Button, Command, Reply
from bot.settings import Settings, load_settings
from bot.storage.turns import TurnStore
from tests.channels.payloads import payload
from tests.gateway.apps import states, until
from tests.gateway.conftest import EchoDialogue, served
from tests.standins.zalo_bot import ZaloBotStandin

TOKEN = "12345678:mot-ma-bi-mat-cua-tests"
SECRET = "mot-chuoi-bi-mat-cua-tests"
Running = tuple[ZaloBotStandin, EchoDialogue, httpx.Client]


@pytest.fixture
def standin() -> Iterator[tuple[ZaloBotStandin, str]]:
    """A running stand-in for the platform, and its address."""
    platform = ZaloBotStandin(TOKEN)
    with served(platform.app()) as address:
        yield platform, address


@pytest.fixture
def with_bot(
    standin: tuple[ZaloBotStandin, str], settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> Settings:
    """Settings of an installation with a webhook."""
    monkeypatch.setenv("TROLY_ZALO_BOT_TOKEN", TOKEN)
    monkeypatch.setenv("TROLY_ZALO_BOT_SECRET", SECRET)
    monkeypatch.setenv("TROLY_ZALO_BOT_WEBHOOK", "https://troly.example/webhooks/zalo-bot")
    monkeypatch.setenv("TROLY_ZALO_BOT_API", standin[1])
    monkeypatch.setenv("TROLY_PUBLIC_URL", "https://troly.example")
    return load_settings()


@pytest.fixture
def bot(standin: tuple[ZaloBotStandin, str], with_bot: Settings) -> Iterator[Running]:
    """The stand-in, a dialogue that repeats what it hears, and a client of the gateway."""
    dialogue = EchoDialogue(with_bot)
    with (
        served(create_app(with_bot)) as gateway,
        served(dialogue.app(), with_bot.dialogue_port),
        httpx.Client(base_url=gateway, trust_env=False, timeout=30) as client,
    ):
        yield standin[0], dialogue, client


def post(client: httpx.Client, data: Any, secret: str = SECRET) -> httpx.Response:
    """Deliver an event as the platform does."""
    headers = {"X-Bot-Api-Secret-Token": secret}
    return client.post("/webhooks/zalo-bot", json=data, headers=headers)


def said(text: str, number: str) -> dict[str, Any]:
    """Return the event of a text."""
    event = payload("zalo_bot", "text")
    event["result"]["message"] |= {"text": text, "message_id": number}
    return event


def test_a_message_is_answered_once_however_often_it_is_delivered(bot: Running) -> None:
    standin, dialogue, client = bot
    for _ in range(3):
        assert post(client, payload("zalo_bot", "text")).status_code == 200
    until(lambda: len(standin.sent()) == 1)
    assert standin.sent()[0]["text"] == "nghe: làm khai sinh cần giấy gì"
    assert len(dialogue.order) == 1


def test_a_number_alone_chooses(bot: Running) -> None:
    standin, dialogue, client = bot
    choices = (
        Button("Lệ phí", Command("ask_procedure", "khai_sinh", ("fee",))),
        Button("Nơi nộp", Command("ask_procedure", "khai_sinh", ("place",))),
    )
    dialogue.answer = lambda text: [Reply(f"nghe: {text}", choices)]
    post(client, said("khai sinh", "1"))
    until(lambda: len(standin.sent()) == 1)
    assert standin.sent()[0]["text"].endswith("1. Lệ phí\n2. Nơi nộp")
    post(client, said("2", "2"))
    until(lambda: len(standin.sent()) == 2)
    assert dialogue.order == ["khai sinh", "2"]


def test_files_are_links_and_pictures_photos(bot: Running) -> None:
    standin, dialogue, client = bot
    paper = Attached("to-khai.pdf", "application/pdf", b"%PDF")
    picture = Attached("ma.png", "image/png", b"\x89PNG")
    dialogue.answer = lambda _: [Reply("Dạ đây", attached=(paper, picture))]
    post(client, said("gửi", "1"))
    until(lambda: bool(standin.sent("sendPhoto")))
    link = standin.sent()[1]["text"].removeprefix("to-khai.pdf: ")
    path = link.removeprefix("https://troly.example")
    found = client.get(path)
    assert (found.content, found.headers["content-type"]) == (b"%PDF", "application/pdf")
    assert standin.sent("sendPhoto")[0]["photo"].startswith("https://troly.example/tep/")


def test_answers_are_sent_as_voice_messages_too_to_who_wished_for_it(
    bot: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    standin, _, client = bot
    monkeypatch.setattr(TurnStore, "_personal", staticmethod(lambda *_: "slow"))
    post(client, said("chào", "1"))
    until(lambda: bool(standin.sent("sendVoice")))
    address = standin.sent("sendVoice")[0]["voice_url"]
    assert address.endswith(".aac")
    sound = client.get(address.removeprefix("https://troly.example"))
    assert sound.headers["content-type"] == "audio/aac"


def test_too_many_waits_and_is_not_lost(bot: Running, with_bot: Settings) -> None:
    standin, _, client = bot
    standin.failures.append(429)
    post(client, said("chào", "1"))
    until(lambda: states(with_bot) == ["pending"] and not standin.failures)


def test_a_forged_event_is_refused_without_detail(bot: Running) -> None:
    _, dialogue, client = bot
    for secret in ("", "sai", SECRET + "x"):
        assert post(client, payload("zalo_bot", "text"), secret).status_code == 401
    assert dialogue.order == []


@pytest.mark.parametrize("data", [[], "x", 5, None, {"result": 3}])
def test_what_is_no_event_is_a_bad_request(bot: Running, data: Any) -> None:
    assert post(bot[2], data).status_code == 400


def test_a_group_is_told_to_write_privately(bot: Running) -> None:
    standin, dialogue, client = bot
    assert post(client, payload("zalo_bot", "group")).status_code == 200
    until(lambda: len(standin.sent()) == 1)
    assert dialogue.order == []


def test_the_platform_is_told_where_we_are(bot: Running) -> None:
    standin = bot[0]
    until(lambda: bool(standin.sent("setWebhook")))
    told = {"url": "https://troly.example/webhooks/zalo-bot", "secret_token": SECRET}
    assert standin.sent("setWebhook") == [told]


def test_without_a_public_address_events_are_asked_for(
    standin: tuple[ZaloBotStandin, str], with_bot: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("TROLY_ZALO_BOT_WEBHOOK")
    settings = load_settings()
    dialogue = EchoDialogue(settings)
    standin[0].events += [said("một", "1")["result"], said("hai", "2")["result"]]
    with served(create_app(settings)), served(dialogue.app(), settings.dialogue_port):
        until(lambda: len(standin[0].sent()) == 2)
    assert dialogue.order == ["một", "hai"]
    assert standin[0].sent("deleteWebhook")


@pytest.mark.parametrize(
    ("name", "value"),
    [("SECRET", ""), ("SECRET", "ngan"), ("TOKEN", "abc"), ("WEBHOOK", "http://a.example/x")],
)
def test_a_door_without_a_lock_does_not_open(
    with_bot: Settings, monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(f"TROLY_ZALO_BOT_{name}", value)
    with pytest.raises(ConfigError, match="TROLY_ZALO_BOT"):
        load_settings()
