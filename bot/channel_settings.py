"""Settings of the messaging apps and of the service that hears; read by :mod:`bot.settings`."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from environs import Env

from bot.errors import ConfigError

TELEGRAM_TOKEN = re.compile(r"\d{3,20}:[\w-]{20,80}")
ZALO_BOT_TOKEN = re.compile(r"[\w-]{3,40}:[\w-]{8,200}")
LISTEN_SHAPES = ("openai", "fpt", "google")
ZALO_HOSTS = "zdn.vn,zadn.vn,zaloapp.com"
"""Where Zalo keeps what people sent."""
WEBHOOK_SECRET = re.compile(r"[\w-]{16,256}", re.ASCII)


@dataclass(frozen=True)
class TelegramSettings:
    """How Telegram is reached.

    ``webhook`` is our public address for it; without one, updates are asked for (long
    polling). ``api`` is Telegram's own address.
    """

    token: str = field(repr=False)
    secret: str = field(repr=False)
    webhook: str
    api: str


@dataclass(frozen=True)
class ZaloSettings:
    """How the Zalo Official Account is reached.

    ``oa`` and ``app`` are numbers of Zalo; ``app_secret`` is for tokens, ``oa_secret`` for
    webhooks. ``check`` is ``strict``, ``log_only`` or ``off``. ``media_hosts`` may be asked
    for what people sent.
    """

    oa: str
    app: str
    app_secret: str = field(repr=False)
    oa_secret: str = field(repr=False)
    check: str
    template: str
    api: str
    notify_api: str
    oauth: str
    media_hosts: tuple[str, ...]


@dataclass(frozen=True)
class ZaloBotSettings:
    """How a bot of the Zalo Bot Platform is reached; without ``webhook`` events are asked for."""

    token: str = field(repr=False)
    secret: str = field(repr=False)
    webhook: str
    api: str
    media_hosts: tuple[str, ...]


@dataclass(frozen=True)
class RecogniserSettings:
    """Which service hears recordings.

    ``shape`` is how it is asked (:data:`bot.speech.recognise.SHAPES`), ``model`` which of
    its models, where it has several.
    """

    shape: str
    url: str
    key: str = field(repr=False)
    model: str = ""


def read_telegram(env: Env) -> TelegramSettings | None:
    """Return how Telegram is reached; ``None`` without a token.

    Raises:
        ConfigError: a setting is missing or cannot be right.
    """
    token = env.str("TELEGRAM_TOKEN", "")
    if not token:
        return None
    if not TELEGRAM_TOKEN.fullmatch(token):
        raise ConfigError("TROLY_TELEGRAM_TOKEN: mã của BotFather có dạng 123456789:AAE…")
    webhook, secret = _webhook(env, "TELEGRAM", "telegram")
    api = env.str("TELEGRAM_API", "https://api.telegram.org").rstrip("/")
    return TelegramSettings(token, secret, webhook, api)


def _webhook(env: Env, app: str, path: str) -> tuple[str, str]:
    """Return the address at which an app reaches us ("": it is asked), and the secret for it."""
    secret = env.str(f"{app}_SECRET", "")
    webhook = env.str(f"{app}_WEBHOOK", "")
    if webhook and not WEBHOOK_SECRET.fullmatch(secret):
        raise ConfigError(
            f"TROLY_{app}_SECRET: nhận tin bằng webhook thì cần một chuỗi bí mật 16 đến 256 ký tự "
            "A-Z a-z 0-9 _ -, nếu không ai cũng giả làm ứng dụng đó được"
        )
    if webhook and not webhook.startswith("https://"):
        raise ConfigError(f"TROLY_{app}_WEBHOOK: phải là địa chỉ https://…/webhooks/{path}")
    return webhook, secret


def read_zalo(env: Env) -> ZaloSettings | None:
    """Return how the Official Account is reached; ``None`` without one.

    Raises:
        ConfigError: a setting is missing or cannot be right.
    """
    oa = env.str("ZALO_OA_ID", "")
    if not oa:
        return None
    found = ZaloSettings(
        oa=oa,
        app=env.str("ZALO_APP_ID", ""),
        app_secret=env.str("ZALO_APP_SECRET", ""),
        oa_secret=env.str("ZALO_OA_SECRET", ""),
        check=env.str("ZALO_SIGNATURE", "strict"),
        template=env.str("ZALO_BUTTON_TEMPLATE", ""),
        api=env.str("ZALO_API", "https://openapi.zalo.me").rstrip("/"),
        notify_api=env.str("ZALO_NOTIFY_API", "https://business.openapi.zalo.me").rstrip("/"),
        oauth=env.str("ZALO_OAUTH", "https://oauth.zaloapp.com").rstrip("/"),
        media_hosts=read_words(env, "ZALO_MEDIA_HOSTS", ZALO_HOSTS),
    )
    missing = [
        name
        for name, value in (
            ("ZALO_APP_ID", found.app),
            ("ZALO_APP_SECRET", found.app_secret),
            ("ZALO_OA_SECRET", found.oa_secret),
        )
        if not value
    ]
    if missing:
        raise ConfigError(
            f"TROLY_{missing[0]}: chưa đặt. Có TROLY_ZALO_OA_ID thì cần cả mã ứng dụng, khóa ứng "
            "dụng và khóa OA (trang Webhook), nếu không ai cũng giả làm Zalo được"
        )
    if found.check not in ("strict", "log_only", "off"):
        raise ConfigError("TROLY_ZALO_SIGNATURE: phải là strict, log_only hoặc off")
    return found


def read_zalo_bot(env: Env) -> ZaloBotSettings | None:
    """Return how the Zalo bot is reached; ``None`` without a token.

    Raises:
        ConfigError: a setting is missing or cannot be right.
    """
    token = env.str("ZALO_BOT_TOKEN", "")
    if not token:
        return None
    if not ZALO_BOT_TOKEN.fullmatch(token):
        raise ConfigError("TROLY_ZALO_BOT_TOKEN: mã của Zalo Bot Creator có dạng 123456789:abc…")
    webhook, secret = _webhook(env, "ZALO_BOT", "zalo-bot")
    return ZaloBotSettings(
        token=token,
        secret=secret,
        webhook=webhook,
        api=env.str("ZALO_BOT_API", "https://bot-api.zaloplatforms.com").rstrip("/"),
        media_hosts=read_words(
            env, "ZALO_MEDIA_HOSTS", "zdn.vn,zadn.vn,zaloapp.com,zaloplatforms.com"
        ),
    )


def read_recogniser(env: Env) -> RecogniserSettings | None:
    """Return which service hears recordings; ``None`` without one.

    Raises:
        ConfigError: a setting is missing or cannot be right.
    """
    url = env.str("LISTEN_API", "")
    if not url:
        return None
    shape = env.str("LISTEN_SHAPE", "openai")
    if shape not in LISTEN_SHAPES:
        raise ConfigError(f"TROLY_LISTEN_SHAPE={shape}: phải là {', '.join(LISTEN_SHAPES)}")
    if not url.startswith("https://") and not re.match(r"http://(127\.0\.0\.1|localhost)\b", url):
        raise ConfigError("TROLY_LISTEN_API: phải là địa chỉ https://…, vì tiếng nói là riêng tư")
    return RecogniserSettings(shape, url, env.str("LISTEN_KEY", ""), env.str("LISTEN_MODEL", ""))


def read_words(env: Env, name: str, default: str = "") -> tuple[str, ...]:
    """Return the words of a setting, with commas between them."""
    return tuple(word.strip() for word in env.str(name, default).split(",") if word.strip())
