"""``troly channel check``: is a channel set up as it must be, step by step, in plain words."""

from __future__ import annotations

import argparse
import asyncio
import tempfile
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

import httpx
from cryptography.fernet import Fernet
from telegram import Bot
from telegram.error import InvalidToken, TelegramError
from telegram.request import HTTPXRequest

from bot.channel_settings import TelegramSettings, ZaloBotSettings, ZaloSettings
from bot.channels import zalo_bot, zalo_oa
from bot.channels.model import Gone, Held, Refused, SendLater, Unsure
from bot.channels.zalo_tokens import NoToken, TokenKeeper, ZaloApp
from bot.errors import UpstreamError
from bot.privacy.crypto import Cipher
from bot.settings import Settings
from bot.speech.aloud import Aloud
from bot.speech.espeak import offline_voice
from bot.speech.google import GoogleVoice
from bot.speech.recognise import Recogniser
from bot.speech.speaker import Speaker
from bot.storage.files import StoredFile
from bot.zalo_commands import zalo_tokens

SECONDS = 10.0
TRIAL = "Tin thử của trợ lý thủ tục hành chính. Không cần trả lời."
SIXTY_WORDS = (
    "Làm khai sinh cho con cần giấy chứng sinh và số căn cước của cha mẹ. Nộp ở Trung tâm Phục "
    "vụ hành chính công của xã, phường nơi đang ở, hoặc nộp qua mạng. Trong sáu mươi ngày từ "
    "ngày sinh thì không tốn tiền. Có giấy ngay trong ngày làm việc, nộp trễ sau ba giờ chiều "
    "thì hôm sau tới lấy."
)


@dataclass(frozen=True)
class Step:
    """One thing that was checked. ``ok`` is ``None`` where there is nothing to say."""

    what: str
    ok: bool | None
    found: str


def run(settings: Settings, options: argparse.Namespace) -> bool:
    """Check a channel, print what was found, and return whether all is well."""
    well = True
    for step in asyncio.run(_check(settings, options.name, options.to)):
        mark = {True: "✓", False: "✗", None: "–"}[step.ok]
        print(f"{mark} {step.what}: {step.found}", flush=True)
        well &= step.ok is not False
    return well


async def _check(settings: Settings, name: str, to: str) -> list[Step]:
    if name == "telegram":
        return await check_telegram(settings.telegram, to)
    if name == "zalo":
        return await check_zalo(settings, to)
    if name == "zalo-bot":
        return await check_zalo_bot(settings.zalo_bot, to)
    return await check_voice(settings)


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
    await bot.send_message(int(chat), TRIAL)
    return True, f"đã gửi tới {chat}"


class _NoFiles:
    """No file is sent in a check."""

    async def read(self, identifier: str) -> StoredFile | None:
        """Return no file."""
        return None

    def address(self, identifier: str) -> str:
        """Return no address."""
        return ""


def _aloud(settings: Settings) -> Aloud:
    return Aloud(Speaker(settings.cache_dir, None), Cipher(settings.keys), "")


async def check_zalo(settings: Settings, user: str = "") -> list[Step]:
    """Check signature, token and rights of the Official Account; send one message to a user."""
    zalo = settings.zalo
    if zalo is None:
        hint = "chưa đặt. Xem docs/channels.md, phần Zalo, rồi ghi TROLY_ZALO_OA_ID vào tệp .env"
        return [Step("Official Account", False, hint)]
    steps = [_signature(zalo)]
    async with httpx.AsyncClient(base_url=zalo.api, timeout=SECONDS, trust_env=False) as client:
        keeper = TokenKeeper(zalo_tokens(settings, zalo), ZaloApp.of(zalo), client)
        try:
            await keeper.access()
        except NoToken as error:
            return [*steps, Step("Mã truy cập", False, str(error))]
        steps.append(Step("Mã truy cập", True, "còn dùng được, tự làm mới trước khi hết hạn"))
        channel = zalo_oa.ZaloChannel(client, keeper, _NoFiles(), _aloud(settings))
        steps.append(await _whose(channel))
        if user:
            steps.append(await _try(lambda: channel.send(user, {"text": TRIAL}), user))
        else:
            steps.append(Step("Tin thử", None, "thêm --to MÃ_NGƯỜI_DÙNG để gửi thử một tin"))
    return steps


def _signature(zalo: ZaloSettings) -> Step:
    if zalo.check == "strict":
        return Step("Chữ ký webhook", True, "bắt buộc (strict)")
    found = f"đang để {zalo.check}: ai cũng có thể giả làm Zalo, chỉ dùng lúc dò lỗi"
    return Step("Chữ ký webhook", False, found)


