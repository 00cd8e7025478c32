"""``troly channel check``: is a channel set up as it must be, step by step, in plain words."""

from __future__ import annotations

import argparse
import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from telegram import Bot
from telegram.error import InvalidToken, TelegramError
from telegram.request import HTTPXRequest

from bot.settings import Settings, TelegramSettings

SECONDS = 10.0


@dataclass(frozen=True)
class Step:
    """One thing that was checked. ``ok`` is ``None`` where there is nothing to say."""

    what: str
    ok: bool | None
    found: str


def run(settings: Settings, options: argparse.Namespace) -> bool:
    """Check a channel, print what was found, and return whether all is well."""
    steps = asyncio.run(check_telegram(settings.telegram, options.to))
    for step in steps:
        mark = {True: "✓", False: "✗", None: "–"}[step.ok]
        print(f"{mark} {step.what}: {step.found}", flush=True)
    return all(step.ok is not False for step in steps)


async def check_telegram(settings: TelegramSettings | None, chat: str = "") -> list[Step]:
    """Check token, webhook and menu, and send one message to ``chat`` if one is given."""
    if settings is None:
        hint = "chưa đặt. Tạo bot với @BotFather rồi ghi TROLY_TELEGRAM_TOKEN vào tệp .env"
        return [Step("Mã bot", False, hint)]
    request = HTTPXRequest(read_timeout=SECONDS, connect_timeout=SECONDS)
    bot = Bot(settings.token, base_url=f"{settings.api}/bot", request=request)
    steps: list[Step] = []
    async with request:
        first = await _step("Mã bot", lambda: _who(bot))
        steps.append(first)
        if not first.ok:
            return steps
        steps.append(await _step("Nhận tin", lambda: _where(bot, settings)))
        steps.append(await _step("Thực đơn lệnh", lambda: _menu(bot)))
        if chat:
            steps.append(await _step("Tin thử", lambda: _send(bot, chat)))
        else:
            steps.append(Step("Tin thử", None, "thêm --to MÃ_CHAT để gửi thử một tin"))
    return steps


async def _step(what: str, check: Callable[[], Awaitable[tuple[bool, str]]]) -> Step:
    try:
        ok, found = await check()
    except InvalidToken:
        return Step(what, False, "Telegram không nhận mã này. Xem lại mã do @BotFather cấp")
    except TelegramError as error:
        return Step(what, False, f"không gọi được Telegram ({type(error).__name__}: {error})")
    return Step(what, ok, found)


async def _who(bot: Bot) -> tuple[bool, str]:
    me = await bot.get_me()
    return True, f"@{me.username} ({me.first_name}), mở bằng https://t.me/{me.username}"


async def _where(bot: Bot, settings: TelegramSettings) -> tuple[bool, str]:
    info = await bot.get_webhook_info()
    if not settings.webhook:
        if info.url:
            return False, f"đang hỏi tin, nhưng Telegram còn giữ webhook {info.url}"
        return True, "hỏi Telegram liên tục (không cần địa chỉ công khai)"
    if info.url != settings.webhook:
        said = info.url or "chưa có"
        return False, f"Telegram giữ webhook {said}; chạy trợ lý một lần để đặt {settings.webhook}"
    if info.last_error_message:
        return False, f"Telegram giao tin bị lỗi: {info.last_error_message}"
    return True, f"webhook {info.url}, {info.pending_update_count} tin đang chờ"


async def _menu(bot: Bot) -> tuple[bool, str]:
    commands = await bot.get_my_commands(language_code="vi")
    if not commands:
        return False, "chưa có; trợ lý đặt khi khởi động"
    return True, ", ".join(f"/{command.command}" for command in commands)


async def _send(bot: Bot, chat: str) -> tuple[bool, str]:
    await bot.send_message(int(chat), "Tin thử của trợ lý thủ tục hành chính. Không cần trả lời.")
    return True, f"đã gửi tới {chat}"
