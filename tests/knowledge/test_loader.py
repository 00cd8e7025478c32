"""Reading the knowledge files: what a record may look like, and what an error says."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from knowledge.errors import KnowledgeError
from knowledge.loader import load_procedures, load_sources
from knowledge.schema import Procedure, Source

SOURCES = {
    "luat": Source(id="luat", title="Luật", short="Luật", kind="law", seen_on=date(2026, 11, 1)),
    "bao": Source(id="bao", title="Báo", short="Báo", kind="press", seen_on=date(2026, 11, 1)),
}

RECORD: dict[str, Any] = {
    "id": "mau",
    "code": "9.000001",
    "short_name": "thử",
    "official_name": "Thủ tục mẫu",
    "names": ["mẫu"],
    "domain": "Mẫu",
    "level": "commune",
    "headline": "Nộp ở xã.",
    "purpose": "Để thử.",
    "confidence": "high",
    "checked_on": date(2026, 11, 22),
    "sources": ["luat"],
    "who": "Ai cũng được.",
    "where": "Ở xã.",
    "channels": [{"kind": "counter", "text": "Đến quầy."}],
    "papers": [{"text": "Tờ khai"}],
    "steps": ["Mang giấy.", "Nộp giấy."],
    "time": "Trong ngày.",
    "fees": [{"amount": 0}],
    "form": "Tờ khai.",
    "result": "Giấy.",
}

Load = Callable[..., Procedure]


@pytest.fixture
def load(tmp_path: Path) -> Load:
    """Load one record, which is ``RECORD`` with some fields changed."""

    def load_one(**changes: Any) -> Procedure:
        text = yaml.safe_dump({**RECORD, **changes}, allow_unicode=True)
        (tmp_path / "mau.yml").write_text(text, encoding="utf-8")
        return load_procedures(tmp_path, SOURCES)["mau"]

    return load_one


@pytest.fixture
def complain(load: Load) -> Callable[..., KnowledgeError]:
    """Return the error that a record with some fields changed raises."""

    def load_wrong(**changes: Any) -> KnowledgeError:
        with pytest.raises(KnowledgeError) as caught:
            load(**changes)
        return caught.value

    return load_wrong


def sources_file(folder: Path, text: str) -> Path:
    path = folder / "sources.yml"
    path.write_text(text, encoding="utf-8")
    return path


# --- what may be written ---


def test_a_fact_may_be_a_text_a_list_of_texts_or_a_mapping(load: Load) -> None:
    record = load(where=["Ở xã.", {"text": "Ở tỉnh.", "valid_to": date(2027, 2, 28)}])

    assert [fact.text for fact in record.who] == ["Ai cũng được."]
    assert [fact.text for fact in record.steps] == ["Mang giấy.", "Nộp giấy."]
    assert [fact.valid_to for fact in record.where] == [None, date(2027, 2, 28)]


def test_a_single_mapping_counts_as_a_list_of_one(load: Load) -> None:
    assert [fact.text for fact in load(result={"text": "Giấy mới."}).result] == ["Giấy mới."]


def test_a_fact_inherits_what_the_record_says_once(load: Load) -> None:
    fact = load().who[0]

    assert (fact.sources, fact.checked_on, fact.confidence) == (
        ("luat",),
        date(2026, 11, 22),
        "high",
    )


def test_a_fact_keeps_its_own_source_day_and_confidence(load: Load) -> None:
    own = {
        "text": "Ở xã.",
        "sources": ["bao"],
        "checked_on": date(2026, 11, 1),
        "confidence": "low",
    }
    fact = load(where=own).where[0]

    assert (fact.sources, fact.checked_on, fact.confidence) == (("bao",), date(2026, 11, 1), "low")


def test_records_come_in_the_order_of_file_names(tmp_path: Path) -> None:
    for name in ("b", "a"):
        text = yaml.safe_dump({**RECORD, "id": name}, allow_unicode=True)
        (tmp_path / f"{name}.yml").write_text(text, encoding="utf-8")

    assert list(load_procedures(tmp_path, SOURCES)) == ["a", "b"]


def test_a_related_procedure_may_be_a_code_alone(load: Load) -> None:
    assert load(related=[{"label": "Khác", "code": "9.000002"}]).related[0].id == ""


def test_sources_are_found_by_id_with_days_as_days(tmp_path: Path) -> None:
    path = sources_file(
        tmp_path,
        "- {id: luat, title: Luật mẫu, short: Luật, kind: law, seen_on: 2026-11-22,"
        " valid_to: 2027-02-28}",
    )

    assert load_sources(path.parent)["luat"].valid_to == date(2027, 2, 28)


# --- what an error says: the file, the record, the field, the problem ---


@pytest.mark.parametrize(
    ("changes", "field", "problem"),
    [
        ({"headlines": "Nộp."}, "record", "headlines"),
        ({"papers": [{"txt": "Tờ khai"}]}, "papers[0]", "txt"),
        ({"names": "mẫu"}, "names", "Expected `array`"),
        ({"confidence": "sure"}, "confidence", "sure"),
        ({"checked_on": "hôm qua"}, "checked_on", "Invalid"),
        ({"fees": [{"amount": "20.000"}]}, "fees[0].amount", "Expected `int | null`"),
        ({"papers": [{"text": "Tờ khai", "lookup": True}]}, "papers[0].lookup", "Expected `str`"),
        ({"channels": ["Đến quầy."]}, "channels[0]", "kind"),
    ],
)
def test_a_wrong_shape_is_named_with_its_field(
    complain: Callable[..., KnowledgeError], changes: dict[str, Any], field: str, problem: str
) -> None:
    error = complain(**changes)

    assert (error.path.name, error.record, error.field) == ("mau.yml", "mau", field)
    assert problem in error.problem
    assert str(error).startswith(f"mau.yml: mau: {field}: ")


@pytest.mark.parametrize(
    ("changes", "field", "problem"),
    [
        (
            {"where": {"text": "X", "valid_from": date(2027, 3, 1), "valid_to": date(2027, 2, 1)}},
            "where[0]",
            "before valid_from",
        ),
        ({"sources": ["tin-don"]}, "sources", "'tin-don' is not in knowledge/sources"),
        ({"sources": []}, "sources", "at least one"),
        ({"legal_basis": ["tin-don"]}, "legal_basis", "'tin-don' is not in knowledge/sources"),
        ({"time": {"text": "X", "sources": ["tin-don"]}}, "time[0]", "'tin-don'"),
        ({"fees": [{"amount": 0}, {"state": "unknown"}]}, "fees[1]", "ask"),
        ({"fees": [{"when": "Nộp ở xã"}]}, "fees[0]", "amount"),
        ({"fees": [{"amount": 9, "valid_to": date(2026, 12, 31)}]}, "fees[0]", "from which"),
        ({"related": [{"label": "Khác", "id": "chua_co"}]}, "related", "no record chua_co"),
        ({"related": [{"label": "Khác"}]}, "related[0]", "id or a code"),
        ({"code": "1.1193"}, "code", "1.1193"),
        ({"id": "khac"}, "id", "mau"),
    ],
)
def test_a_broken_rule_is_named_with_its_field(
    complain: Callable[..., KnowledgeError], changes: dict[str, Any], field: str, problem: str
) -> None:
    error = complain(**changes)

    assert (error.path.name, error.field) == ("mau.yml", field)
    assert error.record == changes.get("id", "mau")
    assert problem in error.problem


@pytest.mark.parametrize(
    ("text", "record", "problem"),
    [
        ("id: mau\nnames: [mẫu\n", "line 3", "expected"),
        ("id: mau\nfees: []\nfees: []\n", "line 3", "fees stands twice"),
        ("id: mau\nchecked_on: 2027-02-30\n", "file", "day"),
        ("- mau\n", "file", "a dict is expected"),
        ("", "file", "a dict is expected"),
    ],
)
def test_broken_yaml_is_named_with_its_line(
    tmp_path: Path, text: str, record: str, problem: str
) -> None:
    (tmp_path / "mau.yml").write_text(text, encoding="utf-8")

    with pytest.raises(KnowledgeError) as caught:
        load_procedures(tmp_path, SOURCES)

    assert (caught.value.path.name, caught.value.record) == ("mau.yml", record)
    assert problem in caught.value.problem


def test_a_file_that_is_no_utf8_is_named(tmp_path: Path) -> None:
    (tmp_path / "mau.yml").write_bytes(b"id: \xff\xfe")

    with pytest.raises(KnowledgeError, match=r"^mau\.yml: file: text: "):
        load_procedures(tmp_path, SOURCES)


def test_a_source_that_stands_twice_is_named(tmp_path: Path) -> None:
    line = "- {id: luat, title: Luật mẫu, short: Luật, kind: law, seen_on: 2026-11-22}\n"

    with pytest.raises(KnowledgeError, match=r"^sources\.yml: luat: id: stands twice$"):
        load_sources(sources_file(tmp_path, line * 2).parent)


def test_a_wrong_field_of_a_source_is_named_with_the_number_of_the_record(tmp_path: Path) -> None:
    line = "- {id: luat, title: Luật mẫu, short: Luật, kind: rumour, seen_on: 2026-11-22}\n"

    with pytest.raises(KnowledgeError, match=r"^sources\.yml: record 1: kind: .*rumour"):
        load_sources(sources_file(tmp_path, line).parent)


def test_a_missing_folder_is_a_knowledge_error(tmp_path: Path) -> None:
    with pytest.raises(KnowledgeError, match=r"^nowhere: folder: sources: is missing$"):
        load_sources(tmp_path / "nowhere")


def test_a_provinces_own_record_stands_in_for_ours(tmp_path: Path) -> None:
    for folder, purpose in (("ours", "Của chung."), ("own", "Của tỉnh.")):
        (tmp_path / folder).mkdir()
        text = yaml.safe_dump({**RECORD, "purpose": purpose}, allow_unicode=True)
        (tmp_path / folder / "mau.yml").write_text(text, encoding="utf-8")

    records = load_procedures(tmp_path / "ours", SOURCES, tmp_path / "own")
    assert [record.purpose for record in records.values()] == ["Của tỉnh."]
