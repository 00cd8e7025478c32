"""What a message is taken to be about, by the text functions and the search alone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from actions.procedures.decide import Context, Decision, decide
from knowledge.store import knowledge
from nlu.evidence import gather
from nlu.retrieval import procedure_index, record_model
from nlu.text.fold import fold
from tests.model import trained_settings

ROOT = Path(__file__).parents[2]

MESSAGES: list[dict[str, Any]] = yaml.safe_load(
    (ROOT / "nlu" / "evaluation" / "development.yml").read_text(encoding="utf-8")
)


@pytest.fixture(scope="module")
def index() -> Any:
    """The search over everything, with what was learnt."""
    return procedure_index(knowledge(), model=record_model(trained_settings().models_dir))


def decided(index: Any, text: str, context: Context = Context()) -> Decision:  # noqa: B008
    """Return the decision on one message."""
    return decide(gather(text, index.search), context, knowledge().procedures)


def fits(decision: Decision, want: str) -> bool:
    """Say whether a decision is what the table wants."""
    if want == "?":
        return decision.kind in ("clarify", "capabilities")
    if want == "none":
        return decision.kind != "answer"
    if want.startswith("no: "):
        return decision.kind == "no_source" and decision.procedures[0] == want[4:]
    return decision.kind == "answer" and decision.procedures[0] == want


def harmful(decision: Decision, want: str) -> bool:
    """Say whether somebody gets the answer of a procedure that is not meant."""
    return decision.kind == "answer" and want not in decision.procedures


@pytest.mark.parametrize("bare", [False, True], ids=["as written", "without diacritics"])
def test_nearly_every_message_finds_its_procedure(index: Any, bare: bool) -> None:
    missed = [
        (m["say"], d.kind, d.procedures or d.candidates)
        for m in MESSAGES
        if not fits(d := decided(index, fold(m["say"]) if bare else m["say"]), m["want"])
    ]
    assert len(missed) <= len(MESSAGES) * 0.08, missed


@pytest.mark.parametrize("bare", [False, True], ids=["as written", "without diacritics"])
def test_a_wrong_procedure_is_hardly_ever_answered(index: Any, bare: bool) -> None:
    wrong = [
        (m["say"], d.procedures)
        for m in MESSAGES
        if harmful(d := decided(index, fold(m["say"]) if bare else m["say"]), m["want"])
    ]
    assert len(wrong) <= len(MESSAGES) * 0.03, wrong