async def _whose(channel: zalo_oa.ZaloChannel) -> Step:
    try:
        found = await channel.who()
    except (zalo_oa.ZaloError, SendLater, Held, Gone, Unsure) as error:
        return Step("Tài khoản", False, f"Zalo không trả lời như mong đợi ({error})")
    kind = {4: "cơ quan nhà nước", 2: "doanh nghiệp"}.get(int(found.get("oa_type") or 0), "khác")
    verified = "đã xác thực" if found.get("is_verified") else "chưa xác thực"
    package = found.get("package_name") or "không rõ gói"
    return Step("Tài khoản", True, f"{found.get('name')} ({kind}, {verified}, {package})")


async def _try(send: Callable[[], Awaitable[object]], to: str) -> Step:
    try:
        await send()
    except Held:
        why = "người này chưa nhắn cho trang trong 7 ngày; nhờ họ nhắn một tin rồi thử lại"
        return Step("Tin thử", False, why)
    except (SendLater, Gone, Unsure, Refused) as error:
        return Step("Tin thử", False, f"chưa gửi được ({error})")
    return Step("Tin thử", True, f"đã gửi tới {to}")


async def check_zalo_bot(settings: ZaloBotSettings | None, chat: str = "") -> list[Step]:
    """Check token and webhook of a bot, and send one message to a chat if one is given."""
    if settings is None:
        hint = "chưa đặt. Tạo bot trong Zalo Bot Creator rồi ghi TROLY_ZALO_BOT_TOKEN vào tệp .env"
        return [Step("Mã bot", False, hint)]
    base = f"{settings.api}/bot{settings.token}/"
    async with httpx.AsyncClient(base_url=base, timeout=SECONDS, trust_env=False) as client:
        aloud = Aloud(
            Speaker(Path(), None, offline=lambda: None),
            Cipher([Fernet.generate_key().decode()]),
            "",
        )
        channel = zalo_bot.ZaloBotChannel(client, _NoFiles(), aloud)
        try:
            me = await channel.call("getMe", {})
            known = await channel.call("getWebhookInfo", {})
        except (SendLater, Unsure, Gone, Refused) as error:
            return [Step("Mã bot", False, f"Zalo không nhận mã này, hoặc không gọi được ({error})")]
        steps = [Step("Mã bot", True, str(me.get("account_name")))]
        held = str(known.get("url") or "")
        right = held == settings.webhook
        said = held or "hỏi tin liên tục (không cần địa chỉ công khai)"
        wrong = f"Zalo giữ “{held}”; chạy trợ lý một lần để đặt “{settings.webhook}”"
        steps.append(Step("Nhận tin", right, said if right else wrong))
        if chat:
            steps.append(await _try(lambda: channel.send(chat, {"text": TRIAL}), chat))
        else:
            steps.append(Step("Tin thử", None, "thêm --to MÃ_CHAT để gửi thử một tin"))
    return steps


async def check_voice(settings: Settings) -> list[Step]:
    """Check the voices, and whether recordings are heard: by having one of ours heard."""
    steps = [_online(settings)]
    voice = offline_voice()
    if voice is None:
        hint = "chưa cài. uv pip install --python .venv/bin/python espeakng-loader (GPL-3.0)"
        steps.append(Step("Giọng ngoại tuyến", None, hint))
    with tempfile.TemporaryDirectory() as folder:
        began = time.monotonic()
        made = Speaker(Path(folder), None).speak(SIXTY_WORDS, "opus") if voice else None
        if made is not None:
            took = f"đọc 60 chữ sau {time.monotonic() - began:.1f} giây"
            steps.append(Step("Giọng ngoại tuyến", True, took))
    if settings.recogniser is None:
        hint = "chưa đặt: trợ lý nói khéo là chưa nghe được. TROLY_LISTEN_API để bật"
        return [*steps, Step("Nghe tin thoại", None, hint)]
    if made is None:
        return [*steps, Step("Nghe tin thoại", None, "đã đặt; cần giọng ngoại tuyến để thử")]
    recogniser = Recogniser(settings.recogniser)
    try:
        heard = await recogniser.hear(made.data, made.mime)
        steps.append(Step("Nghe tin thoại", bool(heard), f"nghe được: “{heard}”"))
    except UpstreamError as error:
        steps.append(Step("Nghe tin thoại", False, f"dịch vụ không trả lời ({error})"))
    finally:
        await recogniser.close()
    return steps


def _online(settings: Settings) -> Step:
    if not settings.speech_api:
        return Step("Giọng trực tuyến", None, "đã tắt (TROLY_SPEECH_API trống)")
    try:
        GoogleVoice(settings.speech_api).say("Xin chào bà con.")
    except UpstreamError as error:
        return Step("Giọng trực tuyến", False, f"không gọi được ({error})")
    return Step("Giọng trực tuyến", True, settings.speech_api)
