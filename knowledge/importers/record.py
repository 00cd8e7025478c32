"""What every format's reader does with a record: judge it, and note what is odd."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

import msgspec

from knowledge.importers.clean import line
from knowledge.importers.detail import Detail, Listed, Outcome, Refused, Taken
from knowledge.importers.offices import own_offices

INTERNAL = ("5", "6")
"""First digit of codes that look internal: not for citizens."""
SEVERAL = re.compile(r"\n|;\s*[-+•]|(?:^|\s)[-+•]\s.*\s[-+•]\s|;\s+\S.*;\s+\S")


def refused(where: str, code: Any, name: str) -> Refused:
    """Refuse a record without a usable code or name."""
    if not name:
        return Refused(where=where, why="không có tên thủ tục")
    return Refused(where=where, why=f"mã {line(code)[:40] or 'trống'!r} không đúng dạng 1.234567")


def taken(where: str, record: Detail | Listed, odd: Iterable[str] = ()) -> Outcome:
    """Take a record, unless it is internal; offices of other provinces are dropped."""
    if record.code.startswith(INTERNAL):
        why = f"mã {record.code} là thủ tục nội bộ, không dành cho dân"
        return Refused(where=where, why=why, internal=True)
    found = list(odd)
    ours, others = own_offices(record.agencies)
    if others:
        found.append(f"bỏ cơ quan của tỉnh khác: {'; '.join(others)[:120]}")
        record = msgspec.structs.replace(record, agencies=ours)
    if isinstance(record, Detail):
        found += _odd_details(record)
    return Taken(where=where, record=record, odd=tuple(dict.fromkeys(found)))


def _odd_details(detail: Detail) -> Iterable[str]:
    fees = [fee for method in detail.methods for fee in method.fees]
    if any(fee.amount is None and not fee.text for fee in fees):
        yield "có dòng phí ghi 0 hoặc để trống: chưa chắc là miễn phí"
    if "papers" in detail.known and not detail.papers:
        yield "không có thành phần hồ sơ"
    several = sum(bool(SEVERAL.search(paper.name)) for paper in detail.papers)
    if several:
        yield f"{several} dòng hồ sơ gộp nhiều giấy tờ"
    times = {(m.kind, m.time, m.unit) for m in detail.methods}
    if len(times) > len({m.kind for m in detail.methods}):
        yield "một cách nộp có nhiều thời hạn, tùy trường hợp"
    if not detail.levels:
        yield "không ghi cấp giải quyết"
