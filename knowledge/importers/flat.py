"""Flat JSON lines: the portal's detail page as text, one field a section.

Tables came through without separators ("Trực tuyến7 Ngày làm việc10,000 Việt Nam
Đồng(…)Trực tiếp…"), so they are cut at the words that open and close a cell.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from knowledge.importers.clean import (
    amount,
    document_numbers,
    line,
    lines,
    plain,
    procedure_code,
)
from knowledge.importers.detail import Detail, Method, OfficialFee, OfficialPaper, Outcome, Unit
from knowledge.importers.offices import levels
from knowledge.importers.record import refused, taken
from knowledge.schema import ChannelKind

KINDS: dict[str, ChannelKind] = {
    "Trực tuyến": "online", "Trực tiếp": "counter", "Dịch vụ bưu chính": "post",
}  # fmt: skip
UNITS: dict[str, Unit] = {
    "Ngày làm việc": "working_day", "Ngày": "day", "Tháng": "month", "Giờ": "hour", "Năm": "year",
}  # fmt: skip

_ROW = re.compile(
    r"(?P<kind>Trực tuyến|Trực tiếp|Dịch vụ bưu chính)"
    r"(?:(?P<time>\d+)\s*(?P<unit>Ngày làm việc|Ngày|Tháng|Giờ|Năm)?|Không có thông tin|Khác)"
    r"(?=Không có thông tin|Miễn phí|\d|$)"
)
_FEE = re.compile(
    r"(?:Không có thông tin|Miễn phí|(?P<amount>[\d.,]+) (?P<currency>Việt Nam Đồng|[A-Z]{3}))"
)
_PAPERS_HEAD = "Tên giấy tờMẫu đơn, tờ khaiSố lượng"
_COUNT = re.compile(r"(?P<originals>\d+) bản chính(?:,\s*(?P<copies>\d+) bản sao)?")
# The name of a form's file is glued to the paper's: it begins with a capital or a digit.
_FILE = re.compile(r"(?<=\S)(?P<file>[A-ZĐ0-9][^.;:,()]{0,80}\.(?:docx?|pdf|xlsx?|rtf))$")
_RESULT_END = re.compile(r"Từ khóa|Chọn cơ quan thực hiện")
_RESULT_CODE = re.compile(r"Mã:\s*[A-Z]+(?:\.[A-Z]*\d+)+")


def fits(raw: Mapping[str, Any]) -> bool:
    """Say whether a record has this shape."""
    return "ma_thu_tuc" in raw


def read(raw: Mapping[str, Any], where: str, day: date, origin: str) -> Outcome:
    """Read one record."""
    code = procedure_code(raw.get("ma_thu_tuc"))
    name = line(raw.get("ten_thu_tuc"))
    if code is None or not name:
        return refused(where, raw.get("ma_thu_tuc"), name)
    detail = Detail(
        code=code,
        name=name,
        domain=line(raw.get("linh_vuc")),
        levels=levels(line(raw.get("cap_thuc_hien"))),
        agencies=tuple(
            part.strip() for part in line(raw.get("co_quan_thuc_hien")).split(",") if part.strip()
        ),
        applicants=tuple(
            part.strip()
            for part in re.split(r",\s*(?![^(]*\))", line(raw.get("doi_tuong_thuc_hien")))
            if part.strip()
        ),
        steps=lines(raw.get("trinh_tu_thuc_hien")),
        methods=tuple(read_methods(plain(raw.get("cach_thuc_thuc_hien")))),
        papers=tuple(read_papers(plain(raw.get("thanh_phan_ho_so")))),
        requirements=lines(raw.get("yeu_cau_dieu_kien")),
        results=tuple(_results(line(raw.get("ket_qua_xu_ly")))),
        legal_basis=document_numbers(raw.get("can_cu_phap_ly")),
        decision=line(raw.get("so_quyet_dinh")),
        known=tuple(part for part, field in _PARTS.items() if field in raw),
        imported_on=day,
        origin=origin,
    )
    return taken(where, detail)


_PARTS = {
    "steps": "trinh_tu_thuc_hien", "methods": "cach_thuc_thuc_hien", "papers": "thanh_phan_ho_so",
    "requirements": "yeu_cau_dieu_kien", "results": "ket_qua_xu_ly",
    "legal_basis": "can_cu_phap_ly",
}  # fmt: skip


def read_methods(text: str) -> Iterator[Method]:
    """Cut the flattened table of ways to file into its rows."""
    rows = list(_ROW.finditer(text))
    for row, following in zip(rows, [*rows[1:], None], strict=True):
        rest = text[row.end() : following.start() if following else len(text)]
        fee, said = _fee(rest)
        yield Method(
            kind=KINDS[row["kind"]],
            time=int(row["time"]) or None if row["time"] else None,
            unit=UNITS.get(row["unit"] or "", ""),
            text=said,
            fees=(fee,) if fee else (),
        )


def _fee(rest: str) -> tuple[OfficialFee | None, str]:
    """Return the fee at the beginning of a row's rest, and the description after it.

    "Miễn phí" is what the page prints for an amount of 0, whatever that means.
    """
    found = _FEE.match(rest)
    if found is None:
        return None, rest.strip()
    remark, after = _brackets(rest[found.end() :])
    foreign = found["currency"] not in (None, "Việt Nam Đồng")
    said = f"{found['amount']} {found['currency']} {remark}".strip() if foreign else remark
    if found[0] == "Không có thông tin" and not remark:
        return None, after
    value = None if foreign else amount(found["amount"])
    return OfficialFee(amount=value or None, text=said), after


def _brackets(text: str) -> tuple[str, str]:
    """Split "(…) rest" at the bracket that closes the first one."""
    if not text.startswith("("):
        return "", text.strip()
    depth = 0
    for at, char in enumerate(text):
        depth += (char == "(") - (char == ")")
        if depth == 0:
            return text[1:at].strip(), text[at + 1 :].strip()
    return text[1:].strip(), ""


def read_papers(text: str) -> Iterator[OfficialPaper]:
    """Cut the flattened checklist: cases, each with a table of papers and counts.

    What stands after the last count of a table is the title of the next case.
    """
    case, *tables = text.split(_PAPERS_HEAD)
    case = case.strip()
    for table in tables:
        last = 0
        for count in _COUNT.finditer(table):
            name = " ".join(table[last : count.start()].split())
            last = count.end()
            if not name:
                continue
            form = _FILE.search(name)
            yield OfficialPaper(
                name=name[: form.start()].strip() or name if form else name,
                case="" if case in ("", "--") else case.strip("*- :"),
                originals=int(count["originals"]),
                copies=int(count["copies"]) if count["copies"] else None,
                form=form["file"].strip() if form else "",
            )
        case = table[last:].strip()


def _results(text: str) -> Iterator[str]:
    for part in _RESULT_CODE.split(_RESULT_END.split(text)[0]):
        if line(part):
            yield line(part)
