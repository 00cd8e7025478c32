"""All settings, read once, typed, from the environment (``TROLY_…``) or ``.env``.

Nothing else in the project reads the environment. Secrets come from the
environment or from files; on the first start on one machine they are made and
kept in ``var/secrets`` (readable by the owner only).
"""

from __future__ import annotations

import os
import re
import secrets
import stat
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from cryptography.fernet import Fernet
from environs import Env, EnvError

from bot.errors import ConfigError

ROOT = Path(__file__).resolve().parent.parent
LOOPBACK = "127.0.0.1"
TELEGRAM_TOKEN = re.compile(r"\d{3,20}:[\w-]{20,80}")
ZALO_BOT_TOKEN = re.compile(r"[\w-]{3,40}:[\w-]{8,200}")
LISTEN_SHAPES = ("openai", "fpt", "google")
TELEGRAM_SECRET = re.compile(r"[\w-]{16,256}", re.ASCII)


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


@dataclass(frozen=True)
class Settings:
    """What an installation may decide. Ports are 1..65535; days are whole days.

    ``keys`` are Fernet keys: the first encrypts, all of them decrypt, so that a
    key can be changed without losing what the old one wrote.
    ``messages_per_minute`` limits one conversation; 0 switches the limit off.
    ``total_per_minute`` limits all of them together.
    ``speech_api`` is the address of the online voice; empty means offline only.
    ``public_url`` is our address as seen from outside, without a slash at its end;
    ``embed_in`` are the sites that may show the chat inside their pages.
    """

    root: Path
    data_dir: Path
    models_dir: Path
    knowledge_dir: Path
    endpoints: Path
    database_url: str
    gateway_host: str
    gateway_port: int
    dialogue_port: int
    dialogue_url: str
    dialogue_name: str
    today: date | None
    retention_days: int
    messages_per_minute: int
    total_per_minute: int
    turns_at_once: int
    log_level: str
    telegram: TelegramSettings | None
    zalo: ZaloSettings | None
    zalo_bot: ZaloBotSettings | None
    recogniser: RecogniserSettings | None
    speech_api: str
    public_url: str
    embed_in: tuple[str, ...]
    keys: tuple[str, ...] = field(repr=False)
    gateway_secret: str = field(repr=False)

    @property
    def cache_dir(self) -> Path:
        """Where what can be computed again is kept."""
        return self.data_dir / "cache"


def load_settings(root: Path = ROOT) -> Settings:
    """Read the settings; make missing secrets of a first start.

    Raises:
        ConfigError: a value cannot be read; the text names the variable and
            shows a value that works.
    """
    env = Env()
    env.read_env(str(root / ".env"), recurse=False)
    try:
        return _read(env, root)
    except EnvError as error:
        raise ConfigError(f"{error}. Xem .env.example để biết giá trị mẫu.") from error


def _read(env: Env, root: Path) -> Settings:
    with env.prefixed("TROLY_"):
        data_dir = Path(env.str("DATA_DIR", str(root / "var"))).absolute()
        dialogue_port = _port(env, "DIALOGUE_PORT", 5005)
        return Settings(
            root=root,
            data_dir=data_dir,
            models_dir=Path(env.str("MODELS_DIR", str(root / "models"))).absolute(),
            knowledge_dir=Path(env.str("KNOWLEDGE_DIR", str(data_dir / "knowledge"))).absolute(),
            endpoints=Path(env.str("ENDPOINTS", str(root / "endpoints.yml"))).absolute(),
            database_url=env.str("DATABASE_URL", "") or f"sqlite:///{data_dir / 'troly.db'}",
            gateway_host=env.str("HOST", LOOPBACK),
            gateway_port=_port(env, "PORT", 8080),
            dialogue_port=dialogue_port,
            dialogue_url=env.str("DIALOGUE_URL", f"http://{LOOPBACK}:{dialogue_port}"),
            dialogue_name=env.str("DIALOGUE_NAME", f"dialogue-{dialogue_port}"),
            today=env.date("TODAY", None) if env.str("TODAY", "") else None,
            retention_days=_at_least(env, "RETENTION_DAYS", 30, least=1),
            messages_per_minute=_at_least(env, "MESSAGES_PER_MINUTE", 60, least=0),
            total_per_minute=_at_least(env, "TOTAL_PER_MINUTE", 6_000, least=0),
            turns_at_once=_at_least(env, "TURNS_AT_ONCE", 8, least=1),
            log_level=env.str("LOG_LEVEL", "WARNING").upper(),
            telegram=_telegram(env),
            zalo=_zalo(env),
            zalo_bot=_zalo_bot(env),
            recogniser=_recogniser(env),
            public_url=_public_url(env),
            embed_in=_sites(env, "EMBED_IN"),
            speech_api=env.str("SPEECH_API", "https://translate.google.com").rstrip("/"),
            keys=_keys(env, data_dir),
            gateway_secret=_secret(env, data_dir),
        )


