"""The end of a form: the documents, who signs, what else to bring, the fee, where to go."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from actions.container import Container
from actions.forms.draft import Draft
from actions.forms.wording import Words, after_buttons
from actions.procedures import facts
from actions.say import end, say_date
from bot.messages import Attached, Button, Command, Reply
from knowledge.forms.schema import Form
from knowledge.schema import Procedure, on_day

MOST_PAPERS = 6
MOST_FEES = 2


def handed_over(
    words: Words,
    form: Form,
    draft: Draft,
    made: Sequence[Attached],
    parts: Container,
    *,
    until: date,
    again: bool = False,
) -> list[Reply]:
    """Return the documents with what to do with them.

    Args:
        words: how things are said.
        form: the form.
        draft: its answers.
        made: the documents.
        parts: knowledge and clock.
        until: the day until which the answers are kept.
        again: the documents are only given once more.
    """
    version = words.say(
        "version", document=form.version.document, day=say_date(form.version.checked_on)
    )
    if again:
        text = words.say("again_given", short=form.short)
        return [Reply(text, after_buttons(words), small=version, attached=tuple(made))]
    key = {"document": "done", "draft": "done_draft", "checklist": "done_checklist"}[form.result]
    lines = [words.say(key, short=form.short)]
    if form.result != "checklist":
        who = " và ".join(signature.who.lower() for signature in form.signatures)
        lines.append(words.say("sign", who=who))
    lines.append(words.say("kept_until", day=say_date(until)))
    first = Reply("\n".join(lines), after_buttons(words), small=version, attached=tuple(made))
    record = parts.knowledge.procedures.get(draft.procedure)
    if record is None:
        return [first]
    return [first, _what_next(words, form, record, parts.clock.today())]


def _what_next(words: Words, form: Form, record: Procedure, day: date) -> Reply:
    papers = [paper for paper in on_day(record.papers, day) if not paper.when]
    lines = [words.say("bring")] if papers or form.attachments else []
    lines += [f"• {facts.say_paper(paper)}" for paper in papers[:MOST_PAPERS]]
    if not papers:
        lines += [f"• {end(name)}" for name in form.attachments]
    lines += [
        words.say("fee", fee=facts.say_fee(fee, remark=False))
        for fee in on_day(record.fees, day)[:MOST_FEES]
    ]
    lines += [words.say("place", place=facts.say_fact(p)) for p in on_day(record.where, day)[:1]]
    if record.online_url:
        lines.append(f"Nộp trên mạng: {record.online_url}")
    buttons = (
        Button("Cần giấy tờ gì", Command("ask_procedure", record.id, ("documents",))),
        Button("Nộp ở đâu", Command("ask_procedure", record.id, ("place",))),
        Button("Nộp trên mạng", Command("ask_procedure", record.id, ("online",))),
    )
    return Reply("\n".join(lines), buttons)
