"""The evaluation's questions are well-formed, wide, and not among the training examples."""

from __future__ import annotations

from collections import Counter

import yaml

from bot.settings import ROOT
from nlu.evaluation.jsonl import read_jsonl
from nlu.evaluation.score import STYLES
from nlu.text.aspects import ASPECTS
from nlu.text.fold import fold

QUESTIONS = read_jsonl(ROOT / "nlu" / "evaluation" / "questions.jsonl")
MESSAGES = read_jsonl(ROOT / "nlu" / "evaluation" / "development.jsonl")
SLUGS = yaml.safe_load((ROOT / "nlu/evaluation/slugs.yml").read_text(encoding="utf-8"))
RECORDS = {path.stem for path in (ROOT / "knowledge" / "procedures").glob("*.yml")}
LEAST_QUESTIONS = 150
LEAST_OF_A_STYLE = 7


def test_there_are_enough_questions_in_every_style_and_about_every_record() -> None:
    styles = Counter(question["style"] for question in QUESTIONS)
    assert len(QUESTIONS) >= LEAST_QUESTIONS
    assert set(styles) == set(STYLES)
    assert min(styles.values()) >= LEAST_OF_A_STYLE


def test_every_record_has_development_messages_in_two_styles() -> None:
    styles: dict[str, set[str]] = {record: set() for record in RECORDS}
    for message in MESSAGES:
        styles[message["record"]].add(message["style"])
    assert not [record for record, found in styles.items() if len(found) < 2]


def test_no_question_of_the_evaluation_is_used_for_development() -> None:
    development = {fold(message["text"]) for message in MESSAGES}
    assert not development & {fold(question["text"]) for question in QUESTIONS}
    folder = ROOT / "nlu" / "evaluation"
    tuned, measured = (
        {fold(query["query"]) for query in read_jsonl(folder / name)}
        for name in ("search_development.jsonl", "search_queries.jsonl")
    )
    assert len(measured) >= 400
    assert not tuned & measured


def test_every_question_is_well_formed() -> None:
    ids = [question["id"] for question in QUESTIONS]
    texts = [fold(question["text"]) for question in QUESTIONS if not question.get("context")]
    assert len(set(ids)) == len(ids)
    assert len(set(texts)) == len(texts)
    for question in QUESTIONS:
        assert question["procedure"] in {None, *SLUGS}
        assert question["aspect"] in {None, "online", *ASPECTS}
        assert bool(question.get("context")) == (question["style"] == "follow_up")


def test_no_question_is_a_training_example() -> None:
    examples = {
        fold(line.removeprefix("- ").strip())
        for path in (ROOT / "nlu" / "data" / "nlu").glob("*.yml")
        for block in yaml.safe_load(path.read_text(encoding="utf-8"))["nlu"]
        for line in block["examples"].splitlines()
    }
    single = {"ket hon", "giay chung tu", "trich luc", "khai sinh muon", "nhap khau"}
    same = {fold(question["text"]) for question in QUESTIONS} & examples
    assert same <= single
