"""The messages that the record model learns from, and what it makes of them."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from knowledge.search import OTHERS
from knowledge.store import knowledge
from nlu.evaluation.jsonl import read_jsonl
from nlu.record_model import RecordModel, stamp_of, training_messages
from nlu.retrieval import record_model
from nlu.text.aspects import ASPECTS
from nlu.text.fold import fold
from nlu.text.normalize import normalize
from tests.model import trained_settings

EVALUATION = Path(__file__).parents[2] / "nlu" / "evaluation"


def test_every_record_has_messages_and_no_message_stands_twice() -> None:
    messages = training_messages()
    records = Counter(message["record"] for message in messages)
    assert set(records) == set(knowledge().procedures)
    assert min(records.values()) >= 20
    # "Còn tiền?" may follow on many things.
    texts = Counter(fold(message.get("context", "") + message["text"]) for message in messages)
    assert not [text for text, times in texts.items() if times > 1]
    assert all(set(message["aspects"]) <= set(ASPECTS) for message in messages)


@pytest.mark.parametrize(
    "name",
    ["questions.jsonl", "development.jsonl", "search_queries.jsonl", "search_development.jsonl"],
)
def test_nothing_that_is_measured_is_learnt(name: str) -> None:
    learnt = {fold(message["text"]) for message in training_messages()}
    asked = {fold(line.get("text") or line.get("query")) for line in read_jsonl(EVALUATION / name)}
    assert not learnt & asked


def test_a_provinces_messages_come_after_those_that_ship(tmp_path: Path) -> None:
    assert training_messages(tmp_path) == training_messages()
    own = {"text": "giấy cho cục cưng", "record": "khai_sinh"}
    (tmp_path / "messages.jsonl").write_text(json.dumps(own), encoding="utf-8")
    assert training_messages(tmp_path) == [*training_messages(), own]


@pytest.fixture(scope="module")
def model() -> RecordModel:
    """The model as it was trained."""
    found = record_model(trained_settings().models_dir)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("text", "record"),
    [
        ("vợ em mới sanh con trai, em muốn làm giấy cho cháu", "khai_sinh"),
        ("the can cuoc bi gay lam doi, gio lam sao", "can_cuoc_cap_doi"),
        ("ông nội mất hôm qua, nhà phải ra xã báo", "khai_tu"),
        ("em thuê phòng trọ, chủ trọ kêu ra công an khai ở đó", "tam_tru"),
    ],
)
def test_situations_lead_to_their_record(model: RecordModel, text: str, record: str) -> None:
    scores = model.scores(normalize(text))
    assert max(scores, key=lambda id: scores[id]) == record


def test_what_no_record_is_about_is_left_to_the_list(model: RecordModel) -> None:
    scores = model.scores(normalize("xin giấy phép nhập khẩu thuốc thú y"))
    assert max(scores, key=lambda id: scores[id]) == OTHERS


def test_what_is_saved_is_read_again(model: RecordModel, tmp_path: Path) -> None:
    model.save(tmp_path)
    said = normalize("đổi bằng lái hết hạn")
    assert RecordModel.load(tmp_path).scores(said) == model.scores(said)


def test_where_nothing_was_trained_there_is_no_model_until_there_is(
    model: RecordModel, tmp_path: Path
) -> None:
    assert record_model(tmp_path) is None
    before = stamp_of(tmp_path)
    model.save(tmp_path)
    assert stamp_of(tmp_path) != before
    assert record_model(tmp_path) is not None
