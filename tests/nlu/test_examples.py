"""The training examples fit the domain and do not contradict each other."""

from __future__ import annotations

from collections import defaultdict

import yaml

from bot.settings import ROOT
from nlu.text.fold import fold

DOMAIN = yaml.safe_load((ROOT / "domain.yml").read_text(encoding="utf-8"))
RULES = yaml.safe_load((ROOT / "nlu/data/rules.yml").read_text(encoding="utf-8"))["rules"]
UNTRAINED = {"form_turn", "nlu_fallback", "report_wrong"}
"""What nobody can write: what is not understood, a button under an answer, a turn of a form."""


def examples() -> dict[str, list[str]]:
    """Return the examples of every intent."""
    found: dict[str, list[str]] = defaultdict(list)
    for path in (ROOT / "nlu" / "data" / "nlu").glob("*.yml"):
        for block in yaml.safe_load(path.read_text(encoding="utf-8"))["nlu"]:
            lines = block["examples"].splitlines()
            found[block["intent"]] += [line.removeprefix("- ").strip() for line in lines]
    return found


def test_every_intent_of_the_domain_has_examples_and_no_other() -> None:
    assert set(examples()) == set(DOMAIN["intents"]) - UNTRAINED
    assert all(len(texts) >= 5 for texts in examples().values())


def test_no_example_stands_under_two_intents_or_twice() -> None:
    seen = [(fold(text), intent) for intent, texts in examples().items() for text in texts]
    assert len({text for text, _ in seen}) == len(seen)


def test_every_intent_has_exactly_one_rule() -> None:
    ruled = [rule["steps"][0]["intent"] for rule in RULES]
    assert sorted(ruled) == sorted(DOMAIN["intents"])
    assert all(rule["steps"][1]["action"] in DOMAIN["actions"] for rule in RULES)
