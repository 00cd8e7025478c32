"""The one-stop system's sync (``LayThuTuc``): upper-case keys in a ``result`` list.

Some gateways wrap it as ``{"message": "<the same as a JSON text>"}``.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from knowledge.importers.clean import amount, line, lines, plain, procedure_code, rows
from knowledge.importers.detail import Detail, Method, OfficialFee, OfficialPaper, Outcome, Unit
from knowledge.importers.record import refused, taken
from knowledge.schema import ChannelKind

KINDS: dict[str, ChannelKind] = {"1": "counter", "2": "online", "3": "post"}
UNITS: dict[str, Unit] = {
    "ngày làm việc": "working_day", "ngày": "day", "tháng": "month", "giờ": "hour", "năm": "year",
}  # fmt: skip


def fits(raw: Mapping[str, Any]) -> bool:
    """Say whether a record has this shape."""
    return "MATTHC" in raw


def unwrap(raw: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return what a gateway wrapped in ``message``; anything else as it is."""
    message = raw.get("message")
    if isinstance(message, str) and message.lstrip().startswith("{"):
        try:
            inner = json.loads(message)
        except ValueError:
            return raw
        return inner if isinstance(inner, Mapping) else raw
    return raw


def read(raw: Mapping[str, Any], where: str, day: date, origin: str) -> Outcome:
    """Read one record."""
    code = procedure_code(raw.get("MATTHC"))
    name = line(raw.get("TENTTHC"))
    if code is None or not name:
        return refused(where, raw.get("MATTHC"), name)
    odd = [] if str(raw.get("MATTHC")).strip() == code else ["bỏ đuôi của mã"]
    if str(raw.get("TRANGTHAI", 1)) != "1":
        odd.append(f"trạng thái {line(raw['TRANGTHAI'])}")
    detail = Detail(
        code=code,
        name=name,
        domain=", ".join(_texts(raw, "LINHVUCTHUCHIEN", "TENLINHVUC")),
        issuer=line(raw.get("MACOQUANCONGBO")),
        agencies=tuple(_texts(raw, "COQUANTHUCHIEN", "TENDONVI")),
        applicants=tuple(_texts(raw, "DOITUONGTHUCHIEN", "TENDOITUONG")),
        steps=tuple(
            text
            for case in rows(raw.get("TRINHTUTHUCHIEN"))
            for step in rows(case.get("TRINHTU"))
            for text in [plain(step.get("TENTRINHTU"))]
            if text
        ),
        methods=tuple(_methods(raw)),
        papers=tuple(_papers(raw)),
        requirements=lines(raw.get("YEUCAU")),
        results=tuple(_texts(raw, "KETQUATHUCHIEN", "TENKETQUA")),
        legal_basis=tuple(
            dict.fromkeys(
                line(law.get("SOVANBAN")) or line(law.get("TENVANBAN"))
                for law in rows(raw.get("CANCUPHAPLY"))
            )
        ),
        known=tuple(part for part, field in _PARTS.items() if field in raw),
        imported_on=day,
        origin=origin,
    )
    return taken(where, detail, odd)


_PARTS = {
    "steps": "TRINHTUTHUCHIEN", "methods": "CACHTHUCTHUCHIEN", "papers": "THANHPHANHOSO",
    "requirements": "YEUCAU", "results": "KETQUATHUCHIEN", "legal_basis": "CANCUPHAPLY",
}  # fmt: skip


def _texts(raw: Mapping[str, Any], field: str, name: str) -> list[str]:
    return list(filter(None, (line(item.get(name)) for item in rows(raw.get(field)))))


def _methods(raw: Mapping[str, Any]) -> Iterator[Method]:
    for way in rows(raw.get("CACHTHUCTHUCHIEN")):
        kind = KINDS.get(str(way.get("KENH")), "counter")
        for time in rows(way.get("THOIGIAN")) or [{}]:
            yield Method(
                kind=kind,
                time=amount(time.get("THOIGIANGIAIQUYET")) or None,
                unit=UNITS.get(line(time.get("DONVITINH")).casefold(), ""),
                text=plain(time.get("MOTA")),
                fees=tuple(
                    OfficialFee(
                        amount=amount(fee.get("SOTIEN")) or None, text=plain(fee.get("MOTA"))
                    )
                    for fee in rows(time.get("PHILEPHI"))
                ),
            )


def _papers(raw: Mapping[str, Any]) -> Iterator[OfficialPaper]:
    for case in rows(raw.get("THANHPHANHOSO")):
        for paper in rows(case.get("GIAYTO")):
            if line(paper.get("TENGIAYTO")):
                yield OfficialPaper(
                    name=line(paper.get("TENGIAYTO")),
                    case=line(case.get("TRUONGHOP")),
                    originals=amount(paper.get("SOBANCHINH")),
                    copies=amount(paper.get("SOBANSAO")),
                    form=line(paper.get("TENMAUDON")),
                )
