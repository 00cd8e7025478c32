"""``troly channel check`` finds what is wrong and says how to mend it."""

from __future__ import annotations

import asyncio

import pytest

from bot.channel_commands import check_telegram
from bot.settings import TelegramSettings
from tests.gateway.conftest import served
from tests.standins.telegram import TelegramStandin

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
