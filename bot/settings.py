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

from bot.channel_settings import (
    RecogniserSettings,
    TelegramSettings,
    ZaloBotSettings,
    ZaloSettings,
    read_recogniser,
    read_telegram,
    read_words,
    read_zalo,
    read_zalo_bot,
)
from bot.errors import ConfigError

ROOT = Path(__file__).resolve().parent.parent
LOOPBACK = "127.0.0.1"


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
            telegram=read_telegram(env),
            zalo=read_zalo(env),
            zalo_bot=read_zalo_bot(env),
            recogniser=read_recogniser(env),
            public_url=_public_url(env),
            embed_in=_sites(env, "EMBED_IN"),
            speech_api=env.str("SPEECH_API", "https://translate.google.com").rstrip("/"),
            keys=_keys(env, data_dir),
            gateway_secret=_secret(env, data_dir),
        )


def _public_url(env: Env) -> str:
    url = str(env.str("PUBLIC_URL", "")).rstrip("/")
    if url and not re.fullmatch(r"https?://[\w.:-]+(/[\w./-]*)?", url):
        raise ConfigError(
            f"TROLY_PUBLIC_URL={url}: phải là địa chỉ, ví dụ https://troly.example.vn"
        )
    return url


def _sites(env: Env, name: str) -> tuple[str, ...]:
    sites = read_words(env, name)
    for site in sites:
        if not re.fullmatch(r"https://[\w*.-]+(:\d+)?|http://(127\.0\.0\.1|localhost):\d+", site):
            raise ConfigError(f"TROLY_{name}={site}: phải là https://…, cách nhau bằng dấu phẩy")
    return sites


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
