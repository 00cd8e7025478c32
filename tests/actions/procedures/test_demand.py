"""Whether a demanded paper is needed comes from the list, and doubt is never a "no"."""

from __future__ import annotations

from datetime import date

import msgspec
import pytest

from actions.procedures.demand import answer_demand, ask_for_what, is_complete
from bot.messages import Reply
from knowledge.papers import kind_of
from knowledge.schema import Paper, on_day
from knowledge.store import knowledge
from nlu.text.fold import fold

TODAY = date(2026, 11, 24)
NO = "không có trong danh sách giấy tờ"


def answer(id: str, demand: str, **changes: object) -> Reply:
    known = knowledge()
    record = msgspec.structs.replace(known.procedures[id], **changes)
    kind = kind_of(demand, known.papers, fold)
    return answer_demand(demand, record, kind, TODAY, known.sources, known.holders)


def test_a_paper_that_is_always_needed_is_needed() -> None:
    assert answer("khai_sinh", "tờ khai").text.startswith("**Có, làm khai sinh luôn cần")


def test_a_paper_that_the_office_can_look_up_need_only_be_told() -> None:
    text = answer("doi_gplx", "bằng lái").text
    assert "chỉ cần đọc số" in text
    assert "Phản ánh kiến nghị" in text


def test_a_paper_for_some_cases_is_told_with_the_cases() -> None:
    text = answer("doi_gplx", "giấy khám sức khỏe").text
    assert "chỉ khi có hạng bằng khác A1" in text
    assert "Căn cứ:" in text


def test_what_is_not_on_a_certain_list_is_said_not_to_be_with_law_and_report() -> None:
    text = answer("huu_tri_xa_hoi", "giấy khai sinh").text
    assert NO in text
    assert "Căn cứ:" in text
    assert "Phản ánh kiến nghị" in text


def test_a_general_paper_for_some_cases_may_stand_for_one_that_is_not_named() -> None:
    text = answer("can_cuoc_cap_lai", "giấy khai sinh").text
    assert "không thuộc giấy tờ luôn cần" in text
    assert "chỉ khi thông tin chưa có trong cơ sở dữ liệu dân cư" in text
    assert "Luật Căn cước 2023" in text
    assert "Phản ánh kiến nghị" in text


def test_a_paper_that_is_not_known_by_name_is_never_said_not_to_be_needed() -> None:
    for demand in ("giấy xét nghiệm adn", "giấy bảo lãnh của tổ dân phố"):
        text = answer("can_cuoc_cap_lai", demand).text
        assert NO not in text
        assert "chưa đủ chắc" in text


@pytest.mark.parametrize("demand", ["căn cước của ông bà", "căn cước của người mất"])
def test_a_paper_of_somebody_else_is_not_taken_for_the_filers(demand: str) -> None:
    text = answer("khai_tu", demand).text
    assert "không thấy danh sách khai tử ghi rõ" in text
    assert "người đi làm" in text
    assert "luôn cần" not in text


def test_the_paper_of_the_one_who_is_named_is_found() -> None:
    text = answer("khai_sinh", "giấy kết hôn của cha mẹ").text
    assert "chỉ khi cha mẹ đã kết hôn" in text


def test_a_paper_that_is_only_alike_is_quoted_and_asked_about() -> None:
    text = answer("that_nghiep", "hợp đồng lao động").text
    assert "Gần giống thì có" in text
    assert "Hỏi lại nơi nộp" in text


@pytest.mark.parametrize("demand", ["sổ đỏ", "sổ đỏ của chủ nhà", "sổ hồng"])
def test_a_paper_that_a_general_one_stands_for_is_not_said_to_be_missing(demand: str) -> None:
    text = answer("tam_tru", demand).text
    assert NO not in text
    assert "giấy nhà đất" in text


@pytest.mark.parametrize("demand", ["tờ khai đăng ký kết hôn", "tờ khai hải quan"])
def test_another_form_is_not_taken_for_the_form(demand: str) -> None:
    text = answer("khai_sinh", demand).text
    assert "luôn cần" not in text
    assert "Tờ khai đăng ký khai sinh" in text


def test_an_official_line_with_a_condition_is_never_confirmed() -> None:
    paper = Paper(text="Giấy chứng sinh; trường hợp không có thì giấy của người làm chứng")
    text = answer("khai_sinh", "giấy chứng sinh", papers=(paper,)).text
    assert "luôn cần" not in text


def test_an_application_of_another_kind_is_not_the_form() -> None:
    assert "luôn cần" not in answer("cap_lai_gplx", "đơn trình báo mất của công an").text


@pytest.mark.parametrize("confidence", ["medium", "low"])
def test_an_uncertain_record_never_says_that_a_paper_is_not_needed(confidence: str) -> None:
    text = answer("can_cuoc_cap_lai", "giấy khai sinh", confidence=confidence).text
    assert NO not in text
    assert "không phải nộp" not in text
    assert "chưa đủ chắc" in text


def test_an_incomplete_list_never_says_that_a_paper_is_not_needed() -> None:
    record = knowledge().procedures["can_cuoc_cap_lai"]
    open_ = (*record.papers, msgspec.structs.replace(record.papers[0], state="unknown", ask="xã"))
    assert NO not in answer("can_cuoc_cap_lai", "giấy khai sinh", papers=open_).text


def test_no_uncertain_record_of_ours_says_no_to_any_paper() -> None:
    known = knowledge()
    for record in known.procedures.values():
        if is_complete(record, on_day(record.papers, TODAY)):
            continue
        for demand in ("giấy xác nhận hàng xóm", "sổ hộ khẩu", "ảnh thẻ"):
            text = answer(record.id, demand).text
            assert NO not in text, record.id
            assert "không phải nộp" not in text, record.id


def test_the_old_household_book_is_explained_wherever_it_is_demanded() -> None:
    assert "không còn sổ hộ khẩu giấy" in answer("ket_hon", "sổ hộ khẩu").text
    known = knowledge()
    kind = kind_of("sổ hộ khẩu", known.papers, fold)
    reply = ask_for_what("sổ hộ khẩu", kind, known.sources)
    assert reply.status == "clarify"
    assert "không còn sổ hộ khẩu giấy" in reply.text
    assert "NĐ 104/2022" in reply.small
