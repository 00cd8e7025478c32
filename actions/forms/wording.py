"""Words what a step of a form says: questions, reviews, the end."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from actions.forms.draft import Draft
from actions.forms.engine import filled, progress, visible
from actions.forms.fields.numbers import mask
from actions.forms.fields.read import say_value
from bot.messages import Button, Command, Reply
from knowledge.forms.schema import Field, Form
from knowledge.texts import Phrases

INTENT = "form_turn"
MOST_BUTTONS = 4
NUMBERED = re.compile(r"^\d+(?:\.\d+)*\.\s*")
MASKED = frozenset({"cccd"})
"""Kinds that are never said in full in a chat; the document has them."""


@dataclass(frozen=True)
class Words:
    """Says things in the words of ``knowledge/texts/forms.yml``."""

    phrases: Phrases

    def say(self, key: str, **fills: object) -> str:
        """Return a phrase with what it is filled with."""
        said = self.phrases[f"form.{key}"]
        for name, fill in fills.items():
            said = said.replace(f"{{{name}}}", str(fill))
        return "\n".join(line.strip() for line in said.strip().split("\n") if line.strip())

    def button(self, key: str, value: str) -> Button:
        """Return a button of the form; ``value`` is what it does."""
        return Button(self.phrases[f"form.button.{key}"], Command(INTENT, value=value))


def seen(field: Field, value: Any) -> str:
    """Return a value as it is shown in the chat: numbers of cards masked."""
    if value is None:
        return ""
    return mask(str(value)) if field.kind in MASKED else say_value(field.kind, value)


def question(words: Words, form: Form, draft: Draft, note: str = "") -> Reply:
    """Return the question of the field that is asked, or what waits for a yes."""
    field = form.field(draft.at)
    number, total = progress(form, draft, field)
    head = words.say("ask", number=number, total=total, section=field.section)
    if draft.pending is not None:
        said = words.say("offer", label=field.label, value=seen(field, draft.pending))
        return _confirming(words, _lines(note, head, said))
    lines = [note, head, field.ask]
    if field.example and not field.choices:
        lines.append(words.say("example", example=field.example))
    had = draft.answers.get(field.id)
    if had is not None:
        lines.append(words.say("now", value=seen(field, had)))
    return Reply(_lines(*lines), _buttons(words, field, had=had is not None))


def _lines(*lines: str) -> str:
    return "\n".join(line for line in lines if line)


def _buttons(words: Words, field: Field, *, had: bool) -> tuple[Button, ...]:
    """Return the choices of a field, and the ways out where there is room for them."""
    if field.kind == "yes_no":
        found = [words.button("yes", "value:yes"), words.button("no_answer", "value:no")]
    else:
        found = [
            Button(choice.value[:40], Command(INTENT, value=f"choice:{at}"))
            for at, choice in enumerate(field.choices)
        ]
    if had:
        found.append(words.button("keep", "keep"))
    elif not field.required:
        found.append(words.button("skip", "skip"))
    if len(found) < MOST_BUTTONS:
        found.append(words.button("back", "back"))
    if len(found) < MOST_BUTTONS:
        found.append(words.button("stop", "stop"))
    return tuple(found)


def _confirming(words: Words, text: str) -> Reply:
    return Reply(text, (words.button("right", "right"), words.button("wrong", "wrong")))


def confirming(words: Words, form: Form, draft: Draft, said: str) -> Reply:
    """Ask whether an interpreted value is right."""
    number, total = progress(form, draft, form.field(draft.at))
    head = words.say("ask", number=number, total=total, section=form.field(draft.at).section)
    return _confirming(words, _lines(head, said))


def overview(words: Words, form: Form, draft: Draft) -> str:
    """Return everything that was answered, by section and with numbers, one line each."""
    answers = filled(form, draft)
    lines: list[str] = []
    section = ""
    for number, field in enumerate(visible(form, draft.answers), start=1):
        if field.id not in answers:
            continue
        if field.section != section:
            section = field.section
            lines.append(f"**{section}**")
        value = seen(field, answers[field.id]) or words.say("left_empty")
        # Forms that number their own lines would show two numbers.
        lines.append(f"• {number}. {NUMBERED.sub('', field.label)}: {value}")
    return "\n".join(lines)


def review(words: Words, form: Form, draft: Draft, note: str = "") -> Reply:
    """Return everything on one page, to be confirmed."""
    text = _lines(
        note,
        words.say("review", short=f"tờ khai {form.short}"),
        overview(words, form, draft),
        words.say("review_end"),
    )
    buttons = (
        words.button("finish", "finish"), words.button("edit", "edit"),
        words.button("stop", "stop"),
    )  # fmt: skip
    return Reply(text, buttons)


def review_buttons(words: Words) -> tuple[Button, ...]:
    """Return what can be done with a form that is all answered."""
    return (words.button("finish", "finish"), words.button("edit", "edit"),
            words.button("stop", "stop"))  # fmt: skip


def review_waits(words: Words, form: Form) -> Reply:
    """Say that the form waits to be looked at, without showing it all again."""
    return Reply(words.say("review_waits", short=form.short), review_buttons(words))


def consent(words: Words, form: Form, days: int, *, sad: bool) -> Reply:
    """Ask whether the person agrees to be asked."""
    text = words.say("consent_sad" if sad else "consent", title=form.title, days=days)
    return Reply(text, consent_buttons(words))


def consent_buttons(words: Words) -> tuple[Button, ...]:
    """Return the answers to the question whether to begin."""
    return (words.button("agree", "agree"), words.button("other", "other"),
            words.button("blank", "blank"), words.button("no", "refuse"))  # fmt: skip


def which_form(words: Words, forms: Sequence[Form]) -> Reply:
    """Ask which form is wanted."""
    buttons = tuple(
        Button(f"Tờ khai {form.short}"[:40], Command(INTENT, value=f"form:{form.id}"))
        for form in forms
    )
    return Reply(words.say("which_form"), buttons, status="clarify")


def noted(words: Words, form: Form, values: Mapping[str, Any]) -> str:
    """Say what was heard in passing."""
    what = "; ".join(
        f"{form.field(id).label.lower()}: {seen(form.field(id), value)}"
        for id, value in values.items()
    )
    return words.say("noted", what=what) if what else ""


def after(words: Words, form: Form) -> Reply:
    """Return what can still be done with a form that was handed over."""
    return Reply(words.say("after", short=form.short), after_buttons(words))


def after_buttons(words: Words) -> tuple[Button, ...]:
    """Return what can be done with a finished form."""
    return (words.button("send_again", "again"), words.button("edit", "edit"),
            words.button("erase", "erase"))  # fmt: skip


def form_button(procedure: str) -> tuple[Button, ...]:
    """Return a button that tells which form a procedure needs."""
    return tuple(
        Button(title, Command("ask_procedure", procedure, (aspect,)))
        for title, aspect in (("Tờ khai nào", "form"), ("Cần giấy tờ gì", "documents"))
    )


def card(words: Words, form: Form, values: Mapping[str, Any]) -> Reply:
    """Return what was read off a card, masked, to be confirmed at once."""
    lines = [f"• {form.field(id).label}: {seen(form.field(id), v)}" for id, v in values.items()]
    return _confirming(words, _lines(words.say("card"), *lines, words.say("card_end")))
