"""An answer is short, says where it is from, and carries no figure of its own."""

from __future__ import annotations

import json
import re
from datetime import date

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions.procedures.compose import (
    LONGEST,
    TITLES,
    Choice,
    compose,
    compose_capabilities,
    compose_clarify,
    compose_neighbour,
)
from actions.say import say_money
from bot.messages import Reply
from knowledge.store import knowledge

TODAY = date(2026, 11, 24)
DAYS = [TODAY, date(2026, 12, 31), date(2027, 1, 2), date(2027, 3, 2)]
ASPECTS = [*TITLES, "overview", "documents_more"]
NUMBER = re.compile(r"\d[\d.]*\d|\d")


def answer(id: str, *aspects: str, day: date = TODAY) -> Reply:
    """Return the answer about a real record."""
    known = knowledge()
    return compose(known.procedures[id], aspects, day, known.sources)


@given(
    st.sampled_from(sorted(knowledge().procedures)),
    st.lists(st.sampled_from(ASPECTS), max_size=5, unique=True),
    st.sampled_from(DAYS),
)
def test_every_answer_fits_and_says_where_it_is_from(
    id: str, aspects: list[str], day: date
) -> None:
    reply = answer(id, *aspects, day=day)
    assert len(reply.text) + len(reply.small) + 1 <= LONGEST
    assert reply.small.startswith("Theo ")
    assert "kiểm tra ngày" in reply.small
    assert 1 <= len(reply.buttons) <= 4
    assert all(0 < len(button.title) <= 40 for button in reply.buttons)


@given(
    st.sampled_from(sorted(knowledge().procedures)),
    st.lists(st.sampled_from(ASPECTS), max_size=3, unique=True),
    st.sampled_from(DAYS),
)
def test_every_figure_comes_from_the_record(id: str, aspects: list[str], day: date) -> None:
    known = knowledge()
    record = known.procedures[id]
    written = json.dumps(msgspec.to_builtins(record), ensure_ascii=False) + " ".join(
        source.title for source in known.sources.values()
    )
    allowed = set(NUMBER.findall(written)) | {"24", "7"}
    allowed |= {f"{fee.amount:,}".replace(",", ".") for fee in record.fees if fee.amount}
    allowed |= {
        part for day_ in re.findall(r"\d{4}-\d\d-\d\d", written) for part in day_.split("-")
    }
    steps = {str(number) for number in range(1, len(record.steps) + 1)}
    text = re.sub(r"(\d\d)/(\d\d)/(\d{4})", r"\1 \2 \3", answer(id, *aspects, day=day).text)
    found = {number.rstrip(".") for number in NUMBER.findall(text)}
    assert found <= allowed | steps


def test_papers_are_split_into_always_and_only_if() -> None:
    text = answer("khai_sinh", "documents").text
    assert text.index("Luôn cần") < text.index("chứng sinh") < text.index("Chỉ khi")


def test_a_fee_is_told_for_the_day() -> None:
    assert "15.000 đồng" in answer("can_cuoc_cap_doi", "fee").text
    later = answer("can_cuoc_cap_doi", "fee", day=date(2027, 1, 2)).text
    assert "30.000 đồng" in later
    assert "15.000 đồng" not in later


def test_an_answer_for_another_day_says_for_which() -> None:
    known = knowledge()
    record = known.procedures["can_cuoc_cap_lai"]
    later = compose(record, ("fee",), date(2027, 1, 2), known.sources, today=TODAY)
    assert later.text.startswith("Tính cho ngày 02/01/2027")
    assert "70.000 đồng" in later.text
    today = compose(record, ("fee",), TODAY, known.sources, today=TODAY)
    assert "Tính cho ngày" not in today.text


def test_a_change_that_is_near_is_announced() -> None:
    assert "Từ 01/01/2027" in answer("can_cuoc_cap_doi", "fee", day=date(2026, 12, 20)).text
    assert "Từ 01/01/2027" not in answer("can_cuoc_cap_doi", "fee", day=date(2026, 7, 1)).text


def test_an_unknown_fee_names_whom_to_ask_and_no_figure() -> None:
    text = answer("khai_sinh_qua_han", "fee").text
    assert "chưa có trong dữ liệu" in text
    assert "Trung tâm Phục vụ hành chính công" in text


def test_a_death_is_met_with_sympathy_and_few_buttons() -> None:
    reply = answer("khai_tu", "documents")
    assert reply.text.startswith("Xin chia buồn")
    assert len(reply.buttons) <= 2
    assert all(button.command.procedure == "khai_tu" for button in reply.buttons)


