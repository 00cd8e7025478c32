"""Telegram through the gateway, against a stand-in for its servers, over real HTTP."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from bot.errors import ConfigError
from bot.gateway.app import create_app
from bot.messages import Attached, Button, Command, Reply
from bot.settings import Settings, load_settings
from bot.storage.turns import TurnStore
from tests.gateway.apps import has_left, states, until
from tests.gateway.conftest import EchoDialogue, served
from tests.standins.recogniser import RecogniserStandin
from tests.standins.telegram import BAD_MARKUP, BLOCKED, TOO_MANY, TelegramStandin

TOKEN = "4242:" + "A" * 35
SECRET = "mot-chuoi-bi-mat-cua-tests"
PAYLOADS = Path(__file__).parents[1] / "payloads" / "telegram"


@pytest.fixture
def standin() -> Iterator[tuple[TelegramStandin, str]]:
    """A running stand-in for Telegram, and its address."""
    telegram = TelegramStandin(TOKEN)
    with served(telegram.app()) as address:
        yield telegram, address


@pytest.fixture
def with_telegram(
    standin: tuple[TelegramStandin, str], settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> Settings:
    """Settings of an installation with a webhook."""
    monkeypatch.setenv("TROLY_TELEGRAM_TOKEN", TOKEN)
    monkeypatch.setenv("TROLY_TELEGRAM_SECRET", SECRET)
    monkeypatch.setenv("TROLY_TELEGRAM_WEBHOOK", "https://troly.example/webhooks/telegram")
    monkeypatch.setenv("TROLY_TELEGRAM_API", standin[1])
    return load_settings()


@pytest.fixture
def telegram(
    standin: tuple[TelegramStandin, str], with_telegram: Settings
) -> Iterator[tuple[TelegramStandin, EchoDialogue, httpx.Client]]:
    """The stand-in, a dialogue that repeats what it hears, and a client of the gateway."""
    dialogue = EchoDialogue(with_telegram)
    with (
        served(create_app(with_telegram)) as gateway,
        served(dialogue.app(), with_telegram.dialogue_port),
        httpx.Client(base_url=gateway, trust_env=False, timeout=30) as client,
    ):
        yield standin[0], dialogue, client


def update(name: str, number: int = 0) -> dict[str, Any]:
    """Return an update of a payload file, with a number of its own if one is given."""
    found: dict[str, Any] = json.loads((PAYLOADS / f"{name}.json").read_text(encoding="utf-8"))
    return {**found, "update_id": number or found["update_id"]}


def post(client: httpx.Client, data: Any, secret: str = SECRET) -> httpx.Response:
    """Deliver an update as Telegram does."""
    headers = {"X-Telegram-Bot-Api-Secret-Token": secret}
    return client.post("/webhooks/telegram", json=data, headers=headers)


def test_a_message_is_answered_in_its_chat(
    telegram: tuple[TelegramStandin, EchoDialogue, httpx.Client],
) -> None:
    standin, _, client = telegram
    assert post(client, update("text")).status_code == 200
    until(lambda: len(standin.sent()) == 1)
    (sent,) = standin.sent()
    assert (sent["chat_id"], sent["text"]) == (7711002, "nghe: làm khai sinh cần giấy gì")
    assert standin.sent("sendChatAction")[0]["action"] == "typing"


def test_an_update_delivered_again_is_answered_once(
    telegram: tuple[TelegramStandin, EchoDialogue, httpx.Client],
) -> None:
    standin, dialogue, client = telegram
    for _ in range(3):
        assert post(client, update("text")).status_code == 200
    post(client, update("text", 900100))
    until(lambda: len(standin.sent()) == 2)
    assert len(dialogue.order) == 2


def test_a_pressed_button_stops_waiting_and_means_what_it_said(
    telegram: tuple[TelegramStandin, EchoDialogue, httpx.Client],
) -> None:
    standin, dialogue, client = telegram
    button = Button("Khai sinh", Command("ask_procedure", "khai_sinh"))
    dialogue.answer = lambda text: [Reply(f"nghe: {text}", (button,))]
    post(client, update("text"))
    until(lambda: len(standin.sent()) == 1)
    keyboard = standin.sent()[0]["reply_markup"]["inline_keyboard"]
    pressed = update("pressed")
    pressed["callback_query"]["data"] = keyboard[0][0]["callback_data"]
    pressed["callback_query"]["message"]["reply_markup"]["inline_keyboard"] = keyboard
    post(client, pressed)
    until(lambda: len(standin.sent()) == 2)
    assert standin.sent("answerCallbackQuery")
    assert dialogue.order[-1] == "Khai sinh"


def test_an_answer_is_sent_as_a_voice_message_on_demand(
    telegram: tuple[TelegramStandin, EchoDialogue, httpx.Client],
) -> None:
    standin, dialogue, client = telegram
    post(client, update("text"))
    until(lambda: len(standin.sent()) == 1)
    row = standin.sent()[0]["reply_markup"]["inline_keyboard"][-1]
    pressed = update("pressed")
    pressed["callback_query"]["data"] = row[0]["callback_data"]
    post(client, pressed)
    until(lambda: bool(standin.sent("sendVoice")))
    (voice,) = standin.sent("sendVoice")
    assert voice["chat_id"] == 7711002
    assert b"OggS" in voice["file"]
    assert len(dialogue.order) == 1


def test_answers_are_sent_as_voice_messages_too_to_who_wished_for_it(
    telegram: tuple[TelegramStandin, EchoDialogue, httpx.Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    standin, dialogue, client = telegram
    monkeypatch.setattr(TurnStore, "_personal", staticmethod(lambda *_: "slow"))
    dialogue.answer = lambda _: [Reply("Nộp hồ sơ ở xã, phường nơi đang ở. " * 15)]
    post(client, update("text"))
    until(lambda: len(standin.sent("sendVoice")) == 2)
    told = [method for method, _ in standin.calls if method in ("sendMessage", "sendVoice")]
    assert told == ["sendMessage", "sendVoice", "sendVoice"]


def test_documents_and_pictures_follow_their_reply(
    telegram: tuple[TelegramStandin, EchoDialogue, httpx.Client],
) -> None:
    standin, dialogue, client = telegram
    paper = Attached("to-khai.pdf", "application/pdf", b"%PDF made up")
    picture = Attached("ma.png", "image/png", b"\x89PNG made up")
    dialogue.answer = lambda _: [Reply("Dạ đây", attached=(paper, picture))]
    post(client, update("text"))
    until(lambda: bool(standin.sent("sendPhoto")))
    assert b"%PDF made up" in standin.sent("sendDocument")[0]["file"]
    assert b"to-khai.pdf" in standin.sent("sendDocument")[0]["file"]
    assert b"\x89PNG made up" in standin.sent("sendPhoto")[0]["file"]


def test_where_a_place_is_asked_a_key_offers_to_send_it(
    telegram: tuple[TelegramStandin, EchoDialogue, httpx.Client],
) -> None:
    standin, dialogue, client = telegram
    dialogue.answer = lambda _: [Reply("Nhà ở xã nào?", wants_location=True)]
    post(client, update("text"))
    until(lambda: len(standin.sent()) == 2)
    (key,) = standin.sent()[1]["reply_markup"]["keyboard"][0]
    assert key["request_location"] is True


def test_a_voice_message_is_fetched_heard_and_answered(
    standin: tuple[TelegramStandin, str],
    with_telegram: Settings,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    said = update("voice")
    standin[0].files[said["message"]["voice"]["file_id"]] = b"OggS made up"
    service = RecogniserStandin("sổ đỏ mất thì sao")
    with served(service.app()) as address:
        monkeypatch.setenv("TROLY_LISTEN_API", f"{address}/fpt")
        monkeypatch.setenv("TROLY_LISTEN_SHAPE", "fpt")
        settings = load_settings()
        dialogue = EchoDialogue(settings)
        with (
            served(create_app(settings)) as gateway,
            served(dialogue.app(), settings.dialogue_port),
            httpx.Client(base_url=gateway, trust_env=False, timeout=30) as client,
        ):
            post(client, said)
            until(lambda: dialogue.order == ["sổ đỏ mất thì sao"])
    ((_, body, headers),) = service.heard
    assert (body, headers["content-type"]) == (b"OggS made up", "audio/ogg")


def test_a_reply_of_somebody_else_is_not_heard(
    telegram: tuple[TelegramStandin, EchoDialogue, httpx.Client],
) -> None:
    standin, _, client = telegram
    pressed = update("pressed")
    pressed["callback_query"]["data"] = "listen:1"
    assert post(client, pressed).status_code == 200
    post(client, update("text"))
    until(lambda: len(standin.sent()) == 1)
    assert standin.sent("sendVoice") == []


def test_too_fast_is_waited_out_and_nothing_is_lost(
    telegram: tuple[TelegramStandin, EchoDialogue, httpx.Client], with_telegram: Settings
) -> None:
    standin, _, client = telegram
    standin.failures.append(TOO_MANY)
    post(client, update("text"))
    post(client, update("text", 900200))
    until(lambda: len(standin.sent()) == 3)
    until(lambda: states(with_telegram) == ["sent", "sent"])


def test_who_blocked_the_bot_costs_nothing_more_until_they_come_back(
    telegram: tuple[TelegramStandin, EchoDialogue, httpx.Client], with_telegram: Settings
) -> None:
    standin, _, client = telegram
    standin.failures.append(BLOCKED)
    post(client, update("text"))
    until(lambda: has_left(with_telegram))
    post(client, update("unblocked"))
    until(lambda: not has_left(with_telegram))
    post(client, update("text", 900300))
    until(lambda: len(standin.sent()) == 2)
    post(client, update("blocked"))
    until(lambda: has_left(with_telegram))


def test_markup_that_telegram_refuses_is_sent_plain(
    telegram: tuple[TelegramStandin, EchoDialogue, httpx.Client],
) -> None:
    standin, dialogue, client = telegram
    dialogue.answer = lambda _: [Reply("**đậm** <b")]
    standin.failures.append(BAD_MARKUP)
    post(client, update("text"))
    until(lambda: len(standin.sent()) == 2)
    assert standin.sent()[1]["text"] == "đậm <b"
    assert "parse_mode" not in standin.sent()[1]


def test_a_forged_webhook_is_refused_without_detail(
    telegram: tuple[TelegramStandin, EchoDialogue, httpx.Client],
) -> None:
    _, dialogue, client = telegram
    for secret in ("", "sai", SECRET + "x"):
        assert post(client, update("text"), secret).status_code == 401
    assert client.post("/webhooks/telegram", json=update("text")).status_code == 401
    assert dialogue.order == []


@pytest.mark.parametrize("data", [[], "x", 5, None, {"update_id": "x", "message": []}])
def test_what_is_no_update_is_a_bad_request(
    telegram: tuple[TelegramStandin, EchoDialogue, httpx.Client], data: Any
) -> None:
    assert post(telegram[2], data).status_code == 400


def test_a_group_is_told_to_write_privately(
    telegram: tuple[TelegramStandin, EchoDialogue, httpx.Client],
) -> None:
    standin, dialogue, client = telegram
    assert post(client, update("group")).status_code == 200
    until(lambda: len(standin.sent()) == 1)
    assert standin.sent()[0]["chat_id"] == -100200300
    assert dialogue.order == []


def test_telegram_is_told_where_we_are_and_what_the_menu_is(
    telegram: tuple[TelegramStandin, EchoDialogue, httpx.Client],
) -> None:
    standin, _, _ = telegram
    until(lambda: bool(standin.sent("setWebhook")))
    (told,) = standin.sent("setWebhook")
    assert told["url"] == "https://troly.example/webhooks/telegram"
    assert told["secret_token"] == SECRET
    assert len(standin.sent("setMyCommands")) == 2


def test_without_a_public_address_updates_are_asked_for(
    standin: tuple[TelegramStandin, str],
    with_telegram: Settings,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("TROLY_TELEGRAM_WEBHOOK")
    settings = load_settings()
    dialogue = EchoDialogue(settings)
    standin[0].updates = [update("text"), update("text", 900400)]
    with served(create_app(settings)), served(dialogue.app(), settings.dialogue_port):
        until(lambda: len(standin[0].sent()) == 2)
        until(lambda: standin[0].sent("getUpdates")[-1].get("offset") == 900401)
    assert standin[0].sent("deleteWebhook")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("TROLY_TELEGRAM_SECRET", ""),
        ("TROLY_TELEGRAM_SECRET", "ngan"),
        ("TROLY_TELEGRAM_TOKEN", "abc"),
        ("TROLY_TELEGRAM_WEBHOOK", "http://troly.example/webhooks/telegram"),
    ],
)
def test_a_door_without_a_lock_does_not_open(
    with_telegram: Settings, monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(ConfigError, match="TROLY_TELEGRAM"):
        load_settings()
