"""Whoever has the address of a reply may hear it; nobody else finds one."""

from __future__ import annotations

import io
import time
from collections.abc import Iterator

import av
import httpx
import pytest

from bot.gateway.app import create_app
from bot.messages import Reply
from bot.privacy.crypto import Cipher
from bot.settings import Settings, load_settings
from bot.speech.aloud import TICKET_SECONDS, Aloud
from bot.speech.speaker import Speaker
from tests.gateway.conftest import Browser, EchoDialogue, served

PUBLIC = "https://troly.example"


@pytest.fixture
def listener(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> Iterator[tuple[httpx.Client, Aloud, int]]:
    """A client of a gateway that gave a long reply, what makes addresses, and its number."""
    monkeypatch.setenv("TROLY_PUBLIC_URL", PUBLIC + "/")
    public = load_settings()
    aloud = Aloud(Speaker(public.cache_dir, None), Cipher(public.keys), public.public_url)
    dialogue = EchoDialogue(public)
    dialogue.answer = lambda _: [Reply("**Nộp** hồ sơ ở xã <b>, phường nơi đang ở. " * 15)]
    with (
        served(create_app(public)) as gateway,
        served(dialogue.app(), public.dialogue_port),
        httpx.Client(base_url=gateway, trust_env=False, timeout=60) as client,
    ):
        browser = Browser(gateway)
        browser.send("hỏi")
        browser.replies()
        yield client, aloud, browser.seen


def test_a_page_shows_and_plays_a_reply(listener: tuple[httpx.Client, Aloud, int]) -> None:
    client, aloud, reply = listener
    address = aloud.page(reply)
    assert address.startswith(f"{PUBLIC}/nghe/")
    page = client.get(address.removeprefix(PUBLIC))
    assert page.status_code == 200
    assert "&lt;b&gt;" in page.text
    assert "**" not in page.text
    source = page.text.split('src="')[-1].split('"')[0]
    assert client.get(source).headers["content-type"] == "audio/aac"


def test_all_parts_are_one_recording(listener: tuple[httpx.Client, Aloud, int]) -> None:
    client, aloud, reply = listener
    sounds = [
        client.get(aloud.sound(reply, slow=slow).removeprefix(PUBLIC)).content
        for slow in (False, True)
    ]
    lengths = []
    for sound in sounds:
        with av.open(io.BytesIO(sound), format="aac") as source:
            count = sum(frame.samples for frame in source.decode(audio=0))
        lengths.append(count / 44_100)
    assert 40 < lengths[0] < lengths[1]


@pytest.mark.parametrize("ticket", ["1", "x" * 40, "gAAAAA", "..%2F..%2Fetc"])
def test_what_is_no_ticket_opens_nothing(
    listener: tuple[httpx.Client, Aloud, int], ticket: str
) -> None:
    client = listener[0]
    assert client.get(f"/nghe/{ticket}").status_code == 404
    assert client.get(f"/audio/{ticket}.aac").status_code == 404
    assert client.get(f"/tep/{ticket}").status_code == 404


def test_a_ticket_stops_working(
    listener: tuple[httpx.Client, Aloud, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    _, aloud, reply = listener
    ticket = aloud.page(reply).rsplit("/", 1)[1].replace("%3D", "=")
    assert aloud.of_ticket(ticket) == (reply, False)
    later = time.time() + TICKET_SECONDS + 5
    monkeypatch.setattr(time, "time", lambda: later)
    assert aloud.of_ticket(ticket) == (0, False)


def test_without_a_public_address_or_a_voice_there_is_no_address(settings: Settings) -> None:
    cipher = Cipher(settings.keys)
    mute = Speaker(settings.cache_dir, None, offline=lambda: None)
    assert Aloud(Speaker(settings.cache_dir, None), cipher, "").page(1) == ""
    assert Aloud(mute, cipher, PUBLIC).sound(1) == ""