def _telegram(env: Env) -> TelegramSettings | None:
    token = env.str("TELEGRAM_TOKEN", "")
    if not token:
        return None
    if not TELEGRAM_TOKEN.fullmatch(token):
        raise ConfigError("TROLY_TELEGRAM_TOKEN: mã của BotFather có dạng 123456789:AAE…")
    secret = env.str("TELEGRAM_SECRET", "")
    webhook = env.str("TELEGRAM_WEBHOOK", "")
    if webhook and not TELEGRAM_SECRET.fullmatch(secret):
        raise ConfigError(
            "TROLY_TELEGRAM_SECRET: nhận tin bằng webhook thì cần một chuỗi bí mật 16 đến 256 "
            "ký tự A-Z a-z 0-9 _ -, nếu không ai cũng giả làm Telegram được"
        )
    if webhook and not webhook.startswith("https://"):
        raise ConfigError("TROLY_TELEGRAM_WEBHOOK: phải là địa chỉ https://…/webhooks/telegram")
    api = env.str("TELEGRAM_API", "https://api.telegram.org").rstrip("/")
    return TelegramSettings(token, secret, webhook, api)


def _zalo(env: Env) -> ZaloSettings | None:
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
        media_hosts=_words(env, "ZALO_MEDIA_HOSTS", "zdn.vn,zadn.vn,zaloapp.com"),
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


def _zalo_bot(env: Env) -> ZaloBotSettings | None:
    token = env.str("ZALO_BOT_TOKEN", "")
    if not token:
        return None
    if not ZALO_BOT_TOKEN.fullmatch(token):
        raise ConfigError("TROLY_ZALO_BOT_TOKEN: mã của Zalo Bot Creator có dạng 123456789:abc…")
    secret = env.str("ZALO_BOT_SECRET", "")
    webhook = env.str("ZALO_BOT_WEBHOOK", "")
    if webhook and not TELEGRAM_SECRET.fullmatch(secret):
        raise ConfigError(
            "TROLY_ZALO_BOT_SECRET: nhận tin bằng webhook thì cần một chuỗi bí mật 16 đến 256 "
            "ký tự A-Z a-z 0-9 _ -, nếu không ai cũng giả làm Zalo được"
        )
    if webhook and not webhook.startswith("https://"):
        raise ConfigError("TROLY_ZALO_BOT_WEBHOOK: phải là địa chỉ https://…/webhooks/zalo-bot")
    return ZaloBotSettings(
        token=token,
        secret=secret,
        webhook=webhook,
        api=env.str("ZALO_BOT_API", "https://bot-api.zaloplatforms.com").rstrip("/"),
        media_hosts=_words(env, "ZALO_MEDIA_HOSTS", "zdn.vn,zadn.vn,zaloapp.com,zaloplatforms.com"),
    )


