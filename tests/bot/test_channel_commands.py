"""``troly channel check`` finds what is wrong and says how to mend it."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.channel_commands import check_telegram, check_voice, check_zalo, check_zalo_bot
from bot.channel_settings import TelegramSettings, ZaloBotSettings
from bot.errors import ConfigError
from bot.settings import Settings, load_settings
from bot.zalo_commands import authorise_zalo, zalo_tokens
from tests.gateway.conftest import served
from tests.standins.google_voice import GoogleVoiceStandin
from tests.standins.recogniser import RecogniserStandin
from tests.standins.telegram import TelegramStandin
from tests.standins.zalo import ZaloStandin
from tests.standins.zalo_bot import ZaloBotStandin

TOKEN = "4242:" + "A" * 35


def check(
    telegram: TelegramStandin, token: str = TOKEN, webhook: str = "", to: str = ""
) -> dict[str, bool | None]:
    """Return what was found of each thing that is checked."""
    with served(telegram.app()) as address:
        settings = TelegramSettings(token, "x" * 16, webhook, address)
        return {step.what: step.ok for step in asyncio.run(check_telegram(settings, to))}


def test_all_is_well_and_a_message_was_sent() -> None:
    telegram = TelegramStandin(TOKEN)
    assert set(check(telegram, to="7711002").values()) == {True}
    assert telegram.sent()[0]["chat_id"] == 7711002


def test_a_wrong_token_ends_the_check() -> None:
    assert check(TelegramStandin(TOKEN), token="4242:" + "B" * 35) == {"Mã bot": False}


def test_a_webhook_that_telegram_does_not_know_is_told() -> None:
    found = check(TelegramStandin(TOKEN), webhook="https://troly.example/webhooks/telegram")
    assert found["Nhận tin"] is False


def test_without_a_token_it_says_where_to_get_one() -> None:
    (step,) = asyncio.run(check_telegram(None))
    assert step.ok is False
    assert "@BotFather" in step.found


@pytest.mark.parametrize("address", ["http://127.0.0.1:9"])
def test_telegram_out_of_reach_is_said(address: str) -> None:
    steps = asyncio.run(check_telegram(TelegramSettings(TOKEN, "", "", address)))
    assert [step.ok for step in steps] == [False]


@pytest.fixture
def zalo(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[tuple[ZaloStandin, Settings]]:
    """A running stand-in for Zalo, and settings of an account there."""
    monkeypatch.setenv("TROLY_DATA_DIR", str(tmp_path))
    standin = ZaloStandin("khoa-app")
    with served(standin.app()) as address:
        for name, value in {
            "OA_ID": "388600000000000001", "APP_ID": "1", "APP_SECRET": "khoa-app",
            "OA_SECRET": "khoa-oa", "API": address, "OAUTH": address,
        }.items():  # fmt: skip
            monkeypatch.setenv(f"TROLY_ZALO_{name}", value)
        yield standin, load_settings()


def consent(settings: Settings, answer: str = "") -> list[str]:
    """Consent as an administrator does; return what was said to them."""
    said: list[str] = []

    def ask(_: str) -> str:
        state = re.search(r"state=([\w-]+)", said[1])
        assert state is not None
        return answer or f"https://troly.example/z?code=abc&state={state[1]}"

    authorise_zalo(settings, "https://troly.example/z", ask, said.append)
    return said


def test_an_administrator_consents_and_all_is_well(zalo: tuple[ZaloStandin, Settings]) -> None:
    standin, settings = zalo
    before = asyncio.run(check_zalo(settings))
    assert (before[-1].what, before[-1].ok) == ("Mã truy cập", False)
    assert "troly zalo authorise" in before[-1].found
    said = consent(settings)
    assert "channel check zalo" in said[-1]
    after = asyncio.run(check_zalo(settings, "246800000000000001"))
    assert [step.ok for step in after] == [True] * 4
    assert "cơ quan nhà nước" in after[2].found
    assert len(standin.texts()) == 1
    assert "verifier" not in " ".join(said)


def test_a_person_who_did_not_write_cannot_be_tried(zalo: tuple[ZaloStandin, Settings]) -> None:
    consent(zalo[1])
    zalo[0].failures.extend([0, -230])
    assert asyncio.run(check_zalo(zalo[1], "1"))[-1].ok is False


def test_another_address_is_no_consent(zalo: tuple[ZaloStandin, Settings]) -> None:
    with pytest.raises(ConfigError, match="không phải của lần cho phép này"):
        consent(zalo[1], "https://troly.example/z?code=abc&state=x")
    assert zalo_tokens(zalo[1], zalo[1].zalo).load() is None  # type: ignore[arg-type]


def test_an_open_signature_is_said_to_be_dangerous(
    zalo: tuple[ZaloStandin, Settings], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TROLY_ZALO_SIGNATURE", "off")
    assert asyncio.run(check_zalo(load_settings()))[0].ok is False


def bot_check(standin: ZaloBotStandin, token: str, webhook: str = "", to: str = "") -> list[object]:
    """Return what was found of each thing that is checked."""
    with served(standin.app()) as address:
        settings = ZaloBotSettings(token, "x" * 16, webhook, address, ())
        return [step.ok for step in asyncio.run(check_zalo_bot(settings, to))]


def test_a_zalo_bot_is_checked_step_by_step() -> None:
    standin = ZaloBotStandin("1234:abcdefgh")
    assert bot_check(standin, "1234:abcdefgh", to="1") == [True, True, True]
    assert bot_check(standin, "1234:abcdefgh", webhook="https://a.example") == [True, False, None]
    assert bot_check(standin, "1234:hgfedcba") == [False]
    assert asyncio.run(check_zalo_bot(None))[0].ok is False


def test_voices_are_checked_by_speaking_and_hearing(monkeypatch: pytest.MonkeyPatch) -> None:
    google, service = GoogleVoiceStandin(), RecogniserStandin("làm khai sinh")
    with served(google.app()) as online, served(service.app()) as hears:
        monkeypatch.setenv("TROLY_SPEECH_API", online)
        monkeypatch.setenv("TROLY_LISTEN_API", f"{hears}/openai")
        steps = asyncio.run(check_voice(load_settings()))
        assert [step.ok for step in steps] == [True, True, True]
        assert "làm khai sinh" in steps[-1].found
        service.failures.append(401)
        google.status = 503
        assert [s.ok for s in asyncio.run(check_voice(load_settings()))] == [False, True, False]


def test_no_voice_is_nothing_wrong(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TROLY_SPEECH_API", "")
    steps = asyncio.run(check_voice(load_settings()))
    assert [step.ok for step in steps] == [None, True, None]
