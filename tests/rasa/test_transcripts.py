"""Whole conversations with the real model, rules and actions, turn by turn."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from nlu.text.fold import fold
from tests.rasa.conftest import Talk

pytestmark = pytest.mark.rasa

FOLDER = Path(__file__).parents[1] / "transcripts"


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.yml")), ids=lambda path: path.stem)
def test_a_conversation_goes_as_written(talk: Talk, path: Path) -> None:
    script = yaml.safe_load(path.read_text(encoding="utf-8"))
    problems = [
        f"{number}. {turn['user']!r}: {problem}\n{talk.text}"
        for number, turn in enumerate(script["turns"], start=1)
        for problem in check(talk, turn)
    ]
    assert not problems, "\n\n".join(problems)


def check(talk: Talk, turn: dict[str, Any]) -> list[str]:
    """Say one turn and return what is not as written."""
    result = talk.say(turn["user"])
    said = fold("\n".join(reply.text + "\n" + reply.small for reply in result.replies))
    allowed = turn.get("status", [])
    allowed = [allowed] if isinstance(allowed, str) else allowed
    problems = []
    if allowed and result.status not in allowed:
        problems.append(f"status {result.status}, not {' or '.join(allowed)}")
    if turn.get("procedure") and result.procedure != turn["procedure"]:
        problems.append(f"about {result.procedure}, not {turn['procedure']}")
    problems += [
        f"does not say {need}"
        for need in turn.get("must", ())
        if not any(fold(word) in said for word in need.split("|"))
    ]
    problems += [f"says {word}" for word in turn.get("must_not", ()) if fold(word) in said]
    return problems
