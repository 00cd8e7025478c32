"""Words what is known of a procedure of the national list that has no record here."""

from __future__ import annotations

from collections.abc import Sequence

from actions.say import capital, say_date
from bot.messages import Button, Command, Reply
from knowledge.catalogue.entries import Entry, office

SERVED = frozenset({"overview", "place", "online"})
"""Aspects that name, office and page answer; for others nothing is known here."""


def compose_listed(entry: Entry, aspects: Sequence[str]) -> Reply:
    """Say what it is, which level handles it, and where its official page is; never more."""
    name = capital(entry.short_name)
    if entry.scope == "provincial":
        return Reply(
            f"**Mã {entry.code} là thủ tục riêng của {entry.issuer}:** {name}.\n"
            "Ở Tây Ninh thì hỏi Trung tâm Phục vụ hành chính công xã. "
            f"Trang của mã này: {entry.page}",
            status="no_source",
        )
    lines = [
        f"**{name}** (mã {entry.code})",
        f"Nơi giải quyết: {office(entry.levels, entry.issuer, entry.domain)}.",
        f"Giấy tờ, lệ phí, thời gian xem ở trang chính thức: {entry.page}",
    ]
    if entry.withdrawn_on:
        lines.append(
            f"Lưu ý: danh mục mới không còn mã này (nhận thấy ngày {say_date(entry.withdrawn_on)})."
        )
    elif not entry.listed:
        lines.append("Mã này không có trong danh mục gần nhất, nên hỏi lại trước khi nộp.")
    asked = [aspect for aspect in aspects if aspect not in SERVED]
    if asked:
        lines.append("Trợ lý chưa có chi tiết thủ tục này, không đoán để khỏi mất công đi lại.")
    return Reply(
        "\n".join(lines),
        (Button("Gặp cán bộ", Command("human_handoff")),),
        f"Theo danh mục thủ tục hành chính quốc gia · xem ngày {say_date(entry.seen_on)}",
        "no_source" if asked else "answered",
    )
