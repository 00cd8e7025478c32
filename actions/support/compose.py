"""Words everything that needs no procedure record."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.messages import Button, Command, Reply
from knowledge.schema import Procedure
from knowledge.texts import Choice, Text

SAID_AGAIN = "repeat"
SLOWER = "slower"
"""Also says again what was said last, for who could not follow."""
UNKNOWN = "chitchat"


def support_reply(
    intent: str,
    texts: Mapping[str, Text],
    *,
    codes: Sequence[str] = (),
    procedure: Procedure | None = None,
    last_text: str = "",
) -> Reply:
    """Return what is said to an intent or on an occasion (see ``support.yml``).

    Args:
        intent: key of the text; one that has no text is taken as small talk.
        texts: the table.
        codes: dossier codes in the message.
        procedure: what the conversation is about, if that is known.
        last_text: what was said last, for somebody who wants to hear it again.
    """
    said = texts.get(intent) or texts[UNKNOWN]
    if intent == SAID_AGAIN and last_text:
        return Reply(last_text)
    about = procedure.id if procedure else ""
    text = _text(said, codes, procedure)
    if intent == SLOWER and last_text:
        text = f"{text}\n\n{last_text}"
    choices = said.buttons_with_procedure if procedure else said.buttons
    return Reply(
        text=text,
        buttons=tuple(_button(choice, about) for choice in choices or said.buttons),
        small=said.small,
        status=said.status,
        wants_location=said.wants_location,
    )


def _text(said: Text, codes: Sequence[str], procedure: Procedure | None) -> str:
    if codes and said.text_with_codes:
        return _lines(said.text_with_codes.replace("{codes}", ", ".join(codes)))
    if procedure and said.text_with_procedure:
        return _lines(said.text_with_procedure.replace("{procedure}", procedure.short_name))
    return _lines(said.text)


def _lines(text: str) -> str:
    """Return a folded YAML text with one line for each paragraph and each bullet."""
    lines = [line.strip() for line in text.replace(" • ", "\n• ").split("\n")]
    return "\n".join(line for line in lines if line)


def _button(choice: Choice, about: str) -> Button:
    aspects = (choice.aspect,) if choice.aspect else ()
    procedure = choice.procedure or (about if choice.aspect else "")
    return Button(choice.title, Command(choice.intent, procedure, aspects))
