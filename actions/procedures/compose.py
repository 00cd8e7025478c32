"""Words an answer about a procedure: short first, with buttons, source and date.

Every figure comes from the record. A message stays within 1,500 characters;
what does not fit waits behind a button.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from actions.procedures import facts
from actions.procedures.blocks import ASKABLE, EXEMPTIONS, MORE, Block, block
from actions.say import capital, end, say_date, small_print
from bot.messages import Button, Command, Reply
from knowledge.schema import Procedure, Source, on_day

LONGEST = 1500
"""Characters of all messages of a turn, small print included."""
MOST_ASPECTS = 4
REST = {"overview": ("documents",), "documents": (MORE,), "fee": (EXEMPTIONS,)}
"""Where the rest of an aspect is that does not fit; no other aspect is that long."""
SYMPATHY = "Xin chia buồn cùng gia đình."
NO_DAY = "Ngày vừa hỏi không có trong lịch, nên trợ lý tính cho hôm nay:"
LITTLE_CERTAIN = (
    "**Thông tin này chưa chắc chắn**, mới là điều trợ lý biết được. Hỏi lại nơi nộp trước khi đi."
)
SAD_BUTTONS = 2
MOST_BUTTONS = 4
"""Buttons that lead on; with the one to report a mistake they are five, as many as Zalo shows."""
REPORT = "Báo sai"
FILL = "Điền tờ khai"
FORM_FOLLOWS = frozenset({"overview", "documents", "form", "steps"})
"""Answers after which people want to fill in the form."""

TITLES = {
    "documents": "Cần giấy tờ gì",
    "fee": "Lệ phí bao nhiêu",
    "time": "Bao lâu có",
    "place": "Nộp ở đâu",
    "online": "Làm trên mạng",
    "steps": "Các bước làm",
    "form": "Tờ khai nào",
    "eligibility": "Ai được làm",
    "result": "Nhận được gì",
    "legal_basis": "Theo luật nào",
}
NEXT = {
    "overview": ("documents", "steps", "online", "fee"),
    "with_form": ("documents", "place", "fee", "online"),
    "documents": ("fee", "place", "time", "online"),
    "fee": ("documents", "place", "time", "online"),
    "time": ("documents", "fee", "place", "online"),
    "place": ("documents", "online", "fee", "time"),
    "online": ("steps", "documents", "fee", "time"),
    "steps": ("documents", "fee", "place", "online"),
}


@dataclass(frozen=True)
class Choice:
    """A procedure to offer: its id, its name on the button, and in a sentence if longer."""

    id: str
    title: str
    name: str = ""

    def button(self, aspects: tuple[str, ...] = ()) -> Button:
        """Return the button that chooses it and asks for aspects of it."""
        return Button(capital(self.title)[:40], _ask(self.id, aspects))


def compose(
    procedure: Procedure,
    aspects: Sequence[str],
    day: date,
    sources: Mapping[str, Source],
    *,
    today: date | None = None,
    no_day: bool = False,
    again: bool = False,
    room: int = LONGEST,
    withdrawn_on: date | None = None,
    fillable: bool = False,
) -> Reply:
    """Return the answer to a question about a procedure.

    Args:
        procedure: its record.
        aspects: what is asked, in order; none means an overview.
        day: the local date that fees and rules are told for.
        sources: all sources by id.
        today: the local date, where another day was asked about.
        no_day: the day that was asked about is in no calendar.
        again: the conversation was about this procedure already; sympathy is said
            once.
        room: characters that the message may have, small print included.
        withdrawn_on: the day from which the newest list no longer has it, if that is so.
        fillable: its form can be filled in here.
    """
    asked = [aspect for aspect in dict.fromkeys(aspects) if aspect in ASKABLE]
    asked = asked[:MOST_ASPECTS] or ["overview"]
    blocks = [block(aspect, procedure, day, sources) for aspect in asked]
    small = _small_print(procedure, blocks, sources)
    doubt = "\n".join(_doubts(procedure, blocks, day, withdrawn_on, again=again))
    feeling = SYMPATHY if procedure.tone == "sad" and not again else ""
    which = NO_DAY if no_day else _for_day(day, today)
    start = "\n".join(part for part in (feeling, which) if part)
    text, cut = _join(blocks, start, doubt, room - len(small) - 1)
    return Reply(text, _buttons(procedure, asked, cut, fillable=fillable), small)


def _for_day(day: date, today: date | None) -> str:
    """Say which day an answer is for, if it is not today."""
    if today is None or day == today:
        return ""
    return f"Tính cho ngày {say_date(day)}, theo quy định biết được hôm nay:"


def _doubts(
    procedure: Procedure,
    blocks: Sequence[Block],
    day: date,
    withdrawn_on: date | None,
    *,
    again: bool,
) -> list[str]:
    """Return what the person must know before relying on the answer.

    What is doubtful about the whole record is said with the first answer; that it
    is little certain, with every one.
    """
    said = []
    if withdrawn_on:
        said.append(
            f"Lưu ý: danh mục mới không còn mã này (nhận thấy ngày {say_date(withdrawn_on)}), "
            "nên hỏi lại trước khi nộp."
        )
    if procedure.confidence == "low":
        said.append(LITTLE_CERTAIN)
    elif any(facts.is_uncertain(block.used) for block in blocks):
        said.append("Có điểm chưa kiểm chứng chắc, nên hỏi lại trước khi đi.")
    if not again:
        said += [f"Lưu ý: {end(fact.text)}" for fact in on_day(procedure.caution, day)[:1]]
    return said


def compose_clarify(candidates: Sequence[Choice], aspects: Sequence[str]) -> Reply:
    """Ask which procedure is meant, with 1 to 4 names as buttons."""
    names = [f"**{choice.name or choice.title}**" for choice in candidates]
    if len(names) == 1:
        question = f"Có phải đang hỏi về {names[0]} không?"
    else:
        question = f"Đang hỏi về {', '.join(names[:-1])} hay {names[-1]}?"
    buttons = tuple(choice.button(tuple(aspects)) for choice in candidates)
    return Reply(f"{question}\nBấm chọn, hoặc gõ tên thủ tục.", buttons, status="clarify")


def compose_neighbour(name: str, ask: str) -> Reply:
    """Say honestly that a matter is somebody else's, and whose."""
    text = (
        f"**“{name}” không phải thủ tục của xã, phường hay tỉnh.**\n"
        f"Việc này do {ask} làm, hỏi trực tiếp nơi đó.\n"
        "Trợ lý không đoán, để khỏi mất công đi lại."
    )
    return _not_ours(text)


