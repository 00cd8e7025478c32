"""Questions that measure are not those that were learnt."""

from __future__ import annotations

from pathlib import Path

import pytest

from nlu.evaluation import overlap
from nlu.evaluation.jsonl import read_jsonl


def test_alike_is_told_from_other_words() -> None:
    found = overlap.overlap(
        ["làm khai sinh cần giấy tờ gì", "xe máy mới mua bấm biển số ở đâu"],
        ["lam khai sinh can giay to gi?", "đổi bằng lái xe hết hạn"],
    )
    assert found[0] > overlap.ALIKE > found[1]


def test_three_alike_are_kept_and_what_was_learnt_is_not() -> None:
    questions = [{"id": str(n), "text": f"đổi bằng lái xe hết hạn cần gì {n}"} for n in range(5)]
    learnt = {"id": "learnt", "text": "tách hộ khẩu tốn bao nhiêu"}
    dropped = overlap.too_alike([*questions, learnt], ["tách hộ khẩu tốn bao nhiêu vậy"])
    assert dropped == {"3", "4", "learnt"}


@pytest.mark.parametrize("name", ["wide_questions.jsonl"])
def test_no_question_that_measures_was_learnt(name: str) -> None:
    questions = read_jsonl(Path(overlap.QUESTIONS).with_name(name))
    assert not overlap.too_alike(questions, overlap.learnt_texts())
