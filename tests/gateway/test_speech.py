"""A reply is read aloud to whoever got it, and to nobody else."""

from __future__ import annotations

import httpx
import pytest

from bot.messages import Reply
from tests.gateway.conftest import Browser, EchoDialogue


@pytest.fixture
def talk(gateway: str, echo: EchoDialogue) -> tuple[Browser, str]:
    """A browser that got a reply, and the gateway."""
    browser = Browser(gateway)
    browser.send("lệ phí 50.000đ")
    browser.replies()
    return browser, gateway


def listen(browser: Browser, **more: object) -> httpx.Response:
    """Ask for the sound of the last reply."""
    asked = {"reply": browser.seen, "codec": "opus", **more}
    return browser.http.get("/api/speech", params=asked)  # type: ignore[arg-type]


@pytest.mark.parametrize(("codec", "mime"), [("opus", "audio/ogg"), ("aac", "audio/aac")])
def test_a_reply_is_read_aloud(talk: tuple[Browser, str], codec: str, mime: str) -> None:
    sound = listen(talk[0], codec=codec)
    assert (sound.status_code, sound.headers["content-type"]) == (200, mime)
    assert len(sound.content) > 2_000


def test_slowly_is_another_recording(talk: tuple[Browser, str]) -> None:
    assert len(listen(talk[0], slow=1).content) > len(listen(talk[0]).content)


def test_a_long_reply_comes_in_parts(gateway: str, echo: EchoDialogue) -> None:
    echo.answer = lambda _: [Reply("Nộp hồ sơ ở xã, phường nơi đang ở. " * 15)]
    browser = Browser(gateway)
    browser.send("dài")
    browser.replies()
    first, second, third = (listen(browser, part=part) for part in range(3))
    assert (first.headers["x-parts"], second.status_code, third.status_code) == ("2", 200, 204)
    assert first.content != second.content


def test_nobody_else_hears_it(talk: tuple[Browser, str]) -> None:
    browser, gateway = talk
    other = Browser(gateway)
    other.seen = browser.seen
    assert listen(other).status_code == 404
    assert httpx.get(f"{gateway}/api/speech?reply=1", trust_env=False).status_code == 401


@pytest.mark.parametrize("asked", [{"codec": "wav"}, {"reply": "x"}, {"slow": "-1"}])
def test_what_cannot_be_read_is_a_bad_request(
    talk: tuple[Browser, str], asked: dict[str, str]
) -> None:
    assert listen(talk[0], **asked).status_code == 400
