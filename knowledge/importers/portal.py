"""The national portal's JSON detail (``get-formality-by-citizen``), seen 2026-06 to 2026-09.

One envelope ``{"code": "OK", "data": {…}}``, its ``data`` alone, or a list of either.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from knowledge.importers.clean import amount, line, lines, plain, procedure_code, rows
from knowledge.importers.detail import Detail, Method, OfficialFee, OfficialPaper, Outcome, Unit
from knowledge.importers.record import refused, taken
from knowledge.schema import ChannelKind

KINDS: dict[str, ChannelKind] = {"ONLINE": "online", "POSTAL": "post", "DIRECT": "counter"}
UNITS: dict[str, Unit] = {
    "WORKING_DAY": "working_day", "DAY": "day", "MONTH": "month", "HOUR": "hour", "YEAR": "year",
}  # fmt: skip
LEVELS = {"isWard": "commune", "isProvince": "province", "isMinistry": "ministry",
          "isOtherAgency": "other"}  # fmt: skip
PAGE = "https://dichvucong.gov.vn/dich-vu-cong-truc-tuyen/"


def fits(raw: Mapping[str, Any]) -> bool:
    """Say whether a record has this shape."""
    data = raw.get("data", raw)
    return isinstance(data, Mapping) and "executionMethods" in data


def read(raw: Mapping[str, Any], where: str, day: date, origin: str) -> Outcome:
    """Read one record."""
    data = raw.get("data", raw)
    code = procedure_code(data.get("code"))
    name = line(data.get("name"))
    if code is None or not name:
        return refused(where, data.get("code"), name)
    odd = []
    if data.get("state") not in ("ACTIVE", "UPDATED", None):
        odd.append(f"trạng thái {line(data['state'])}")
    if "INTERNAL" in str(data.get("formalityType")):
        odd.append("thủ tục nội bộ, không dành cho người dân")
    if str(data.get("departmentPromulgateCode") or "").startswith("H"):
        odd.append(f"do tỉnh công bố: {line(data.get('departmentPromulgateName'))}")
    detail = Detail(
        code=code,
        name=name,
        domain=", ".join(_names(data, "categoriesDetails")),
        levels=tuple(level for flag, level in LEVELS.items() if data.get(flag)),
        issuer=line(data.get("departmentPromulgateName")),
        agencies=_names(data, "departmentsExecuting"),
        applicants=_names(data, "subjectTypesDetails"),
        steps=_steps(data),
        methods=tuple(_method(m) for m in rows(data.get("executionMethods"))),
        papers=tuple(
            _paper(paper, line(case.get("name")))
            for case in rows(data.get("executionCases"))
            for paper in rows(case.get("profileComponents"))
            if line(paper.get("name"))
        ),
        requirements=lines(data.get("requirementsAndConditions")),
        results=_names(data, "resultsDetails"),
        legal_basis=tuple(
            dict.fromkeys(
                line(law.get("code")) or line(law.get("name"))
                for law in rows(data.get("legalBasisesDetails"))
            )
        ),
        decision=line((data.get("procedureProposal") or {}).get("proposalNumber")),
        online_url=f"{PAGE}{code}/nop-ho-so" if data.get("cases") else "",
        known=tuple(part for part, field in _PARTS.items() if field in data),
        imported_on=day,
        origin=origin,
    )
    return taken(where, detail, odd)


_PARTS = {
    "steps": "executionSteps", "methods": "executionMethods", "papers": "executionCases",
    "requirements": "requirementsAndConditions", "results": "resultsDetails",
    "legal_basis": "legalBasisesDetails",
}  # fmt: skip


def _names(data: Mapping[str, Any], field: str) -> tuple[str, ...]:
    return tuple(
        dict.fromkeys(filter(None, (line(item.get("name")) for item in rows(data.get(field)))))
    )


def _steps(data: Mapping[str, Any]) -> tuple[str, ...]:
    steps = []
    for step in rows(data.get("executionSteps")):
        name, text = line(step.get("name")), plain(step.get("description"))
        steps.append(f"{name}: {text}" if name and text else name or text)
    return tuple(filter(None, steps))


def _method(raw: Mapping[str, Any]) -> Method:
    time = raw.get("processingTime")
    return Method(
        kind=KINDS.get(str(raw.get("submissionMethod")), "counter"),
        time=time if isinstance(time, int) and time > 0 else None,
        unit=UNITS.get(str(raw.get("processingTimeUnit")), ""),
        text=plain(raw.get("description")),
        fees=tuple(
            OfficialFee(amount=amount(fee.get("value")) or None, text=plain(fee.get("description")))
            for fee in rows(raw.get("fees"))
        ),
    )


def _paper(raw: Mapping[str, Any], case: str) -> OfficialPaper:
    files = rows(raw.get("attachments"))
    return OfficialPaper(
        name=line(raw.get("name")),
        case=case,
        originals=amount(raw.get("originalQty")),
        copies=amount(raw.get("copyQty")),
        form=", ".join(filter(None, (line(file.get("fileName")) for file in files))),
    )
