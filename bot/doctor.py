"""Looks an installation over (``troly doctor``): what is there, and how to mend what is not.

Needs no Rasa and no running process; changes nothing.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import stat
import sys
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import httpx
from sqlalchemy import select
from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError

from bot.channel_settings import ZaloSettings
from bot.channels.zalo_tokens import tokens_of
from bot.errors import ConfigError
from bot.privacy.crypto import Cipher
from bot.settings import Settings
from bot.storage.channel_tokens import NEEDS_REAUTH
from bot.storage.database import Database
from bot.storage.migrate import is_current
from bot.storage.tables import inbox
from bot.supervisor import check_port
from bot.training import model_state
from knowledge.errors import KnowledgeError
from knowledge.loader import load_procedures

PYTHON = (3, 11)
GB = 10**9
ROOM = 1 * GB
"""Free space (bytes) below which conversations or a new model may not fit."""

EVERYWHERE = ("0.0.0.0", "::")  # noqa: S104 - only compared with
LOOK_SECONDS = 2.0


@dataclass(frozen=True)
class Check:
    """One thing that was looked at.

    Attributes:
        name: what, in a few Vietnamese words.
        ok: ``None`` when it is only told: it stops nothing, or mends itself.
        found: what was found.
        mend: how to mend it; empty when there is nothing to do.
    """

    name: str
    ok: bool | None
    found: str
    mend: str = ""


def run_checks(settings: Settings) -> list[Check]:
    """Look at everything, the foundations first."""
    return [
        check_python(sys.version_info[:2]),
        check_tensorflow(),
        check_settings(settings),
        check_secrets(settings),
        check_room(settings.data_dir),
        check_knowledge(),
        check_model(settings),
        check_database(settings.database_url, settings.keys),
        check_gateway(settings),
        check_dialogue(settings),
        *check_channels(settings),
        check_voice(settings),
        *check_test_tools(),
    ]


def format_checks(checks: Iterable[Check]) -> str:
    """Write checks as lines for a terminal, with what to do below each that needs it."""
    checks = list(checks)
    width = max((len(check.name) for check in checks), default=0)
    lines = []
    for check in checks:
        mark = {True: "đạt", False: "HỎNG", None: "tin"}[check.ok]
        lines.append(f"{mark:<5}{check.name:<{width}}  {check.found}")
        if check.mend and check.ok is not True:
            lines.append(" " * (width + 7) + f"→ {check.mend}")
    broken = sum(check.ok is False for check in checks)
    lines += ["", f"Có {broken} chỗ cần sửa." if broken else "Không có gì cần sửa."]
    return "\n".join(lines)


def check_python(version: tuple[int, int]) -> Check:
    """Python is the one that the dependencies are pinned for."""
    return Check(
        "Python",
        version == PYTHON,
        ".".join(map(str, version)),
        "Cần Python 3.11: xóa thư mục .venv rồi chạy lại make run",
    )


def check_tensorflow() -> Check:
    """TensorFlow is not needed; where it is installed it is used, and costs memory."""
    if importlib.util.find_spec("tensorflow") is None:
        return Check("TensorFlow", True, "không cài, và không cần")
    return Check(
        "TensorFlow",
        None,
        "có cài; trợ lý không cần, chỉ tốn thêm bộ nhớ",
        "Muốn gỡ: xóa thư mục .venv rồi chạy lại make run",
    )


def check_settings(settings: Settings) -> Check:
    """The settings could be read; tells those that change what citizens see."""
    found = f"dữ liệu ở {settings.data_dir}, giữ tin nhắn {settings.retention_days} ngày"
    if settings.today is not None:
        return Check(
            "Cài đặt",
            None,
            f"{found}; đang giả định hôm nay là {settings.today:%d/%m/%Y}",
            "Khi phục vụ thật, bỏ TROLY_TODAY",
        )
    return Check("Cài đặt", True, found)


def check_secrets(settings: Settings) -> Check:
    """Files with keys are readable by their owner only."""
    files = [settings.root / ".env", *sorted((settings.data_dir / "secrets").glob("[!.]*"))]
    there = [file for file in files if file.is_file()]
    others = stat.S_IRWXG | stat.S_IRWXO
    loose = [str(file) for file in there if file.stat().st_mode & others]
    if loose:
        return Check(
            "Khóa bí mật",
            False,
            "người khác trên máy đọc được " + ", ".join(loose),
            "chmod 600 " + " ".join(loose),
        )
    kept = [file for file in there if file.name != ".env"]
    found = f"{len(kept)} tệp trong secrets, chỉ chủ máy đọc được" if kept else "lấy từ môi trường"
    return Check("Khóa bí mật", True, found)


def check_room(data_dir: Path) -> Check:
    """The disk of the data has room, and the data can be written."""
    folder = data_dir
    while not folder.exists():
        folder = folder.parent
    free = shutil.disk_usage(folder).free
    if not os.access(folder, os.W_OK):
        return Check("Ổ đĩa", False, f"không ghi được vào {folder}", f"chown hoặc chmod {folder}")
    return Check(
        "Ổ đĩa",
        free >= ROOM,
        f"còn trống {free / GB:.1f} GB",
        f"Dọn bớt để còn ít nhất {ROOM / GB:.0f} GB; troly purge xóa tin nhắn quá hạn",
    )


def check_knowledge() -> Check:
    """Every procedure record can be read."""
    try:
        count = len(load_procedures())
    except KnowledgeError as error:
        return Check("Dữ liệu thủ tục", False, str(error), "Sửa tệp này trong knowledge/")
    return Check("Dữ liệu thủ tục", count > 0, f"{count} thủ tục", "Thư mục knowledge/ bị thiếu")


def check_model(settings: Settings) -> Check:
    """There is a model, and it was trained from the present data."""
    state = model_state(settings)
    found = {
        "fresh": f"mới, trong {settings.models_dir}",
        "stale": "đã cũ: dữ liệu hoặc mã nguồn đổi sau khi huấn luyện",
        "missing": "chưa có; make run tự huấn luyện, khoảng một phút",
    }[state]
    if state == "missing":
        return Check("Mô hình", None, found)
    return Check("Mô hình", state == "fresh", found, "make train, rồi khởi động lại trợ lý")


def check_database(url: str, keys: Sequence[str]) -> Check:
    """The database answers, has the newest tables, and the keys open what it holds."""
    name = "Cơ sở dữ liệu"
    try:
        address = make_url(url)
        shown = address.render_as_string(hide_password=True)
        sqlite = address.get_backend_name() == "sqlite"
        if sqlite and not Path(address.database or "").is_file():
            return Check(name, None, f"chưa có {shown}; lần chạy đầu sẽ tạo")
        return _opened_database(name, Database(url), shown, keys)
    except (ConfigError, SQLAlchemyError, ImportError, OSError) as error:
        first = (str(error).splitlines() or [type(error).__name__])[0]
        mend = "Xem TROLY_DATABASE_URL, và cơ sở dữ liệu có đang chạy không"
        return Check(name, False, first, mend)


def _opened_database(name: str, db: Database, shown: str, keys: Sequence[str]) -> Check:
    try:
        db.ping()
        if not is_current(db):
            mend = "Sao lưu, rồi chạy: .venv/bin/troly db-upgrade"
            return Check(name, False, f"{shown}: bảng chưa ở phiên bản mới nhất", mend)
        if not _keys_fit(db, keys):
            mend = "Thêm lại khóa cũ vào TROLY_KEYS hoặc var/secrets/keys, sau khóa mới"
            return Check(name, False, f"{shown}: khóa không mở được tin nhắn đã lưu", mend)
        return Check(name, True, f"{shown}, phiên bản mới nhất")
    finally:
        db.close()


def _keys_fit(db: Database, keys: Sequence[str]) -> bool:
    """Say whether the oldest and the newest message can be opened; reads no other."""
    cipher = Cipher(keys)
    with db.read() as connection:
        for order in (inbox.c.id.asc(), inbox.c.id.desc()):
            sealed = connection.execute(select(inbox.c.text).order_by(order).limit(1)).scalar()
            try:
                cipher.open(sealed or cipher.seal(""))
            except ConfigError:
                return False
    return True


def check_gateway(settings: Settings) -> Check:
    """The gateway's port is free, or it is our gateway that listens there."""
    host = settings.gateway_host
    host = "127.0.0.1" if host in EVERYWHERE else host
    state = _health(f"http://{_bracketed(host)}:{settings.gateway_port}/health")
    if "gateway" in state:
        found = f"đang chạy ở cổng {settings.gateway_port}; hội thoại: {state.get('dialogue')}"
        return Check("Cổng vào", True, found)
    return _port("Cổng vào", "TROLY_PORT", settings.gateway_port)


