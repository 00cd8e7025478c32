"""The report of an evaluation: its numbers, its page, and two compared."""

from __future__ import annotations

import json
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from bot.cli import main
from bot.errors import ConfigError
from bot.report_command import write_report
from nlu.evaluation.page import render_page
from nlu.evaluation.plots import bars, curve
from nlu.evaluation.report import ReportError, build_report, compare


def question(id: str, procedure: str | None = "khai_sinh", **more: Any) -> dict[str, Any]:
    """Return a question with its labels; about a procedure unless said otherwise."""
    labels = {"intent": "ask_procedure", "aspect": "fee", "style": "standard", "text": f"câu {id}"}
    return {"id": id, "procedure": procedure, **labels, **more}


def answer(id: str, procedure: str | None = "khai_sinh", **more: Any) -> dict[str, Any]:
    """Return an answer, the right one unless said otherwise."""
    given = {"intent": "ask_procedure", "status": "answered", "aspects": ["fee"], "texts": ["…"]}
    return {"id": id, "procedure": procedure, "confidence": 0.9, **given, **more}


QUESTIONS = [
    question("1"),
    question("2", "tam_tru", style="very_short"),
    question("3", aspect=["fee", "time"]),
    question("4"),
    question("5", None, intent="out_of_scope", aspect=None),
    question("6", style="mới", text="khai sinh o dau"),
]
ANSWERS = [
    answer("1"),
    answer("2", "thuong_tru", confidence=0.7),
    answer("3", aspects=["time", "fee"]),
    answer("4", None, status="clarify"),
    answer("5", "khai_sinh"),
]


def test_shares_are_of_the_questions_they_are_about() -> None:
    overall = build_report(QUESTIONS, ANSWERS)["overall"]
    assert overall["intent"] == pytest.approx(4 / 6, abs=1e-4)
    assert overall["procedure"] == pytest.approx(2 / 5)
    assert overall["aspect"] == pytest.approx(4 / 5)
    assert overall["asked_back"] == pytest.approx(1 / 5)
    assert overall["wrong_with_confidence"] == pytest.approx(1 / 5)
    assert overall["outside_answered"] == 1
    assert overall["inside_refused"] == 0


def test_questions_without_diacritics_are_told_apart_by_their_text() -> None:
    groups = build_report(QUESTIONS, ANSWERS)["diacritics"]
    assert {name: of["count"] for name, of in groups.items()} == {"with": 5, "without": 1}
    page = render_page(build_report(QUESTIONS, ANSWERS))
    assert "có dấu (5 câu)" in page
    assert "không dấu (1 câu)" in page


def test_a_procedure_without_a_slug_is_another_one_and_a_greeting_is_none() -> None:
    other = build_report([question("1")], [answer("1", None, codes=["1.004194"])])
    assert other["overall"]["wrong_with_confidence"] == 1
    greeting = build_report([question("1")], [answer("1", None, intent="greet", aspects=[])])
    assert greeting["overall"]["wrong_with_confidence"] == 0


def test_a_procedure_that_was_meant_besides_is_no_harm() -> None:
    asked = question("1", also=[{"procedure": "tam_tru"}])
    overall = build_report([asked], [answer("1", "tam_tru")])["overall"]
    assert (overall["procedure"], overall["wrong_with_confidence"]) == (0, 0)


def test_a_missing_answer_counts_as_wrong_and_is_counted() -> None:
    report = build_report(QUESTIONS, ANSWERS)
    assert report["missing"] == 1
    assert report["right"] == {
        "1": True, "2": False, "3": True, "4": False, "5": False, "6": False,
    }  # fmt: skip


def test_styles_come_in_their_order_and_unknown_ones_after() -> None:
    assert list(build_report(QUESTIONS, ANSWERS)["styles"]) == ["standard", "very_short", "mới"]


def test_what_was_taken_for_what_is_counted() -> None:
    confused = build_report(QUESTIONS, ANSWERS)["confusions"]["procedure"]
    assert {"wanted": "tam_tru", "given": "thuong_tru", "times": 1} in confused
    assert {"wanted": "khai_sinh", "given": None, "times": 2} in confused


def test_the_most_harmful_failure_comes_first() -> None:
    worst = build_report(QUESTIONS, ANSWERS)["worst"]
    assert [one["id"] for one in worst][:2] == ["2", "5"]


