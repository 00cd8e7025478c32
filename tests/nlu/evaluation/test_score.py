"""Scores say what was right, by style, and count dangerous mistakes apart."""

from __future__ import annotations

from typing import Any

from nlu.evaluation.score import format_table, judge, score


def question(**more: Any) -> dict[str, Any]:
    """Return a question about a birth certificate's fee."""
    return {
        "id": "q1", "text": "khai sinh bao nhiêu tiền", "style": "standard",
        "intent": "ask_procedure", "procedure": "khai_sinh", "aspect": "fee",
        "must_have": ["miễn phí|không mất tiền"], **more,
    }  # fmt: skip


def reply(**more: Any) -> dict[str, Any]:
    """Return a right answer to it."""
    return {
        "intent": "ask_procedure", "procedure": "khai_sinh", "aspects": ["fee"],
        "status": "answered", "texts": ["Làm trong 60 ngày thì MIỄN PHÍ."], **more,
    }  # fmt: skip


def test_a_right_answer_is_right_in_everything() -> None:
    assert all(judge(question(), reply()).values())


def test_required_words_are_compared_without_case_and_diacritics() -> None:
    assert not judge(question(), reply(texts=["25.000 đồng"]))["words"]


def test_another_procedure_answered_is_a_dangerous_mistake() -> None:
    report = score([question()], {"q1": reply(procedure="khai_tu")})
    assert report.wrong_with_confidence == ["q1"]
    assert report.overall.share("procedure") == 0


def test_asking_back_is_wrong_but_not_dangerous() -> None:
    report = score([question()], {"q1": reply(procedure=None, status="clarify")})
    assert report.wrong == ["q1"]
    assert report.wrong_with_confidence == []


def test_an_honest_not_known_is_right_where_it_is_expected() -> None:
    asked = question(expect_status=["no_source"], procedure="ho_chieu")
    assert judge(asked, reply(status="no_source", procedure=None))["right"]


def test_a_missing_answer_is_wrong() -> None:
    assert score([question()], {}).overall.share("right") == 0


def test_the_table_has_a_line_for_each_style_and_one_for_all() -> None:
    table = format_table(score([question(), question(id="q2", style="teencode")], {"q1": reply()}))
    assert "| standard | 1 |" in table
    assert "| teencode | 1 |" in table
    assert "| **all** | 2 |" in table