def _recogniser(env: Env) -> RecogniserSettings | None:
    url = env.str("LISTEN_API", "")
    if not url:
        return None
    shape = env.str("LISTEN_SHAPE", "openai")
    if shape not in LISTEN_SHAPES:
        raise ConfigError(f"TROLY_LISTEN_SHAPE={shape}: phải là {', '.join(LISTEN_SHAPES)}")
    if not url.startswith("https://") and not re.match(r"http://(127\.0\.0\.1|localhost)\b", url):
        raise ConfigError("TROLY_LISTEN_API: phải là địa chỉ https://…, vì tiếng nói là riêng tư")
    return RecogniserSettings(shape, url, env.str("LISTEN_KEY", ""), env.str("LISTEN_MODEL", ""))


def _public_url(env: Env) -> str:
    url = str(env.str("PUBLIC_URL", "")).rstrip("/")
    if url and not re.fullmatch(r"https?://[\w.:-]+(/[\w./-]*)?", url):
        raise ConfigError(
            f"TROLY_PUBLIC_URL={url}: phải là địa chỉ, ví dụ https://troly.example.vn"
        )
    return url


def _sites(env: Env, name: str) -> tuple[str, ...]:
    sites = _words(env, name, "")
    for site in sites:
        if not re.fullmatch(r"https://[\w*.-]+(:\d+)?|http://(127\.0\.0\.1|localhost):\d+", site):
            raise ConfigError(f"TROLY_{name}={site}: phải là https://…, cách nhau bằng dấu phẩy")
    return sites


def _words(env: Env, name: str, default: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in env.str(name, default).split(",") if word.strip())


def _port(env: Env, name: str, default: int) -> int:
    port = env.int(name, default)
    if not 1 <= port <= 65535:
        raise ConfigError(f"TROLY_{name}={port}: cổng phải từ 1 đến 65535, ví dụ {default}")
    return int(port)


def _at_least(env: Env, name: str, default: int, *, least: int) -> int:
    value = env.int(name, default)
    if value < least:
        raise ConfigError(f"TROLY_{name}={value}: phải từ {least} trở lên, ví dụ {default}")
    return int(value)


def _keys(env: Env, data_dir: Path) -> tuple[str, ...]:
    given = env.str("KEYS", "") or read_or_make(
        data_dir / "secrets" / "keys", lambda: Fernet.generate_key().decode()
    )
    keys = tuple(key.strip() for key in given.replace("\n", ",").split(",") if key.strip())
    try:
        for key in keys:
            Fernet(key)
    except ValueError as error:
        raise ConfigError("TROLY_KEYS: mỗi khóa phải là khóa Fernet 32 byte (base64)") from error
    if not keys:
        raise ConfigError(
            "TROLY_KEYS: chưa có khóa nào. Xóa tệp var/secrets/keys rỗng rồi chạy lại"
        )
    return keys


def _secret(env: Env, data_dir: Path) -> str:
    secret = env.str("GATEWAY_SECRET", "") or read_or_make(
        data_dir / "secrets" / "gateway", lambda: secrets.token_urlsafe(32)
    )
    if len(secret) < 16:
        raise ConfigError("TROLY_GATEWAY_SECRET: cần ít nhất 16 ký tự")
    return secret


def read_or_make(path: Path, make: Callable[[], str]) -> str:
    """Return the secret kept in ``path``; make it (mode 600) when there is none.

    Safe when several processes start at once: whoever creates the file first
    wins, the others read it.

    Raises:
        ConfigError: the file cannot be read or written.
    """
    try:
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            draft = path.with_name(f".{path.name}.{os.getpid()}")
            draft.touch(mode=stat.S_IRUSR | stat.S_IWUSR)
            draft.write_text(make() + "\n", encoding="ascii")
            try:
                os.link(draft, path)
            except FileExistsError:
                pass
            finally:
                draft.unlink()
        return path.read_text(encoding="ascii").strip()
    except OSError as error:
        raise ConfigError(f"Không đọc hay ghi được {path}: {error.strerror}") from error