def test_calibration_compares_confidence_with_truth() -> None:
    found = build_report(QUESTIONS, ANSWERS)["calibration"]
    assert [(b["confidence"], b["right"], b["count"]) for b in found["bins"]] == [
        (0.7, 0.0, 1),
        (0.9, 1.0, 2),
    ]
    assert found["error"] == pytest.approx((0.7 + 2 * 0.1) / 3, abs=1e-4)


def test_without_confidences_there_is_no_curve_and_the_page_says_so() -> None:
    bare = [{k: v for k, v in line.items() if k != "confidence"} for line in ANSWERS]
    report = build_report(QUESTIONS, bare)
    assert report["calibration"] is None
    assert "không ghi độ chắc" in render_page(report)


@pytest.mark.parametrize(
    ("questions", "answers"),
    [
        ([], []),
        ([question("1"), question("1")], []),
        ([question("1")], [answer("1"), answer("1")]),
        ([question("1", intent=None)], []),
        ([question("1")], [answer("1", confidence=7)]),
        ([question("1")], [answer("1", confidence="cao")]),
    ],
    ids=[
        "nothing asked",
        "a question twice",
        "an answer twice",
        "no intent",
        "too sure",
        "a word",
    ],
)
def test_what_cannot_be_reported_on_is_refused(questions: list[Any], answers: list[Any]) -> None:
    with pytest.raises(ReportError):
        build_report(questions, answers)


def test_two_reports_tell_better_worse_and_new_failures() -> None:
    old = build_report(QUESTIONS[:4], [answer("2", "tam_tru"), answer("3")])
    found = compare(old, build_report(QUESTIONS, ANSWERS))
    assert (found["better"], found["worse"]) == (["1", "3"], ["2"])
    assert (found["same"], found["new_failures"]) == (1, ["5", "6"])
    assert found["overall"]["procedure"] == {"before": 0.5, "after": 0.4}


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.add(tag)
        if tag not in ("meta", "rect", "line"):
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.add(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_the_page_is_well_formed_and_shows_no_markup_of_citizens() -> None:
    asked = [*QUESTIONS, question("7", text="<script>alert(1)</script> & sao")]
    report = build_report(asked, ANSWERS)
    page = render_page(report, compare(build_report(QUESTIONS, []), report))
    tags = _Tags()
    tags.feed(page)
    assert not tags.open
    assert {"svg", "table", "h2"} <= tags.seen
    assert "script" not in tags.seen


def test_a_plot_has_a_mark_for_each_entry() -> None:
    assert bars({"một": 0.5, "hai": 1.0, "ba": None}, "thử").count("<rect") == 2
    points = [{"confidence": 0.1, "right": 0.2, "count": 3}] * 4
    assert curve(points, "thử").count("<circle") == 4


def test_the_command_writes_page_and_numbers(tmp_path: Path) -> None:
    asked, told = tmp_path / "q.jsonl", tmp_path / "a.jsonl"
    asked.write_text("\n".join(json.dumps(line) for line in QUESTIONS), encoding="utf-8")
    told.write_text("\n".join(json.dumps(line) for line in ANSWERS), encoding="utf-8")
    first = write_report(asked, told, tmp_path / "first")
    assert first.read_text(encoding="utf-8").startswith("<!doctype html>")
    again = write_report(asked, told, tmp_path / "again", tmp_path / "first" / "report.json")
    assert "So với lần trước" in again.read_text(encoding="utf-8")
    kept = json.loads((tmp_path / "again" / "report.json").read_text(encoding="utf-8"))
    assert kept["compared"]["same"] == len(QUESTIONS)
    with pytest.raises(ConfigError):
        write_report(asked, told, tmp_path / "no", asked)


@pytest.mark.parametrize("held", ["", "[1, 2]", "{"], ids=["nothing", "a list", "half a line"])
def test_the_command_says_which_file_holds_no_answers(tmp_path: Path, held: str) -> None:
    asked, told = tmp_path / "q.jsonl", tmp_path / "a.jsonl"
    asked.write_text(json.dumps(QUESTIONS[0]), encoding="utf-8")
    told.write_text(held, encoding="utf-8")
    with pytest.raises(SystemExit, match=r"a\.jsonl"):
        main(["evaluate", "report", str(asked), str(told), "--out", str(tmp_path / "out")])
    assert not (tmp_path / "out").exists()