def check_dialogue(settings: Settings) -> Check:
    """The dialogue's port is free, or it is our dialogue that listens there."""
    address = settings.dialogue_url.rstrip("/")
    if _health(f"{address}/webhooks/gateway/health").get("status") == "ready":
        return Check("Hội thoại", True, f"đang chạy ở {address}")
    if urlsplit(address).hostname not in ("127.0.0.1", "localhost", "::1"):
        mend = "Mở hội thoại trên máy đó, hoặc xem lại TROLY_DIALOGUE_URL"
        return Check("Hội thoại", False, f"không trả lời ở {address}", mend)
    return _port("Hội thoại", "TROLY_DIALOGUE_PORT", settings.dialogue_port)


def _port(name: str, setting: str, port: int) -> Check:
    try:
        check_port(setting, port)
    except ConfigError:
        return Check(
            name,
            False,
            f"cổng {port} đang có chương trình khác dùng",
            f"Tắt chương trình đó, hoặc chọn cổng khác: {setting}={port + 1}",
        )
    return Check(name, True, f"chưa chạy; cổng {port} còn trống")


def _health(address: str) -> dict[str, object]:
    """Return what a process of ours says of itself; nothing when it is not one."""
    try:
        said = httpx.get(address, timeout=LOOK_SECONDS, trust_env=False).json()
    except (httpx.HTTPError, httpx.InvalidURL, ValueError):
        return {}
    return said if isinstance(said, dict) else {}


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def check_voice(settings: Settings) -> Check:
    """Tell which voices there are, and whether recordings are heard; nothing is called."""
    online = "trực tuyến" if settings.speech_api else ""
    offline = "ngoại tuyến" if importlib.util.find_spec("espeakng_loader") else ""
    voices = " và ".join(voice for voice in (online, offline) if voice) or "không có giọng nào"
    hears = "nghe được tin thoại" if settings.recogniser else "chưa nghe được tin thoại"
    return Check("Giọng nói", None, f"{voices}; {hears}", "Thử: troly channel check voice")


