"""``troly zalo authorise``: an administrator of the Official Account lets the assistant in."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import httpx

from bot.channel_settings import ZaloSettings
from bot.channels.zalo_tokens import (
    ZaloApp,
    ask_for_tokens,
    begin_consent,
    read_consent,
    tokens_of,
)
from bot.errors import ConfigError, UpstreamError
from bot.privacy.crypto import Cipher
from bot.settings import Settings
from bot.storage.channel_tokens import TokenStore
from bot.storage.database import Database
from bot.storage.migrate import upgrade

SECONDS = 10.0


def zalo_tokens(settings: Settings, zalo: ZaloSettings) -> TokenStore:
    """Return where the tokens of the Official Account are kept."""
    db = Database(settings.database_url)
    upgrade(db)
    return tokens_of(db, Cipher(settings.keys), zalo.oa)


def authorise_zalo(
    settings: Settings, redirect: str, ask: Callable[[str], str], say: Callable[[str], None]
) -> None:
    """Have an administrator consent, and keep the tokens that this gives.

    Args:
        settings: of this installation.
        redirect: the address that is registered with the app at Zalo.
        ask: shows a question and returns what was typed.
        say: shows a line.

    Raises:
        ConfigError: there is no account in the settings, or Zalo refused.
    """
    zalo = settings.zalo
    if zalo is None:
        raise ConfigError("Chưa có TROLY_ZALO_OA_ID trong .env. Xem docs/channels.md, phần Zalo")
    app = ZaloApp.of(zalo)
    consent = begin_consent(app, redirect)
    say("1. Mở địa chỉ này bằng tài khoản quản trị của Official Account, rồi bấm Cho phép:")
    say(consent.address)
    say("2. Trình duyệt chuyển sang một địa chỉ có chữ code=… (trang có thể báo lỗi, không sao).")
    try:
        code = read_consent(ask("Dán nguyên địa chỉ đó vào đây: "), consent)
    except ValueError as error:
        raise ConfigError("Địa chỉ đó không phải của lần cho phép này. Chạy lại lệnh") from error
    given = {
        "code": code, "grant_type": "authorization_code", "code_verifier": consent.verifier,
    }  # fmt: skip

    async def exchange() -> tuple[str, str, float]:
        async with httpx.AsyncClient(timeout=SECONDS, trust_env=False) as client:
            return await ask_for_tokens(client, app, given)

    try:
        access, refresh, ends = asyncio.run(exchange())
    except (UpstreamError, httpx.HTTPError) as error:
        raise ConfigError(f"Zalo không cấp mã ({error}). Mã code chỉ dùng 10 phút") from error
    zalo_tokens(settings, zalo).save(access, refresh, ends)
    say("Xong. Kiểm tra: troly channel check zalo")
