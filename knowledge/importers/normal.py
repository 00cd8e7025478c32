"""Normalised JSON lines: one record a procedure, with nested fees, papers and steps."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from knowledge.importers.clean import amount, line, lines, plain, procedure_code, rows
from knowledge.importers.detail import Detail, Method, OfficialFee, OfficialPaper, Outcome
from knowledge.importers.offices import levels
from knowledge.importers.record import refused, taken
from knowledge.schema import ChannelKind

KINDS: dict[str, ChannelKind] = {
    "trực tuyến": "online", "trực tiếp": "counter", "dịch vụ bưu chính": "post",
    "bưu chính": "post",
}  # fmt: skip


def fits(raw: Mapping[str, Any]) -> bool:
    """Say whether a record has this shape."""
    return "proc_id" in raw


def read(raw: Mapping[str, Any], where: str, day: date, origin: str) -> Outcome:
    """Read one record."""
    code = procedure_code(raw.get("proc_id"))
    name = line(raw.get("name"))
    if code is None or not name:
        return refused(where, raw.get("proc_id"), name)
    issuer = str(raw.get("department_code") or "")
    odd = (
        [f"do tỉnh công bố: {line(raw.get('department_promulgate'))}"] if issuer[:1] == "H" else []
    )
    online = bool(raw.get("has_online_submission"))
    detail = Detail(
        code=code,
        name=name,
        domain=line(raw.get("domain")),
        levels=levels(line(raw.get("agency_levels"))),
        issuer=line(raw.get("department_promulgate")),
        agencies=tuple(filter(None, (line(raw.get("executing_agency")),))),
        applicants=lines(raw.get("subject_types") or raw.get("subjects")),
        steps=_texts(raw.get("steps")),
        methods=tuple(_methods(raw)),
        papers=tuple(_papers(raw)),
        requirements=lines(raw.get("requirements")),
        results=_texts(raw.get("results")),
        legal_basis=_texts(raw.get("legal_basis"), "code", "name"),
        decision=line(raw.get("decision_number")),
        online_url=line(raw.get("online_url")) if online else "",
        known=tuple(part for part, field in _PARTS.items() if _fetched(raw, field)),
        imported_on=day,
        origin=origin,
    )
    return taken(where, detail, odd)


_PARTS = {
    "steps": "steps", "methods": "methods", "papers": "checklist", "requirements": "requirements",
    "results": "results", "legal_basis": "legal_basis",
}  # fmt: skip


def _fetched(raw: Mapping[str, Any], field: str) -> bool:
    """Say whether a part was fetched; ``status_…`` fields tell "present" from "not fetched"."""
    return field in raw and raw.get(f"status_{field}") not in ("not_fetched", "error")


def _texts(value: Any, *fields: str) -> tuple[str, ...]:
    if not isinstance(value, list):
        return lines(value)
    wanted = fields or ("name", "description", "text")
    texts = (
        ": ".join(filter(None, (plain(item.get(field)) for field in wanted[: 1 if fields else 3])))
        if isinstance(item, Mapping)
        else plain(item)
        for item in value
    )
    return tuple(filter(None, texts))


def _kind(value: Any) -> ChannelKind:
    return KINDS.get(line(value).casefold(), "counter")


def _methods(raw: Mapping[str, Any]) -> list[Method]:
    fees: dict[ChannelKind, list[OfficialFee]] = {}
    for fee in rows(raw.get("fees")):
        official = OfficialFee(
            amount=amount(fee.get("amount_value")) or None, text=plain(fee.get("amount_text"))
        )
        fees.setdefault(_kind(fee.get("submission_method")), []).append(official)
    methods = []
    for method in rows(raw.get("methods")):
        kind = _kind(method.get("submission_method") or method.get("name"))
        text = plain(method.get("processing_time_text") or method.get("description"))
        methods.append(Method(kind=kind, text=text, fees=tuple(fees.pop(kind, ()))))
    said = plain(raw.get("processing_time_text"))
    methods += [Method(kind=kind, text=said, fees=tuple(paid)) for kind, paid in fees.items()]
    return methods


def _papers(raw: Mapping[str, Any]) -> list[OfficialPaper]:
    return [
        OfficialPaper(
            name=line(paper.get("name")),
            case=line(paper.get("case_name")),
            originals=amount(paper.get("original_qty")),
            copies=amount(paper.get("copy_qty")),
            form=line(paper.get("code")) if paper.get("has_electronic_form") else "",
        )
        for paper in rows(raw.get("checklist"))
        if line(paper.get("name"))
    ]