def test_several_aspects_are_answered_in_the_order_asked() -> None:
    text = answer("ket_hon", "place", "fee").text
    assert text.index("Nơi ") < text.index("Lệ phí")


def test_what_does_not_fit_waits_behind_a_button() -> None:
    reply = answer("can_cuoc_cap_doi", "documents", "fee", "place", "steps")
    assert "Xem thêm" in reply.text
    assert reply.buttons[0].title == "Xem thêm"


@pytest.mark.parametrize("id", sorted(knowledge().procedures))
@pytest.mark.parametrize("aspect", [*TITLES, "overview"])
def test_a_button_for_more_tells_more(id: str, aspect: str) -> None:
    reply = answer(id, aspect)
    more = [button for button in reply.buttons if button.title == "Xem thêm"]
    for button in more:
        assert answer(id, *button.command.aspects).text != reply.text
    assert bool(more) == ("bấm **Xem thêm**" in reply.text)


def test_every_case_of_a_fee_can_be_reached() -> None:
    record = knowledge().procedures["can_cuoc_cap_doi"]
    told = answer("can_cuoc_cap_doi", "fee").text + answer("can_cuoc_cap_doi", "exemptions").text
    assert all(fee.when in told for fee in record.fees if fee.holds_on(TODAY))
    assert all(fact.text.rstrip(".") in told for fact in record.exemptions)


def test_sympathy_is_said_once() -> None:
    known = knowledge()
    record = known.procedures["khai_tu"]
    again = compose(record, ["fee"], TODAY, known.sources, again=True)
    assert answer("khai_tu", "place").text.startswith("Xin chia buồn")
    assert "chia buồn" not in again.text


def test_a_question_back_names_the_choices_on_buttons() -> None:
    reply = compose_clarify(
        [Choice("tam_tru", "tạm trú"), Choice("thuong_tru", "thường trú")], ["fee"]
    )
    assert reply.status == "clarify"
    assert [button.title for button in reply.buttons] == ["Tạm trú", "Thường trú"]
    assert reply.buttons[1].command.aspects == ("fee",)
    assert reply.text.count("?") == 1


def test_what_is_somebody_elses_is_said_with_whom_to_ask() -> None:
    reply = compose_neighbour("Giải quyết ly hôn", "Tòa án nhân dân khu vực")
    assert reply.status == "no_source"
    assert "Tòa án nhân dân khu vực" in reply.text


LOW = sorted(id for id, p in knowledge().procedures.items() if p.confidence == "low")


@pytest.mark.parametrize("id", LOW)
@pytest.mark.parametrize("aspect", [*TITLES, "overview"])
def test_little_certain_knowledge_is_said_to_be_so_with_every_answer(id: str, aspect: str) -> None:
    assert "chưa chắc chắn" in answer(id, aspect).text


def test_what_is_doubtful_about_a_record_is_said_with_the_first_answer() -> None:
    known = knowledge()
    record = known.procedures["so_do_lan_dau"]
    first = compose(record, ["fee"], TODAY, known.sources).text
    again = compose(record, ["fee"], TODAY, known.sources, again=True).text
    assert record.caution[0].text.rstrip(".") in first
    assert record.caution[0].text.rstrip(".") not in again


def test_a_code_that_the_list_no_longer_has_is_warned_of() -> None:
    known = knowledge()
    record = known.procedures["ket_hon"]
    reply = compose(record, ["fee"], TODAY, known.sources, withdrawn_on=date(2026, 11, 20))
    assert "không còn mã này" in reply.text
    assert "20/11/2026" in reply.text


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (date(2026, 12, 20), False),
        (date(2027, 1, 15), True),
        (date(2027, 2, 28), True),
        (date(2027, 3, 1), False),
    ],
)
def test_a_zero_fee_that_ends_is_announced_in_its_last_weeks(day: date, said: bool) -> None:
    text = answer("thuong_tru", "fee", day=day).text
    assert ("Chỉ đến hết 28/02/2027" in text) is said


def test_the_place_of_civil_status_changes_with_the_new_law() -> None:
    text = answer("khai_sinh", "place", day=date(2027, 2, 1)).text
    assert "Từ 01/03/2027" in text


def test_capabilities_show_examples() -> None:
    assert compose_capabilities([Choice("khai_sinh", "khai sinh")]).buttons[0].title == "Khai sinh"


@pytest.mark.parametrize(
    ("amount", "said"), [(0, "miễn phí"), (8000, "8.000 đồng"), (1_350_000, "1.350.000 đồng")]
)
def test_money_is_said_as_people_say_it(amount: int, said: str) -> None:
    assert say_money(amount) == said
