"""What grows old is listed: ends, unchecked facts, codes that are gone, unknowns by demand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import msgspec

from knowledge.figures import carried_by, figures, uncarried
from knowledge.schema import Fact, Fee, Related
from knowledge.staleness import Stale, stale
from knowledge.store import Knowledge, knowledge

TODAY = date(2026, 11, 24)


def of(what: str, found: list[Stale]) -> list[Stale]:
    return [item for item in found if item.what == what]


def with_record(id: str, **changes: object) -> Knowledge:
    known = knowledge()
    record = msgspec.structs.replace(known.procedures[id], **changes)
    return replace(known, procedures={**known.procedures, id: record})


def test_fees_that_end_within_sixty_days_are_listed_with_the_day() -> None:
    ends = of("ends", stale(knowledge(), TODAY))
    assert ("can_cuoc_cap_doi", date(2026, 12, 31)) in [(e.procedure, e.day) for e in ends]
    assert all(e.day and 0 <= (e.day - TODAY).days <= 60 for e in ends)


def test_what_ends_later_or_ended_before_is_not_listed() -> None:
    assert not of("ends", stale(knowledge(), date(2026, 6, 1)))
    assert not of("ends", stale(knowledge(), date(2028, 6, 1)))


def test_laws_that_end_are_listed_with_how_many_records_rest_on_them() -> None:
    laws = of("law_ends", stale(knowledge(), date(2027, 1, 15)))
    assert "luat-ho-tich-2014" in [item.procedure for item in laws]


def test_a_record_not_looked_at_for_half_a_year_is_listed() -> None:
    assert not of("unchecked", stale(knowledge(), TODAY))
    later = of("unchecked", stale(knowledge(), date(2027, 6, 1)))
    assert len(later) == len(knowledge().procedures)


def test_a_code_that_is_gone_is_listed() -> None:
    known = knowledge()
    entry = msgspec.structs.replace(known.catalogue["1.000894"], listed=False, withdrawn_on=TODAY)
    gone = replace(known, catalogue={**known.catalogue, entry.code: entry})
    assert [(i.procedure, i.day) for i in of("gone", stale(gone, TODAY))] == [("ket_hon", TODAY)]


def test_unknown_facts_come_in_the_order_in_which_citizens_ask() -> None:
    asked = {("xac_nhan_doc_than", "fee"): 7, ("khai_sinh_qua_han", "fee"): 30}
    first, second, third, *_ = of("unknown", stale(knowledge(), TODAY, asked))
    assert [(i.procedure, i.asked) for i in (first, second)] == [
        ("khai_sinh_qua_han", 30), ("xac_nhan_doc_than", 7),
    ]  # fmt: skip
    assert third.asked == 0


def test_a_figure_in_a_headline_needs_a_fact() -> None:
    wrong = with_record("ket_hon", headline="Kết hôn mất 99.000 đồng.")
    assert ("ket_hon", "headline", "99.000") in list(uncarried(wrong.procedures))


def test_a_label_may_carry_what_it_leads_to() -> None:
    label = Related(label="Khai sinh đã quá 60 ngày", id="khai_sinh_qua_han")
    assert not list(uncarried(with_record("tam_tru", related=(label,)).procedures))
    wrong = Related(label="Khai sinh đã quá 61 ngày", id="khai_sinh_qua_han")
    assert list(uncarried(with_record("tam_tru", related=(wrong,)).procedures)) == [
        ("tam_tru", "related[0]", "61")
    ]


def test_amounts_are_carried_in_both_spellings() -> None:
    carried = carried_by([Fee(amount=25000), Fact(text="trong 60 ngày, theo mẫu 01/TD")])
    assert {"25.000", "25000", "60", "01"} <= carried
    assert figures("từ 01/7/2025, 8.000 đồng") == {"01/7/2025", "8.000"}
