"""Sets an official record beside a hand-written one, field by field.

Hand-written words are never like official ones, so what is compared is what both
must agree on: amounts, times, papers, legal documents, ways to file, the name.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from datetime import date

from rapidfuzz import fuzz

from knowledge.importers.convert import WAYS, say_time, shorten
from knowledge.importers.detail import Detail
from knowledge.schema import Procedure, Source, Strict, on_day

SAME_PAPER = 62
"""Likeness (0..100) from which an official line and a paper of ours are the same."""
SAME_NAME = 80
MONEY = re.compile(r"(?<![\d./])(\d{1,3}(?:[.,]\d{3})+|\d{4,})\s*(?:đồng|đ\b|Việt Nam Đồng)")
TIME = re.compile(r"\b0?(\d+)\s*(ngày làm việc|ngày|tháng|giờ|năm)", re.IGNORECASE)


class Difference(Strict, frozen=True, kw_only=True):
    """One field in which an official record says other things than ours.

    ``field`` is the record's field that a decision is about; ``digest`` names what
    the official side says, so that a decision holds only as long as that does.
    """

    procedure: str
    code: str
    field: str
    ours: tuple[str, ...]
    theirs: tuple[str, ...]
    digest: str


def differences(
    procedure: Procedure, detail: Detail, sources: Mapping[str, Source], day: date
) -> list[Difference]:
    """Return the fields in which the two disagree on ``day``; none when they agree.

    A part that was not fetched is not compared.
    """
    found = [
        ("official_name", *_names(procedure, detail)),
        ("fees", *_fees(procedure, detail, day)),
        ("time", *_times(procedure, detail, day)),
        ("papers", *_papers(procedure, detail, day)),
        ("channels", *_channels(procedure, detail, day)),
        ("legal_basis", *_laws(procedure, detail, sources)),
    ]
    return [
        Difference(
            procedure=procedure.id,
            code=detail.code,
            field=field,
            ours=tuple(ours),
            theirs=tuple(theirs),
            digest=_digest(theirs),
        )
        for field, ours, theirs in found
        if theirs
    ]


Sides = tuple[Iterable[str], list[str]]


def _names(procedure: Procedure, detail: Detail) -> Sides:
    alike = fuzz.token_set_ratio(procedure.official_name.casefold(), detail.name.casefold())
    return [procedure.official_name], [detail.name] if alike < SAME_NAME else []


def _fees(procedure: Procedure, detail: Detail, day: date) -> Sides:
    """Amounts that the official side names and ours does not, now or on another day.

    A portal names the full fee while it is halved for a time.
    """
    ours = {fee.amount for fee in procedure.fees if fee.amount is not None}
    ours |= {n for fact in (*procedure.fees, *procedure.exemptions) for n in money(fact.text)}
    theirs: dict[int, str] = {}
    for method in detail.methods:
        for fee in method.fees:
            for amount in [fee.amount] if fee.amount else money(fee.text):
                theirs.setdefault(
                    amount, f"{amount:,} đồng ({WAYS[method.kind]})".replace(",", ".")
                )
    said = [
        f"{fee.when or 'Mọi trường hợp'}: {'chưa biết' if fee.amount is None else fee.amount}"
        for fee in on_day(procedure.fees, day)
    ]
    return said, [text for amount, text in theirs.items() if amount not in ours]


def money(text: str) -> list[int]:
    """Return the amounts in đồng that a text names."""
    return [int(re.sub(r"[.,]", "", found)) for found in MONEY.findall(text)]


def times(text: str) -> set[str]:
    """Return the spans of time that a text names: {"7 ngày làm việc"}."""
    return {f"{int(n)} {unit.lower()}" for n, unit in TIME.findall(text)}


def _times(procedure: Procedure, detail: Detail, day: date) -> Sides:
    texts = [fact.text for fact in on_day(procedure.time, day)]
    ours = {said for text in texts for said in times(text)}
    theirs = dict.fromkeys(filter(None, map(say_time, detail.methods)))
    # "1 ngày làm việc" is the portal's way to write "the same day".
    same_day = any("trong ngày" in text for text in texts)
    return texts, [t for t in theirs if t not in ours and not (same_day and t.startswith("1 "))]


def _papers(procedure: Procedure, detail: Detail, day: date) -> Sides:
    ours = [
        " ".join((paper.text, paper.when, paper.note)) for paper in on_day(procedure.papers, day)
    ]
    missing = [
        shorten(paper.name, 160)
        for paper in detail.papers
        if (paper.originals or paper.copies)
        and not any(_same_paper(own, paper.name) for own in ours)
    ]
    return [paper.text for paper in on_day(procedure.papers, day)], missing


def _same_paper(ours: str, theirs: str) -> bool:
    return bool(fuzz.token_set_ratio(ours.casefold(), theirs.casefold()) >= SAME_PAPER)


def _channels(procedure: Procedure, detail: Detail, day: date) -> Sides:
    ours = {channel.kind for channel in on_day(procedure.channels, day)}
    theirs = dict.fromkeys(method.kind for method in detail.methods)
    return [WAYS[kind] for kind in sorted(ours)], [WAYS[k] for k in theirs if k not in ours]


def _laws(procedure: Procedure, detail: Detail, sources: Mapping[str, Source]) -> Sides:
    """Documents of the last two years that ours does not name; older ones are behind it."""
    ours = " ".join(
        f"{sources[id].title} {sources[id].short}"
        for id in (*procedure.legal_basis, *procedure.sources)
        if id in sources
    )
    since = detail.imported_on.year - 1
    new = [n for n in detail.legal_basis if _year(n) >= since and n.rsplit("/", 1)[0] not in ours]
    return [sources[id].short for id in procedure.legal_basis if id in sources], new


def _year(number: str) -> int:
    found = re.search(r"/(\d{4})/", number)
    return int(found[1]) if found else 0


def _digest(lines: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:12]