def check_channels(settings: Settings) -> list[Check]:
    """Tell which messaging apps are set up; Zalo's token must be one that can be renewed."""
    apps = {
        "Telegram": settings.telegram,
        "Zalo OA": settings.zalo,
        "Zalo Bot": settings.zalo_bot,
    }
    named = ", ".join(name for name, found in apps.items() if found is not None)
    checks = [Check("Kênh nhắn tin", None, named or "chỉ có trang trò chuyện")]
    if settings.zalo is not None:
        checks.append(_check_zalo_token(settings, settings.zalo))
    return checks


def _check_zalo_token(settings: Settings, zalo: ZaloSettings) -> Check:
    mend = "Quản trị viên của Official Account chạy: troly zalo authorise --redirect ĐỊA_CHỈ"
    try:
        db = Database(settings.database_url)
        tokens = tokens_of(db, Cipher(settings.keys), zalo.oa).load()
    except (SQLAlchemyError, ConfigError):
        return Check("Mã Zalo", None, "chưa đọc được, xem dòng cơ sở dữ liệu")
    if tokens is None:
        return Check("Mã Zalo", False, "chưa ai cấp quyền", mend)
    hours = (tokens.expires_at - time.time()) / 3_600
    if tokens.state == NEEDS_REAUTH:
        return Check(
            "Mã Zalo", False, f"phải cấp quyền lại, còn dùng {max(hours, 0):.0f} giờ", mend
        )
    return Check("Mã Zalo", True, "tự làm mới được")


def check_test_tools() -> list[Check]:
    """Tell whether the programs are there that only the tests need."""
    postgres = shutil.which("initdb") or next(
        iter(sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))), None
    )
    found = {"chromium": shutil.which("chromium"), "postgresql": postgres}
    return [
        Check(
            f"Kiểm thử: {package}",
            None,
            str(place) if place else "chưa cài; chỉ cần khi chạy make test",
            "" if place else f"apt-get install {package}",
        )
        for package, place in found.items()
    ]
