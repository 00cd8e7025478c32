"""Turns what an official system says of a procedure into a record that can be answered.

The words stay the official ones; nothing is added. A fee without an amount is never
"free": it is unknown, with the office to ask.
"""

from __future__ import annotations

import re
from collections import defaultdict
from typing import Any

from knowledge.catalogue.entries import PAGE, Entry, office, spoken_name
from knowledge.catalogue.entries import shorten as cut
from knowledge.importers.detail import Detail, Method, OfficialFee, OfficialPaper
from knowledge.schema import AnyFact, Channel, ChannelKind, Fact, Fee, Paper, Procedure, Source

CAUTION = "Đây là lời ghi trên Cổng, trợ lý chưa rà soát lại, nên hỏi lại trước khi đi."
MOST_PAPERS = 40
MOST_FORMS = 6
LONGEST = 260
"""Characters of one official line that is shown; the page has the rest."""
WAYS: dict[ChannelKind, str] = {
    "counter": "Nộp trực tiếp", "online": "Nộp trên mạng", "post": "Gửi qua bưu điện",
    "home": "Làm tại nhà",
}  # fmt: skip
UNITS = {
    "working_day": "ngày làm việc", "day": "ngày", "month": "tháng", "hour": "giờ", "year": "năm",
}  # fmt: skip
CONDITION = re.compile(r"[-+*•\s]*(?:trường hợp|trong trường hợp|nếu|đối với|khi)\b", re.IGNORECASE)
_HEADING = re.compile(r"giấy tờ|thành phần|hồ sơ|phải nộp|xuất trình", re.IGNORECASE)
_BULLET = re.compile(r"^[-+*•\s]+")


def source_of(detail: Detail) -> Source:
    """Return the source that an imported record names: the official page."""
    return Source(
        id=f"nhap-{detail.code}",
        title=f"Cổng Dịch vụ công quốc gia, thủ tục {detail.code}",
        short="Cổng Dịch vụ công quốc gia",
        kind="portal",
        seen_on=detail.imported_on,
        url=PAGE + detail.code,
    )


def to_procedure(detail: Detail, entry: Entry | None = None) -> Procedure:
    """Return a record in official words, to be checked on the official page.

    Args:
        detail: what was imported.
        entry: the procedure in the national list, for levels that the format lacks.
    """
    levels = detail.levels or (entry.levels if entry else ())
    issuer = entry.issuer if entry else detail.issuer
    ask = office(levels, issuer, detail.domain)
    spoken = spoken_name(detail.name)
    writer = _Writer(detail, ask)
    return Procedure(
        id=detail.code,
        code=detail.code,
        short_name=spoken,
        official_name=detail.name,
        names=entry.names if entry else (),
        domain=detail.domain,
        level="other",
        headline=f"{spoken[:1].upper()}{spoken[1:]}: nộp ở {ask}.",
        purpose="",
        confidence="medium",
        checked_on=detail.imported_on,
        sources=(f"nhap-{detail.code}",),
        who=writer.facts("who", detail.applicants),
        where=(writer.make(Fact, text=f"{ask[:1].upper()}{ask[1:]}."),),
        channels=writer.channels(),
        papers=writer.papers(),
        steps=writer.facts("steps", detail.steps),
        time=writer.times(),
        fees=writer.fees(),
        form=writer.forms(),
        result=writer.facts("results", detail.results),
        caution=(writer.make(Fact, text=CAUTION),),
        online_url=PAGE + detail.code,
    )


