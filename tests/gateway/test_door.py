"""The way in: links lead on, floods are told once, a locked database loses nothing."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import pytest
from sqlalchemy import select

from bot.channels.model import Inbound
from bot.gateway.app import create_app
from bot.gateway.door import TOO_FAST
from bot.gateway.spool import Spool
from bot.privacy.crypto import Cipher
from bot.settings import Settings, load_settings
from bot.storage.conversations import conversation_at
from bot.storage.database import Database
from bot.storage.inbox import Came, Inbox, Incoming
from bot.storage.links import make_links, totals
from bot.storage.migrate import upgrade
from bot.storage.tables import attachment, inbox
from tests.channels.payloads import payload
from tests.gateway.apps import until
from tests.gateway.conftest import EchoDialogue, served
from tests.standins.recogniser import RecogniserStandin
from tests.standins.zalo_bot import ZaloBotStandin

TOKEN = "12345678:mot-ma-bi-mat-cua-tests"
SECRET = "mot-chuoi-bi-mat-cua-tests"


@pytest.fixture
def platform() -> Iterator[tuple[ZaloBotStandin, str]]:
    """A running stand-in for a messaging app, and its address."""
    standin = ZaloBotStandin(TOKEN)
    with served(standin.app()) as address:
        yield standin, address


@pytest.fixture
def configured(
    platform: tuple[ZaloBotStandin, str], settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> Settings:
    """Settings of an installation with that app."""
    monkeypatch.setenv("TROLY_ZALO_BOT_TOKEN", TOKEN)
    monkeypatch.setenv("TROLY_ZALO_BOT_SECRET", SECRET)
    monkeypatch.setenv("TROLY_ZALO_BOT_WEBHOOK", "https://troly.example/webhooks/zalo-bot")
    monkeypatch.setenv("TROLY_ZALO_BOT_API", platform[1])
    return load_settings()


@contextmanager
def running(settings: Settings) -> Iterator[tuple[EchoDialogue, str]]:
    """Run a gateway with a dialogue that repeats what it hears; yields both."""
    dialogue = EchoDialogue(settings)
    with served(create_app(settings)) as address, served(dialogue.app(), settings.dialogue_port):
        yield dialogue, address


def deliver(address: str, text: str, number: str, who: str = "6ede9afa66b88fe6d6a9") -> float:
    """Deliver a text; return how long it took to be acknowledged, in seconds."""
    event = payload("zalo_bot", "text")
    event["result"]["message"] |= {"text": text, "message_id": number, "chat": {"id": who}}
    return post(address, event)


def post(address: str, event: Any) -> float:
    """Deliver an event; return how long it took to be acknowledged, in seconds."""
    began = time.monotonic()
    headers = {"X-Bot-Api-Secret-Token": SECRET}
    with httpx.Client(base_url=address, trust_env=False, timeout=30) as client:
        response = client.post("/webhooks/zalo-bot", json=event, headers=headers)
    assert response.status_code == 200
    return time.monotonic() - began


def test_a_code_of_a_link_leads_to_its_procedure_and_is_counted(
    platform: tuple[ZaloBotStandin, str], configured: Settings
) -> None:
    db = Database(configured.database_url)
    upgrade(db)
    (link,) = make_links(db, [("khai_sinh", "Xã Mỹ Hạnh", "Tổ 5")])
    dialogue = EchoDialogue(configured)
    with (
        served(create_app(configured)) as gateway,
        served(dialogue.app(), configured.dialogue_port),
    ):
        deliver(gateway, f" {link.code.upper()} ", "1")
        deliver(gateway, link.code, "1")
        until(lambda: dialogue.order == ["khai-sinh"])
        deliver(gateway, "abc123", "2")
        until(lambda: len(dialogue.order) == 2)
    assert dialogue.order[1] == "abc123"
    ((found, counted),) = totals(db, "2026-01-01")
    assert (found, counted) == (link, {"opened": 1})


def test_a_flood_is_told_once_kindly_and_the_rest_is_passed_over(
    platform: tuple[ZaloBotStandin, str], configured: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TROLY_MESSAGES_PER_MINUTE", "3")
    limited = load_settings()
    with running(limited) as (dialogue, gateway):
        for number in range(8):
            deliver(gateway, f"tin {number}", str(number))
        until(lambda: len(platform[0].sent()) == 4)
        deliver(gateway, "người khác", "9", who="khac")
        until(lambda: len(platform[0].sent()) == 5)
    assert dialogue.order == ["tin 0", "tin 1", "tin 2", "người khác"]
    assert [sent["text"] for sent in platform[0].sent()].count(TOO_FAST) == 1


def test_all_together_have_a_limit_too(
    platform: tuple[ZaloBotStandin, str], configured: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TROLY_MESSAGES_PER_MINUTE", "50")
    monkeypatch.setenv("TROLY_TOTAL_PER_MINUTE", "2")
    limited = load_settings()
    with running(limited) as (dialogue, gateway):
        for number in range(3):
            deliver(gateway, f"tin {number}", str(number), who=f"w{number}")
        until(lambda: len(platform[0].sent()) == 3)
    assert len(dialogue.order) == 2


def test_a_locked_database_is_spooled_around_and_order_is_kept(
    platform: tuple[ZaloBotStandin, str], configured: Settings
) -> None:
    dialogue = EchoDialogue(configured)
    with (
        served(create_app(configured)) as gateway,
        served(dialogue.app(), configured.dialogue_port),
    ):
        deliver(gateway, "trước", "0")
        until(lambda: len(platform[0].sent()) == 1)
        lock = sqlite3.connect(configured.data_dir / "troly.db", isolation_level=None)
        lock.execute("BEGIN IMMEDIATE")
        waits = [deliver(gateway, f"tin {n}", str(n), who=f"w{n % 3}") for n in range(1, 13)]
        spooled = len(list((configured.data_dir / "spool").glob("*")))
        lock.execute("COMMIT")
        until(lambda: len(platform[0].sent()) == 13)
        until(lambda: not list((configured.data_dir / "spool").glob("*")))
    assert max(waits) < 1.5
    assert spooled == 12
    for who in range(3):
        mine = [text for text in dialogue.order if text != "trước" and int(text[4:]) % 3 == who]
        assert mine == sorted(mine, key=lambda text: int(text[4:]))


def test_what_lay_in_the_spool_is_taken_at_the_next_start(
    platform: tuple[ZaloBotStandin, str], configured: Settings
) -> None:
    spool = Spool(configured.data_dir / "spool", Cipher(configured.keys))
    spool.keep("zalo_bot", Inbound("ai", "1", "tin cũ"))
    path = spool.keep("zalo_bot", Inbound("ai", "2", "tin sau"))
    assert b"tin sau" not in path.read_bytes()
    (configured.data_dir / "spool" / "0-0-0").write_bytes(b"not ours")
    with running(configured) as (dialogue, _):
        until(lambda: len(platform[0].sent()) == 2)
    assert dialogue.order == ["tin cũ", "tin sau"]
    assert [file.name for file in (configured.data_dir / "spool").glob("*")] == ["0-0-0"]


def recording(address: str) -> dict[str, Any]:
    """Return the event of a recording that lies at an address."""
    event = payload("zalo_bot", "voice")
    event["result"]["message"]["voice_url"] = address
    return event


@pytest.fixture
def listening(
    configured: Settings, monkeypatch: pytest.MonkeyPatch
) -> Iterator[tuple[RecogniserStandin, Settings, str]]:
    """A service that hears, settings that name it, and the address of a recording."""
    service = RecogniserStandin("mã hồ sơ của tôi")
    with served(service.app()) as address:
        monkeypatch.setenv("TROLY_LISTEN_API", f"{address}/openai")
        monkeypatch.setenv("TROLY_LISTEN_KEY", "khoa")
        monkeypatch.setenv("TROLY_ZALO_MEDIA_HOSTS", address.removeprefix("http://"))
        yield service, load_settings(), f"{address}/health"


def test_a_recording_is_heard_and_erased(
    platform: tuple[ZaloBotStandin, str], listening: tuple[RecogniserStandin, Settings, str]
) -> None:
    service, settings, address = listening
    with running(settings) as (dialogue, gateway):
        post(gateway, recording(address))
        until(lambda: dialogue.order == ["mã hồ sơ của tôi"])
    assert len(service.heard) == 1
    with Database(settings.database_url).read() as connection:
        assert connection.execute(select(attachment)).all() == []


def test_a_service_that_fails_does_not_keep_a_message_from_being_answered(
    platform: tuple[ZaloBotStandin, str], listening: tuple[RecogniserStandin, Settings, str]
) -> None:
    service, settings, address = listening
    service.failures.extend([500, 401])
    with running(settings) as (dialogue, gateway):
        post(gateway, recording(address))
        until(lambda: dialogue.order == [""])


def test_without_a_service_no_recording_is_even_fetched(
    platform: tuple[ZaloBotStandin, str], configured: Settings
) -> None:
    dialogue = EchoDialogue(configured)
    with (
        served(create_app(configured)) as gateway,
        served(dialogue.app(), configured.dialogue_port),
    ):
        post(gateway, recording(f"{platform[1]}/health"))
        until(lambda: dialogue.order == [""])


def test_what_waits_at_a_start_is_heard_as_well(
    platform: tuple[ZaloBotStandin, str], listening: tuple[RecogniserStandin, Settings, str]
) -> None:
    _, settings, address = listening
    db, cipher = Database(settings.database_url), Cipher(settings.keys)
    upgrade(db)
    talk = conversation_at(db, cipher, "zalo_bot", "ai")
    Inbox(db, cipher).accept([Incoming(talk, "1", "", kind="voice", came=Came(address))])
    with running(settings) as (dialogue, _):
        until(lambda: dialogue.order == ["mã hồ sơ của tôi"])
    with db.read() as connection:
        assert [row.state for row in connection.execute(select(inbox.c.state))] == ["done"]


def test_what_another_gateway_took_and_let_go_is_answered_first(
    platform: tuple[ZaloBotStandin, str], configured: Settings
) -> None:
    """The later message is here, the earlier one only in the database: neither waits for ever."""
    db, cipher = Database(configured.database_url), Cipher(configured.keys)
    with running(configured) as (dialogue, gateway):
        deliver(gateway, "chào", "0", who="ai")
        until(lambda: dialogue.order == ["chào"])
        talk = conversation_at(db, cipher, "zalo_bot", "ai")
        Inbox(db, cipher).accept([Incoming(talk, "1", "tin trước")])
        deliver(gateway, "tin sau", "2", who="ai")
        until(lambda: len(dialogue.order) == 3, 8)
    assert dialogue.order == ["chào", "tin trước", "tin sau"]
