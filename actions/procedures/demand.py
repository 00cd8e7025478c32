"""Answers "do I really need this paper?" from a procedure's list of papers.

It is never said that a paper is not required when the record is incomplete or not
certain: the person could be sent away for it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from actions.procedures.compose import Choice
from actions.procedures.facts import LOOKED_UP
from actions.say import capital, doing, end, small_print
from bot.messages import Button, Command, Reply
from knowledge.papers import (
    FILER,
    General,
    Holder,
    PaperKind,
    find_papers,
    holders_of,
    is_sure_to_be,
    near_papers,
    umbrella_papers,
)
from knowledge.schema import Paper, Procedure, Source, on_day
from nlu.text.fold import fold

MOST_SHOWN = 3
REPORT = (
    "Nếu vẫn bị đòi: xin cán bộ ghi rõ lý do vào phiếu yêu cầu bổ sung, rồi gửi "
    "**Phản ánh kiến nghị** trên Cổng Dịch vụ công quốc gia."
)
UNSURE = "Danh sách trợ lý có chưa đủ chắc để nói là không cần. Hỏi lại nơi nộp trước khi đi."


def answer_demand(
    demand: str,
    procedure: Procedure,
    kind: PaperKind | None,
    day: date,
    sources: Mapping[str, Source],
    holders: Sequence[Holder] = (),
) -> Reply:
    """Say whether a paper that was asked for stands on the list, with the legal basis.

    Args:
        demand: the paper in the citizen's words.
        procedure: its record.
        kind: what kind of paper that is, if it is a known one.
        day: the local date.
        sources: all sources by id.
        holders: whose papers may be.
    """
    papers = on_day(procedure.papers, day)
    found = find_papers(demand, papers, kind, fold)
    general = kind.general if kind else None
    complete = is_complete(procedure, papers)
    same = [
        paper
        for paper in _of_holder(demand, found, holders)
        if is_sure_to_be(demand, paper, kind, fold)
    ]
    like = [*found, *(near_papers(papers, kind) if not found else ())]
    if same:
        text = _listed(same, procedure, complete=complete)
        may_report = any(paper.when or paper.lookup == "yes" for paper in same)
    elif like:
        text, may_report = _only_alike(demand, like, procedure), False
    elif complete and kind is not None and (wide := umbrella_papers(papers)):
        like, may_report = [*wide], all(paper.when for paper in wide)
        text = _perhaps_among(demand, wide, procedure)
    else:
        # Of a paper that is not known by name, it is not known whether the list has it
        # under another one.
        may_report = complete and kind is not None
        text = _not_listed(demand, procedure, sure=may_report)
    lines = [text]
    if general:
        lines.append(general.text)
    if may_report:
        lines.append(REPORT)
    lines.append(_law(procedure, sources))
    return Reply(
        "\n".join(line for line in lines if line),
        _buttons(procedure),
        _small(procedure, same or like, general, sources),
    )


def ask_for_what(
    demand: str,
    kind: PaperKind | None,
    sources: Mapping[str, Source],
    choices: Sequence[Choice] = (),
) -> Reply:
    """Ask for which procedure a paper was demanded; say what holds of it in any.

    Args:
        demand: the paper in the citizen's words.
        kind: what kind of paper that is, if it is a known one.
        sources: all sources by id.
        choices: procedures that may be meant.
    """
    general = kind.general if kind else None
    text = f"**Đang làm thủ tục gì mà bị đòi “{demand}”?** Gõ tên thủ tục, trợ lý xem giúp."
    lines = [text, general.text] if general else [text]
    small = small_print(general.sources, sources, general.checked_on) if general else ""
    buttons = tuple(choice.button(("documents",)) for choice in choices)
    return Reply("\n".join(lines), buttons, small, status="clarify")


def is_complete(procedure: Procedure, papers: Sequence[Paper]) -> bool:
    """Say whether the list may be taken as all there is: high confidence, nothing open."""
    return procedure.confidence == "high" and all(
        paper.state == "known" and paper.confidence == "high" for paper in papers
    )


def _listed(found: Sequence[Paper], procedure: Procedure, *, complete: bool) -> str:
    always = [paper for paper in found if not paper.when]
    if always:
        paper = always[0]
        name = f"{paper.text} ({paper.copy})" if paper.copy else paper.text
        if paper.lookup == "yes":
            return (
                f"**Giấy này có trong danh sách {procedure.short_name}:** {end(name)} "
                f"{end(capital(paper.note or LOOKED_UP))}"
            )
        note = f" {end(paper.note)}" if paper.note else ""
        return f"**Có, {doing(procedure.short_name)} luôn cần:** {end(name)}{note}"
    lines = [f"**Chỉ cần trong vài trường hợp khi {doing(procedure.short_name)}:**"]
    for paper in found[:MOST_SHOWN]:
        note = f" {end(paper.note)}" if paper.note else ""
        looked_up = f" {capital(LOOKED_UP)}." if paper.lookup == "yes" and not paper.note else ""
        lines.append(f"• {paper.text}: chỉ khi {end(paper.when)}{note}{looked_up}")
    other = "thì không phải nộp." if complete else "thì hỏi lại nơi nộp cho chắc."
    lines.append(f"Không thuộc trường hợp đó {other}")
    return "\n".join(lines)


def _of_holder(demand: str, found: Sequence[Paper], holders: Sequence[Holder]) -> tuple[Paper, ...]:
    """Return the papers that may be those of the person whose paper was demanded."""
    wanted = holders_of(demand, holders, fold) - {FILER}
    if not wanted:
        return tuple(found)
    return tuple(
        paper
        for paper in found
        if wanted & holders_of(f"{paper.text}. {paper.when}. {paper.note}", holders, fold)
    )


def _only_alike(demand: str, alike: Sequence[Paper], procedure: Procedure) -> str:
    """Quote what the list has that is like the paper, or is somebody else's."""
    listed = [f"• {_quoted(paper)}" for paper in alike[:MOST_SHOWN]]
    return "\n".join(
        [
            f"**Trợ lý không thấy danh sách {procedure.short_name} ghi rõ “{demand}”.** "
            "Gần giống thì có:",
            *listed,
            "Hỏi lại nơi nộp xem có phải là giấy này không, trước khi đi.",
        ]
    )