class _Writer:
    """Makes the facts of one record, all with its source and day."""

    def __init__(self, detail: Detail, ask: str) -> None:
        self._detail = detail
        self._ask = ask

    def make(self, fact: type[AnyFact], /, **fields: Any) -> AnyFact:
        """Return a fact of a kind, with where it is from."""
        return fact(
            sources=(f"nhap-{self._detail.code}",),
            checked_on=self._detail.imported_on,
            confidence="medium",
            **fields,
        )

    def missing(self, fact: type[AnyFact], part: str, /, **fields: Any) -> tuple[AnyFact, ...]:
        """Return a part without content: the source is silent, or was not fetched."""
        state = "silent" if part in self._detail.known else "unknown"
        return (self.make(fact, state=state, ask=self._ask, **fields),)

    def facts(self, part: str, texts: tuple[str, ...]) -> tuple[Fact, ...]:
        told = tuple(self.make(Fact, text=shorten(text)) for text in texts if text)
        return told or self.missing(Fact, part)

    def channels(self) -> tuple[Channel, ...]:
        kinds = dict.fromkeys(method.kind for method in self._detail.methods)
        found = tuple(self.make(Channel, kind=kind, text=f"{WAYS[kind]}.") for kind in kinds)
        return found or self.missing(Channel, "methods", kind="counter")

    def papers(self) -> tuple[Paper, ...]:
        cases = {paper.case for paper in self._detail.papers}
        told = [
            self.make(
                Paper,
                text=shorten(paper.name),
                when=_condition(paper, cases),
                copy=_copies(paper),
            )
            for paper in self._detail.papers[:MOST_PAPERS]
        ]
        told.sort(key=lambda paper: bool(paper.when))
        return tuple(told) or self.missing(Paper, "papers")

    def times(self) -> tuple[Fact, ...]:
        ways: dict[str, list[str]] = defaultdict(list)
        for method in self._detail.methods:
            said = say_time(method)
            if said:
                ways[said].append(WAYS[method.kind].lower())
        if len(ways) == 1:
            return (self.make(Fact, text=f"{next(iter(ways))}."),)
        told = tuple(
            self.make(Fact, text=f"{said} ({', '.join(dict.fromkeys(kinds))}).")
            for said, kinds in ways.items()
        )
        return told or self.missing(Fact, "methods")

    def fees(self) -> tuple[Fee, ...]:
        """A page that prints "free" for an amount of 0 says nothing about the fee."""
        ways: dict[OfficialFee, list[str]] = defaultdict(list)
        for method in self._detail.methods:
            for fee in method.fees:
                if fee.amount is not None or fee.text:
                    ways[fee].append(WAYS[method.kind])
        told = tuple(
            self.make(
                Fee,
                amount=fee.amount,
                when="" if len(ways) == 1 else ", ".join(dict.fromkeys(kinds)),
                text=f"Cổng ghi: {shorten(fee.text)}" if fee.text else "",
            )
            for fee, kinds in ways.items()
        )
        return told or (self.make(Fee, state="unknown", ask=self._ask),)

    def forms(self) -> tuple[Fact, ...]:
        forms = dict.fromkeys(
            paper.name
            for paper in self._detail.papers
            if paper.form or re.search(r"\bmẫu\b", paper.name.lower())
        )
        told = tuple(self.make(Fact, text=shorten(name)) for name in list(forms)[:MOST_FORMS])
        return told or self.missing(Fact, "papers")


def _condition(paper: OfficialPaper, cases: set[str]) -> str:
    """Return when a paper is needed, as far as the official side tells."""
    if _is_case(paper, cases):
        return f"thuộc trường hợp “{shorten(paper.case, 120)}”"
    return "thuộc trường hợp mà dòng này nói tới" if CONDITION.match(paper.name) else ""


def _is_case(paper: OfficialPaper, cases: set[str]) -> bool:
    """Say whether a table's title is a condition, not just "papers to hand in"."""
    return bool(paper.case) and len(cases) > 1 and not _HEADING.search(paper.case)


def _copies(paper: OfficialPaper) -> str:
    counts = ((paper.originals, "bản chính"), (paper.copies, "bản sao"))
    return ", ".join(f"{count} {what}" for count, what in counts if count)


def say_time(method: Method) -> str:
    """Return the time of a way to file, or an empty text where the unit is missing."""
    return f"{method.time} {UNITS[method.unit]}" if method.time and method.unit else ""


def shorten(text: str, most: int = LONGEST) -> str:
    """Return the beginning of a long line without its bullet, cut between words."""
    return cut(_BULLET.sub("", text.replace("\n", " ")), most)
