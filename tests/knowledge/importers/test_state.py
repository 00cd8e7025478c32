"""An import takes effect whole, overwrites nothing written by hand, notices what is gone."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from knowledge.catalogue.entries import load_catalogue
from knowledge.errors import KnowledgeError
from knowledge.importers.compare import differences, money, times
from knowledge.importers.convert import to_procedure
from knowledge.importers.detail import Detail, Listed, Taken
from knowledge.importers.errors import ImportFileError
from knowledge.importers.read import read_file
from knowledge.importers.state import (
    Decision,
    Imported,
    ImportNote,
    load_imported,
    merge,
    save_imported,
)
from knowledge.schema import on_day
from knowledge.store import knowledge, load_knowledge
from tests.knowledge.importers import samples

DAY = date(2026, 11, 24)
LATER = date(2026, 12, 1)
CODE = "1.999001"


def detail(tmp_path: Path, record: dict[str, Any]) -> Detail:
    (outcome,) = read_file(samples.write_lines(tmp_path / "mot.jsonl", [record]), DAY)
    assert isinstance(outcome, Taken)
    assert isinstance(outcome.record, Detail)
    return outcome.record


def note(day: date = DAY, *, full: bool = False) -> ImportNote:
    return ImportNote(file="tep", day=day, taken=1, refused=0, full_list=full)


def listed(*codes: str, issuer: str = "Bộ Mẫu") -> list[Taken]:
    return [
        Taken(where="x", record=Listed(code=code, name=f"Mẫu {code}", issuer=issuer))
        for code in codes
    ]


def test_what_is_saved_is_read_again(tmp_path: Path) -> None:
    state = merge(Imported(), listed("1.999001"), note(), {})
    save_imported(tmp_path / "moi", state)
    assert load_imported(tmp_path / "moi") == state
    assert [path.name for path in (tmp_path / "moi").iterdir()] == ["imported.json"]


def test_a_damaged_state_is_named_and_nothing_is_guessed(tmp_path: Path) -> None:
    (tmp_path / "imported.json").write_text('{"details": 3}', encoding="utf-8")
    with pytest.raises(KnowledgeError, match=r"^imported\.json: "):
        load_imported(tmp_path)


def test_a_code_that_a_full_list_no_longer_has_is_withdrawn_with_the_day() -> None:
    before = merge(Imported(), listed("1.999001", "1.999002", "1.999003"), note(full=True), {})
    after = merge(before, listed("1.999001", "1.999003"), note(LATER, full=True), {})
    assert after.withdrawn == {"1.999002": LATER}


def test_a_part_of_a_list_withdraws_nothing() -> None:
    before = merge(Imported(), listed("1.999001", "1.999002"), note(full=True), {})
    assert merge(before, listed("1.999001"), note(LATER), {}).withdrawn == {}


def test_a_code_that_comes_back_is_no_longer_withdrawn_and_keeps_no_old_day() -> None:
    state = merge(Imported(), listed("1.999001", "1.999002", "1.999003"), note(full=True), {})
    state = merge(state, listed("1.999001", "1.999003"), note(LATER, full=True), {})
    again = merge(state, listed("1.999001", "1.999002", "1.999003"), note(full=True), {})
    assert again.withdrawn == {}


def test_another_issuers_procedures_are_not_withdrawn() -> None:
    state = merge(Imported(), listed("1.999001", issuer="Bộ Khác"), note(full=True), {})
    state = merge(state, listed("1.999002", "1.999003"), note(LATER, full=True), {})
    assert state.withdrawn == {}


def test_a_few_codes_of_another_issuer_do_not_make_the_list_its_full_one() -> None:
    others = listed("1.999010", "1.999011", "1.999012", "1.999013", issuer="Bộ Khác")
    own = listed("1.999001", "1.999002", "1.999003")
    state = merge(Imported(), [*own, *others], note(full=True), {})
    after = merge(state, [*own[:2], others[0]], note(LATER, full=True), {})
    assert after.withdrawn == {"1.999003": LATER}


def test_a_list_with_half_of_what_is_known_is_not_full() -> None:
    state = merge(Imported(), listed("1.999001", "1.999002"), note(full=True), {})
    with pytest.raises(ImportFileError, match=r"Bộ Mẫu thiếu 1/2"):
        merge(state, listed("1.999001"), note(LATER, full=True), {})


def test_a_list_that_lacks_most_of_what_is_known_is_not_full() -> None:
    catalogue = load_catalogue()
    with pytest.raises(ImportFileError, match="không phải danh sách đầy đủ"):
        merge(Imported(), listed("1.999001", issuer="Bộ Công an"), note(full=True), catalogue)


def test_an_imported_procedure_without_a_record_is_answered_in_official_words(
    tmp_path: Path,
) -> None:
    record = to_procedure(detail(tmp_path, samples.portal()))
    assert record.id == CODE
    assert record.papers[0].text == "Đơn mẫu"
    assert record.confidence == "medium"
    amounts = {fee.amount for fee in record.fees}
    assert amounts == {None, 25000}
    assert 0 not in amounts


def test_an_official_line_with_a_condition_is_not_always_needed(tmp_path: Path) -> None:
    record = samples.portal()
    component = {"name": "Trường hợp ủy quyền thì nộp văn bản ủy quyền", "originalQty": 1}
    record["data"]["executionCases"][0]["profileComponents"].append(component)
    papers = to_procedure(detail(tmp_path, record)).papers
    assert [bool(paper.when) for paper in papers if "ủy quyền" in paper.text] == [True]


def test_a_fee_that_the_source_does_not_give_is_unknown_with_whom_to_ask(tmp_path: Path) -> None:
    raw = samples.flat(cach_thuc_thuc_hien="Trực tiếp3 NgàyMiễn phí")
    (fee,) = to_procedure(detail(tmp_path, raw)).fees
    assert (fee.state, fee.amount) == ("unknown", None)
    assert fee.ask


def test_what_was_not_fetched_is_unknown_and_what_is_empty_is_silent(tmp_path: Path) -> None:
    record = to_procedure(detail(tmp_path, samples.normal()))
    assert record.steps[0].state == "unknown"
    empty = samples.normal(steps=[])
    assert to_procedure(detail(tmp_path, empty)).steps[0].state == "silent"


def official(tmp_path: Path, code: str, fee: int, papers: list[str], days: int = 3) -> Detail:
    """Return an official record of a procedure that is also written by hand."""
    record = samples.portal(code, name="Đổi giấy phép lái xe")
    data = record["data"]
    method = data["executionMethods"][1]
    data["executionMethods"] = [
        {**method, "processingTime": days, "fees": [{"value": fee, "description": ""}]}
    ]
    data["executionCases"][0]["profileComponents"] = [
        {"name": name, "originalQty": 1} for name in papers
    ]
    data["legalBasisesDetails"] = []
    return detail(tmp_path, record)


def test_a_changed_import_shows_each_field_that_differs_and_only_those(tmp_path: Path) -> None:
    known = knowledge()
    record = known.procedures["doi_gplx"]
    same = official(tmp_path, "3.000347", 135_000, ["Giấy khám sức khỏe của người lái xe"], days=5)
    changed = official(tmp_path, "3.000347", 150_000, ["Ảnh chân dung nền trắng"], days=9)
    assert differences(record, same, known.sources, DAY) == []
    found = {d.field: d for d in differences(record, changed, known.sources, DAY)}
    assert set(found) == {"fees", "papers", "time"}
    assert found["fees"].theirs == ("150.000 đồng (Nộp trực tiếp)",)
    assert found["time"].theirs == ("9 ngày làm việc",)


def test_a_hand_written_record_stays_until_somebody_decides(tmp_path: Path) -> None:
    changed = official(tmp_path, "3.000347", 150_000, ["Đơn"])
    state = Imported(details={"3.000347": changed})
    save_imported(tmp_path, state)
    ours = load_knowledge(tmp_path).procedures["doi_gplx"]
    assert ours == knowledge().procedures["doi_gplx"]

    decision = Decision(
        procedure="doi_gplx",
        field="fees",
        digest="x",
        choice="take",
        decided_on=DAY,
        detail=changed,
    )
    save_imported(tmp_path, Imported(details=state.details, decisions=(decision,)))
    taken = load_knowledge(tmp_path).procedures["doi_gplx"]
    assert [fee.amount for fee in on_day(taken.fees, DAY)] == [150_000]
    assert taken.papers == ours.papers


def test_a_withdrawn_code_is_no_longer_searched_and_its_record_warns(tmp_path: Path) -> None:
    save_imported(tmp_path, Imported(withdrawn={"1.001029": DAY, "1.000894": DAY}))
    known = load_knowledge(tmp_path)
    assert not known.catalogue["1.001029"].searchable
    assert known.withdrawn["1.000894"] == DAY


def test_new_codes_of_an_import_join_the_list(tmp_path: Path) -> None:
    save_imported(tmp_path, merge(Imported(), listed("1.999777"), note(), {}))
    entry = load_knowledge(tmp_path).catalogue["1.999777"]
    assert (entry.name, entry.searchable, entry.seen_on) == ("Mẫu 1.999777", True, DAY)


def test_amounts_and_times_are_found_in_official_sentences() -> None:
    assert money("Lệ phí 135.000 đồng/lần; năm 2025 thu 115.000đ") == [135000, 115000]
    assert times("trong 05 ngày làm việc, nhiều nhất 1 tháng") == {"5 ngày làm việc", "1 tháng"}