def _perhaps_among(demand: str, wide: Sequence[Paper], procedure: Procedure) -> str:
    """Say that a paper is not listed by name, and which general ones may stand for it."""
    name = doing(procedure.short_name)
    lines = [f"• {_quoted(paper)}" for paper in wide[:MOST_SHOWN]]
    if all(paper.when for paper in wide):
        head = f"**“{demand}” không thuộc giấy tờ luôn cần để {name}.** Chỉ có thể cần trong mục:"
        return "\n".join([head, *lines, "Không thuộc trường hợp đó thì không phải nộp."])
    head = f"**Danh sách giấy tờ để {name} không ghi tên “{demand}”.** Nhưng có mục chung:"
    return "\n".join([head, *lines, "Hỏi lại nơi nộp xem có dùng cho mục đó không."])


def _quoted(paper: Paper) -> str:
    return f"{paper.text}: chỉ khi {end(paper.when)}" if paper.when else end(paper.text)


def _not_listed(demand: str, procedure: Procedure, *, sure: bool) -> str:
    if sure:
        return f"**“{demand}” không có trong danh sách giấy tờ để {doing(procedure.short_name)}.**"
    return (
        f"**Trợ lý không thấy “{demand}” trong danh sách {procedure.short_name} đang có.** {UNSURE}"
    )


def _law(procedure: Procedure, sources: Mapping[str, Source]) -> str:
    """Name the decree or circular that sets the list: laws first is what offices heed."""
    laws = [sources[id].short for id in procedure.legal_basis if id in sources][:3]
    return f"Căn cứ: {', '.join(laws)}." if laws else ""


def _small(
    procedure: Procedure,
    found: Sequence[Paper],
    general: General | None,
    sources: Mapping[str, Source],
) -> str:
    used = [id for paper in found for id in paper.sources]
    extra = general.sources if general else ()
    small = small_print([*used, *procedure.sources, *extra], sources, procedure.checked_on)
    sure = procedure.confidence == "high"
    return small if sure else f"{small} · nên kiểm tra lại trên Cổng Dịch vụ công"


def _buttons(procedure: Procedure) -> tuple[Button, ...]:
    return (
        Button("Cần giấy tờ gì", Command("ask_procedure", procedure.id, ("documents",))),
        Button("Góp ý, phản ánh", Command("report_problem")),
        Button("Theo luật nào", Command("ask_procedure", procedure.id, ("legal_basis",))),
    )
