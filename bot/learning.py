"""Which turns are worth an editor's look, and what is kept of them."""

from __future__ import annotations

from bot.messages import Turn, TurnResult
from bot.privacy.redact import redact
from bot.storage.unclear import Kind, Unclear


def to_learn_from(turn: Turn, result: TurnResult, day: str) -> Unclear | None:
    """Return what to keep of a turn, redacted; ``None`` if it was answered well.

    A pressed button says exactly what is meant, so nothing is learnt from it, unless
    it says that an answer was wrong.

    Args:
        turn: what a citizen wrote or pressed.
        result: what came of it.
        day: the local date, ISO.
    """
    if turn.command is not None:
        return None if result.wrong is None else _marked(result, result.wrong, day)
    kind = _kind(result)
    # A turn inside a form holds somebody's particulars, whatever became of it.
    if kind is None or result.private or not any(char.isalnum() for char in turn.text):
        return None
    about = result.offered or ((result.procedure,) if result.procedure else ())
    return Unclear(day, kind, redact(turn.text), about, result.aspects)


def _kind(result: TurnResult) -> Kind | None:
    # "Nhà ở xã nào?" is asked of anybody; only a question which procedure is meant teaches.
    if result.status == "clarify" and result.offered:
        return "clarify"
    if result.status == "no_source":
        return "no_source"
    return "unclear" if result.lost else None


def _marked(result: TurnResult, question: str, day: str) -> Unclear:
    about = (result.procedure,) if result.procedure else ()
    return Unclear(day, "reported", redact(question), about, result.aspects)
