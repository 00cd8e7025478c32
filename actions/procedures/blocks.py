"""The parts of an answer, one function for each aspect of a procedure."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from actions.procedures import facts
from actions.say import capital, doing, end, say_date
from knowledge.schema import Fact, Paper, Procedure, Source, on_day

MORE = "documents_more"
"""Asked by a button only: the papers that did not fit."""
EXEMPTIONS = "exemptions"
"""Asked by a button only: who pays less, when that did not fit."""
LEGAL_BASIS = "legal_basis"


@dataclass(frozen=True)
class Block:
    """A part of an answer: a first line and the lines under it, and what they rest on."""

    head: str
    lines: tuple[str, ...]
    used: tuple[Fact, ...] = ()


def block(aspect: str, procedure: Procedure, day: date, sources: Mapping[str, Source]) -> Block:
    """Return the part of an answer that is about one aspect (one of :data:`ASKABLE`)."""
    if aspect == LEGAL_BASIS:
        return _legal_basis(procedure, day, sources)
    return _BLOCKS[aspect](procedure, day)


def _overview(procedure: Procedure, day: date) -> Block:
    always = [paper for paper in on_day(procedure.papers, day) if not paper.when]
    fees = on_day(procedure.fees, day)
    time = on_day(procedure.time, day)
    lines = ["Cần mang:", *(f"• {facts.say_paper(paper)}" for paper in always)] if always else []
    if len(procedure.papers) > len(always):
        lines.append("Có trường hợp cần thêm giấy, bấm **Cần giấy tờ gì**.")
    lines += [f"Lệ phí: {facts.say_fee(fee, remark=False)}" for fee in fees[:2]]
    lines += [f"Thời gian: {facts.say_fact(fact)}" for fact in time[:1]]
    lines += [f"Hạn: {facts.say_fact(fact)}" for fact in on_day(procedure.deadline, day)[:1]]
    change = facts.first_change([*procedure.fees, *procedure.papers, *procedure.where], day)
    if change:
        lines.append(f"Từ {say_date(change)} có thay đổi, nên xem kỹ lệ phí và nơi nộp.")
    return Block(f"**{procedure.headline}**", tuple(lines), (*always, *fees[:2], *time[:1]))


def _documents(procedure: Procedure, day: date) -> Block:
    papers = on_day(procedure.papers, day)
    always = [paper for paper in papers if not paper.when]
    only_if = [paper for paper in papers if paper.when]
    lines = ["Luôn cần:", *(f"• {facts.say_paper(paper)}" for paper in always)] if always else []
    if only_if:
        lines += ["Chỉ khi có trường hợp sau:", *map(_case, only_if)]
    lines += facts.changes_ahead(procedure.papers, day)
    return Block(f"**Giấy tờ để {doing(procedure.short_name)}:**", tuple(lines), papers)


def _more_documents(procedure: Procedure, day: date) -> Block:
    only_if = [paper for paper in on_day(procedure.papers, day) if paper.when]
    head = f"**Giấy tờ thêm khi {doing(procedure.short_name)}:**"
    return Block(head, tuple(map(_case, only_if)), tuple(only_if))


def _case(paper: Paper) -> str:
    name = paper.text + (f" ({paper.copy})" if paper.copy else "")
    note = f" {end(paper.note)}" if paper.note else ""
    return f"• Khi {paper.when}: {end(name)}{note}"


def _fee(procedure: Procedure, day: date) -> Block:
    fees = on_day(procedure.fees, day)
    lines = [f"• {facts.say_fee(fee)}" for fee in fees]
    lines += facts.changes_ahead(procedure.fees, day)
    exempt = on_day(procedure.exemptions, day)
    lines += [f"Miễn, giảm: {facts.say_fact(fact)}" for fact in exempt]
    if procedure.code and any(fee.state == "unknown" for fee in fees):
        lines.append(f"Mức phải đóng cũng hiện ra lúc nộp trên {facts.PORTAL}.")
    if len(fees) == 1:
        head, lines = f"**Lệ phí {procedure.short_name}: {facts.say_fee(fees[0])}**", lines[1:]
    else:
        head = f"**Lệ phí {procedure.short_name}, tùy trường hợp:**"
    return Block(head, tuple(lines), (*fees, *exempt))


def _exemptions(procedure: Procedure, day: date) -> Block:
    exempt = on_day(procedure.exemptions, day)
    lines = facts.bullets(facts.say_fact(fact) for fact in exempt)
    lines += facts.changes_ahead([*procedure.fees, *procedure.exemptions], day)
    return Block(f"**Ai được miễn, giảm khi {doing(procedure.short_name)}:**", tuple(lines), exempt)


def _time(procedure: Procedure, day: date) -> Block:
    time = on_day(procedure.time, day)
    deadline = on_day(procedure.deadline, day)
    lines = [facts.say_fact(fact) for fact in time]
    first = lines[0] if lines else capital(facts.SILENT) + "."
    lines = [*lines[1:], *(f"Hạn: {facts.say_fact(fact)}" for fact in deadline)]
    lines += facts.changes_ahead([*procedure.time, *procedure.deadline], day)
    head = f"**{capital(procedure.short_name)}: {first}**"
    return Block(head, tuple(lines), (*time, *deadline))


def _place(procedure: Procedure, day: date) -> Block:
    return _plain(f"Nơi {doing(procedure.short_name)}", procedure.where, day)


def _steps(procedure: Procedure, day: date) -> Block:
    steps = on_day(procedure.steps, day)
    lines = [f"{number}. {facts.say_fact(step)}" for number, step in enumerate(steps, start=1)]
    mistakes = on_day(procedure.mistakes, day)
    lines += [f"Nhớ: {facts.say_fact(fact)}" for fact in mistakes[:1]]
    return Block(f"**Các bước {doing(procedure.short_name)}:**", tuple(lines), steps)


def _online(procedure: Procedure, day: date) -> Block:
    channels = on_day(procedure.channels, day)
    online = tuple(channel for channel in channels if channel.kind == "online")
    lines = [f"• {facts.say_fact(channel)}" for channel in online]
    if procedure.online_url and online:
        lines.append(f"Trang chính thức: {procedure.online_url}")
    others = [channel for channel in channels if channel.kind != "online"]
    if online:
        head = f"**{capital(doing(procedure.short_name))} trên mạng:**"
    else:
        head = f"**Trợ lý chưa thấy nguồn nào nói {procedure.short_name} nộp được trên mạng.**"
        lines += [f"• {facts.say_fact(channel)}" for channel in others]
    return Block(head, tuple(lines), online)


def _form(procedure: Procedure, day: date) -> Block:
    return _plain(f"Mẫu để {doing(procedure.short_name)}", procedure.form, day)


def _eligibility(procedure: Procedure, day: date) -> Block:
    return _plain(f"Ai làm được {procedure.short_name}", procedure.who, day)


def _result(procedure: Procedure, day: date) -> Block:
    return _plain(f"{capital(doing(procedure.short_name))} xong", procedure.result, day)


def _plain(title: str, all_facts: Sequence[Fact], day: date) -> Block:
    said = on_day(all_facts, day)
    lines = facts.bullets(facts.say_fact(fact) for fact in said)
    ahead = facts.changes_ahead(all_facts, day)
    if len(lines) == 1:
        return Block(f"**{title}: {lines[0]}**", tuple(ahead), said)
    return Block(f"**{title}:**", (*lines, *ahead), said)


def _legal_basis(procedure: Procedure, day: date, sources: Mapping[str, Source]) -> Block:
    names = [
        sources[id].title
        for id in procedure.legal_basis
        if (sources[id].valid_to or day) >= day >= (sources[id].valid_from or day)
    ]
    head = f"**{capital(procedure.short_name)} làm theo:**"
    return Block(head, tuple(f"• {name}" for name in names))


_BLOCKS: dict[str, Callable[[Procedure, date], Block]] = {
    "overview": _overview,
    "documents": _documents,
    MORE: _more_documents,
    EXEMPTIONS: _exemptions,
    "fee": _fee,
    "time": _time,
    "place": _place,
    "steps": _steps,
    "online": _online,
    "form": _form,
    "eligibility": _eligibility,
    "result": _result,
}

ASKABLE = frozenset({*_BLOCKS, LEGAL_BASIS})
