"""The day that a question is about is heard; the day of an event is not taken for it."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlu.text.days import TET, coming_day, find_day, is_no_day

TODAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("lệ phí hộ chiếu ngày 2/1/2027", date(2027, 1, 2)),
        ("le phi doi can cuoc ngay 05-01-2027 bao nhieu", date(2027, 1, 5)),
        ("mùng 3 tháng 3 năm 2027 đi kết hôn cần gì", date(2027, 3, 3)),
        ("ngày 5/1 này đổi thẻ tốn nhiêu", date(2027, 1, 5)),
        ("tháng 3/2027 khai sinh có gì mới", date(2027, 3, 1)),
        ("qua tháng 3 kết hôn làm sao", date(2027, 3, 1)),
        ("qua tết 2027 đổi căn cước bao nhiêu", date(2027, 2, 13)),
        ("ra tết làm hộ chiếu được không", date(2027, 2, 13)),
        ("sang năm đổi căn cước bao nhiêu tiền", date(2027, 1, 1)),
        ("qua nam moi lam ho chieu bn", date(2027, 1, 1)),
        ("sau tết tây đổi căn cước nhiêu", date(2027, 1, 1)),
        ("tháng sau đi làm lại căn cước thì tốn bao nhiêu", date(2026, 12, 1)),
        ("kết hôn năm 2027", date(2027, 1, 1)),
        ("năm 2027 lệ phí căn cước", date(2027, 1, 1)),
        ("ngày mai đi làm khai sinh", date(2026, 11, 25)),
        ("khai sinh tháng 4 năm 2027 có tốn tiền không", date(2027, 4, 1)),
        ("sau tết dương lịch làm lại cccd bị mất đóng bao nhiêu", date(2027, 1, 1)),
        ("tuần sau đi đổi bằng lái", date(2026, 12, 1)),
    ],
)
def test_a_coming_day_is_heard(text: str, day: date) -> None:
    assert coming_day(find_day(text), TODAY) == day


@pytest.mark.parametrize(
    "text",
    [
        "đổi căn cước bao nhiêu tiền",
        "con sinh ngày 5/10/2026 khai sinh trễ tốn nhiêu",
        "thẻ hết hạn ngày 5/3/2027 đổi ở đâu",
        "bằng lái có giá trị đến ngày 01/02/2027",
        "sinh ngày 2/1 thì làm căn cước chưa",
        "làm ngày 1/6/2025 tốn bao nhiêu",
        "ngày 31/2/2027 làm gì",
        "con được 5 tháng tuổi",
        "H53.25.31-250818-0012",
        "nghị định 18/2026",
        "",
    ],
)
def test_other_days_and_figures_are_not_the_day_of_the_question(text: str) -> None:
    assert coming_day(find_day(text), TODAY) is None


def test_a_day_that_is_in_no_calendar_is_told_from_one_that_is() -> None:
    assert is_no_day(find_day("ngày 30/2/2027 làm hộ chiếu bao nhiêu"))
    assert is_no_day(find_day("làm căn cước ngày 15/13/2026"))
    assert not is_no_day(find_day("ngày 28/2/2027"))
    assert not is_no_day(find_day("qua tết 2090"))
    assert not is_no_day("")


def test_tet_lies_between_late_january_and_late_february() -> None:
    assert all((1, 21) <= (day.month, day.day) <= (2, 20) for day in TET.values())
    assert list(TET) == [day.year for day in TET.values()]


@given(st.text(max_size=200))
def test_any_text_is_read_without_trouble(text: str) -> None:
    day = coming_day(find_day(text), TODAY)
    assert day is None or day > TODAY
