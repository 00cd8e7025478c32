"""What is not known of a day that has passed is said."""

from __future__ import annotations

from datetime import date

from actions.procedures.facts import before_known
from knowledge.schema import Fee

CHECKED = date(2026, 11, 22)
HALVED = Fee(
    when="Mất thẻ", amount=35_000, valid_from=date(2025, 7, 1), valid_to=date(2026, 12, 31)
)
FULL = Fee(when="Mất thẻ", amount=70_000, valid_from=date(2027, 1, 1))


def test_a_day_before_the_first_known_fee_has_no_known_fee() -> None:
    assert before_known([HALVED, FULL], date(2025, 6, 1), CHECKED) == [
        "Mất thẻ: không biết mức trước ngày 01/07/2025."
    ]


def test_days_that_fees_are_known_for_need_no_remark() -> None:
    for day in (date(2025, 7, 1), CHECKED, date(2027, 1, 2)):
        assert before_known([HALVED, FULL], day, CHECKED) == []


def test_a_fee_without_a_first_day_is_only_known_since_it_was_checked() -> None:
    (line,) = before_known([Fee(amount=8_000)], date(2026, 1, 1), CHECKED)
    assert "22/11/2026" in line
    assert before_known([Fee(amount=8_000)], CHECKED, CHECKED) == []
