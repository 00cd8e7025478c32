"""How all actions say small things: dates, money, the end of a sentence, where it is from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from knowledge.schema import Source

MOST_SOURCES = 3
DOINGS = (
    "báo", "chuyển", "chấm dứt", "chứng thực", "cải chính", "cấp", "gia hạn", "gắn", "hòa giải",
    "hưởng", "khai báo", "khai lệ phí", "khai thuế", "khóa", "kết hôn", "làm", "lập", "lắp", "mua",
    "nhận", "nhập", "rút", "sang tên", "sao y", "sửa", "thay đổi", "thi", "thu hồi", "thông báo",
    "tách", "tạm ngừng", "vay", "xin", "xác nhận", "xét", "xóa", "đính chính", "đòi", "đóng",
    "đăng ký", "đổi",
)  # fmt: skip
"""How the names of procedures begin that are something done already."""


def say_date(day: date) -> str:
    """Return a day the way it is read: 22/11/2026."""
    return f"{day:%d/%m/%Y}"


def say_money(amount: int) -> str:
    """Return an amount in đồng: "miễn phí", "25.000 đồng"."""
    return "miễn phí" if amount == 0 else f"{amount:,} đồng".replace(",", ".")


def end(text: str) -> str:
    """Return text that ends like a sentence."""
    text = text.strip()
    return text if not text or text[-1] in ".!?…:" else text + "."


def capital(text: str) -> str:
    """Return text with its first letter large."""
    return text[:1].upper() + text[1:]


def doing(name: str) -> str:
    """Return a procedure's name as something done: "làm khai sinh", but "đổi thẻ căn cước"."""
    is_done = any(f"{name} ".startswith(f"{verb} ") for verb in DOINGS)
    return name if is_done else f"làm {name}"


def small_print(
    ids: Iterable[str], sources: Mapping[str, Source], checked_on: date | None = None
) -> str:
    """Return where an answer is from and how old it is: at most three sources.

    Args:
        ids: sources, the most telling first; several with one name are named once.
        sources: all sources by id.
        checked_on: the oldest check of what is said; the sources' own when ``None``.
    """
    known = [sources[id] for id in dict.fromkeys(ids) if id in sources]
    names = list(dict.fromkeys(source.short for source in known))[:MOST_SOURCES]
    day = checked_on or min((source.seen_on for source in known), default=None)
    said = f"Theo {', '.join(names)}"
    return f"{said} · kiểm tra ngày {say_date(day)}" if day else said