def compose_no_such_code(code: str) -> Reply:
    """Say that a code that was typed is not in the list."""
    text = (
        f"**Mã {code} không có trong danh mục thủ tục dành cho người dân mà trợ lý có.**\n"
        f"Có thể mã gõ nhầm, đã đổi, hoặc là thủ tục nội bộ. Xem lại trên {facts.PORTAL}, "
        "hoặc gõ tên việc cần làm."
    )
    return _not_ours(text)


def with_report(reply: Reply, procedure: str, aspects: tuple[str, ...], turn_id: str) -> Reply:
    """Return an answer with a last button that says that it is wrong.

    Args:
        reply: the answer.
        procedure: what it is about.
        aspects: what it tells of it.
        turn_id: the turn that it answers, by which the question is found again.
    """
    report = Button(REPORT, Command("report_wrong", procedure, aspects, turn_id))
    return replace(reply, buttons=(*reply.buttons[:MOST_BUTTONS], report))


def _not_ours(text: str) -> Reply:
    return Reply(
        text, (Button("Trợ lý biết những gì", Command("nlu_fallback")),), status="no_source"
    )


def compose_capabilities(offers: Sequence[Choice]) -> Reply:
    """Say what can be asked here, with some procedures as buttons."""
    text = (
        "Trợ lý chỉ dẫn **thủ tục hành chính**: cần giấy tờ gì, lệ phí, mấy ngày, nộp ở đâu, "
        "làm trên mạng được không.\n"
        "Ví dụ, gõ: “làm khai sinh cần gì”, “đổi bằng lái bao nhiêu tiền”.\n"
        "Cần gặp người: đến Trung tâm Phục vụ hành chính công của xã, phường."
    )
    buttons = tuple(choice.button() for choice in offers)
    return Reply(text, buttons[:MOST_BUTTONS], status="out_of_scope")


def _ask(procedure: str, aspects: tuple[str, ...]) -> Command:
    return Command("ask_procedure", procedure, aspects)


def _join(blocks: list[Block], start: str, doubt: str, room: int) -> tuple[str, bool]:
    """Join the blocks; lines that do not fit are left out whole, from the longest block.

    Returns:
        The text, and whether anything was left out.
    """
    shown = [list(block.lines) for block in blocks]
    cut = False
    while True:
        parts = [
            "\n".join([block.head, *lines]) for block, lines in zip(blocks, shown, strict=True)
        ]
        hint = "Còn nữa, bấm **Xem thêm** bên dưới." if cut else ""
        text = "\n".join(part for part in (start, *parts, hint, doubt) if part)
        if len(text) <= room or not any(shown):
            return text, cut
        max(shown, key=lambda lines: sum(map(len, lines))).pop()
        cut = True


def _small_print(
    procedure: Procedure, blocks: Sequence[Block], sources: Mapping[str, Source]
) -> str:
    """Return where the answer is from and how old it is."""
    used = [source for block in blocks for fact in block.used for source in fact.sources]
    checked = min(
        (fact.checked_on for block in blocks for fact in block.used if fact.checked_on),
        default=procedure.checked_on,
    )
    small = small_print([*used, *procedure.sources], sources, checked)
    sure = procedure.confidence == "high"
    return small if sure else f"{small} · nên kiểm tra lại trên Cổng Dịch vụ công"


def _buttons(
    procedure: Procedure, asked: Sequence[str], cut: bool, *, fillable: bool = False
) -> tuple[Button, ...]:
    """Return what people ask next, at most four; in sad matters two."""
    made = []
    if cut:
        made.append(Button("Xem thêm", _ask(procedure.id, _rest(asked))))
    fill = Button(FILL, Command("fill_form", procedure.id))
    told = {*asked, *(whole for whole, rest in REST.items() if set(rest) & set(asked))}
    offers_form = fillable and asked[0] in FORM_FOLLOWS
    usual = NEXT["with_form"] if offers_form else NEXT.get(asked[0], NEXT["overview"])
    for aspect in usual:
        if aspect not in told:
            made.append(Button(TITLES[aspect], _ask(procedure.id, (aspect,))))
    if offers_form:
        made.insert(min(1, len(made)), fill)
    if procedure.tone == "sad":
        return tuple(made[:SAD_BUTTONS])
    related = [
        Button(capital(other.label)[:40], _ask(other.id, ()))
        for other in procedure.related
        if other.id
    ]
    return (*made[: MOST_BUTTONS - len(related[:1])], *related[:1])


def _rest(asked: Sequence[str]) -> tuple[str, ...]:
    """Return what a button for more asks: the other aspects, or the rest of the only one."""
    return tuple(asked[1:]) or REST.get(asked[0], ("documents",))
