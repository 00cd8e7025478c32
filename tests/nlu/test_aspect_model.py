"""What a message asks of a procedure, also where no cue says it."""

from __future__ import annotations

from pathlib import Path

import pytest

from nlu.aspect_model import LEARNT, AspectModel
from nlu.retrieval import aspect_finder
from nlu.text.aspects import find_aspects
from nlu.text.normalize import normalize
from tests.model import trained_settings


@pytest.fixture(scope="module")
def model() -> AspectModel:
    """The model as it was trained."""
    return AspectModel.load(trained_settings().models_dir)


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("làm giấy khai tử có mất đồng nào không", {"fee"}),
        ("xong rồi người ta đưa mình tờ gì cầm về", {"result"}),
        ("ra đâu nộp hồ sơ xin cất nhà", {"place"}),
        ("ngoi nha bam dien thoai nop luon duoc khong", {"online"}),
        ("đổi thẻ căn cước cần giấy gì, mấy bữa có?", {"documents", "time"}),
    ],
)
def test_questions_are_heard_in_other_words_too(
    model: AspectModel, text: str, asked: set[str]
) -> None:
    assert set(model.find(normalize(text))) == asked


def test_a_bare_name_asks_nothing_in_particular(model: AspectModel) -> None:
    assert model.find(normalize("đăng ký tạm trú")) in ((), ("overview",))


def test_every_aspect_has_a_chance_between_none_and_one(model: AspectModel) -> None:
    chances = model.chances(normalize("lệ phí bao nhiêu"))
    assert set(chances) == set(LEARNT)
    assert all(0 <= chance <= 1 for chance in chances.values())


def test_what_is_saved_is_read_again(model: AspectModel, tmp_path: Path) -> None:
    model.save(tmp_path)
    said = normalize("tốn bao nhiêu tiền")
    assert AspectModel.load(tmp_path).chances(said) == model.chances(said)


def test_where_nothing_was_trained_the_cues_alone_are_heard(tmp_path: Path) -> None:
    assert aspect_finder(tmp_path) is find_aspects
    assert aspect_finder(None) is find_aspects
