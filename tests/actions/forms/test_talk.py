"""Conversations with a form: straight, interrupted, edited, resumed, refused, for others."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.actions.forms.conftest import Person

TEMPORARY = (
    "ừ", "Trần Thị Mỹ Linh", "12/4/1999", "nữ", "072199001234", "0907000111", "bỏ qua",
    "người ở thuê", "Lê Văn Mẫu", "080070000123", "ấp 3, xã Tân Lân", "đúng", "tạm trú 2 năm",
    "không",
)  # fmt: skip


def test_straight_through_ends_with_documents_and_what_to_do_next(person: Person) -> None:
    person.start("tam_tru").say(*(one for one in TEMPORARY if one != "đúng"))
    assert "Xem lại" in person.text
    person.say("đúng")
    documents = [one.name for reply in person.last for one in reply.attached]
    assert [name.rpartition(".")[2] for name in documents] == ["pdf", "docx"]
    assert "ký tay" in person.text
    assert "Lệ phí" in person.text
    assert "Công an xã" in person.text


def test_nothing_is_asked_before_the_person_agrees(person: Person) -> None:
    person.start("tam_tru")
    assert "mã hóa" in person.text
    assert "xóa hết" in person.text
    person.say("không")
    assert person.talk.active() is None
    assert [one.name.rpartition(".")[2] for one in person.last[0].attached] == ["pdf", "docx"]


def test_one_sentence_may_answer_several_fields_and_none_is_asked_again(person: Person) -> None:
    person.start("khai_sinh").say("ok", "Trần Thị Mỹ Linh", "12/4/1999", "072199001234", "mẹ")
    person.say("bé tên Lê Ngọc Khánh An, sanh 15/11, con gái")
    assert person.answers["child_full_name"] == "Lê Ngọc Khánh An"
    assert person.answers["child_gender"] == "Nữ"
    assert "15/11/2026" in person.text
    person.say("đúng")
    assert person.answers["child_dob"] == "2026-11-15"
    assert "Dân tộc" in person.text


def test_who_says_that_she_is_the_mother_is_not_asked_for_the_mother(person: Person) -> None:
    person.start("khai_sinh").say("ok", "Trần Thị Mỹ Linh", "12/4/1999", "072199001234", "mẹ")
    assert person.answers["mother_full_name"] == "Trần Thị Mỹ Linh"
    assert person.answers["mother_id_number"] == "072199001234"


def test_who_gives_a_number_is_not_asked_what_the_number_tells(person: Person) -> None:
    person.start("khai_tu").say("ok", "Lê Văn Mẫu", "1/2/1980", "072080001234")
    assert "Quan hệ" not in person.text
    assert "là gì của người mất" in person.text
    other = Person(person.parts, "q").start("khai_tu").say("ok", "Lê Văn Mẫu", "1/2/1980", "bỏ qua")
    assert "Nơi thường trú" in other.text


def test_back_edit_and_number_go_to_a_field_and_keep_its_answer(person: Person) -> None:
    person.start("tam_tru").say("ok", "Trần Thị Mỹ Linh", "12/4/1999", "nữ")
    assert "Nữ" in person.say("quay lại").text
    assert "Mục 4/" in person.say("giữ nguyên").text
    assert "12/04/1999" in person.say("sửa ngày sinh").text
    person.say("13/4/1999")
    assert person.answers["declarant_dob"] == "1999-04-13"
    assert "Trần Thị Mỹ Linh" in person.say("mục 1").text
    assert "từ 1 đến" in person.say("mục 99").text
    person.say("giữ nguyên", "sửa ngày sinh thành 14/4/1999")
    assert person.answers["declarant_dob"] == "1999-04-14"


def test_what_must_be_there_cannot_be_passed_over(person: Person) -> None:
    person.start("tam_tru").say("ok", "bỏ qua")
    assert "bắt buộc" in person.text
    assert "declarant_full_name" not in person.answers


def test_a_value_that_was_read_back_wrongly_is_asked_again(person: Person) -> None:
    person.start("tam_tru").say("ok", "Trần Thị Mỹ Linh", "mùng 5 tháng 3 năm 85")
    assert "05/03/1985" in person.text
    assert "declarant_dob" not in person.answers
    person.say("không, 6/3/1985")
    assert person.answers["declarant_dob"] == "1985-03-06"


def test_who_says_right_is_not_taken_for_who_says_stop(person: Person) -> None:
    person.start("tam_tru").say("ok", "Trần Thị Mỹ Linh", "5/3/85", "đúng")
    assert person.answers["declarant_dob"] == "1985-03-05"
    person.say("nữ", "quay lại", "mục 2", "6/3/85", "dung")
    assert person.answers["declarant_dob"] == "1985-03-06"


def test_a_form_is_put_aside_and_gone_on_with(person: Person) -> None:
    person.start("tam_tru").say("ok", "Trần Thị Mỹ Linh", "dừng, mai làm tiếp")
    assert "22/12/2026" in person.text
    assert person.talk.active() is None
    assert "Mục 2/" in person.say("làm tiếp").text


def test_a_code_finds_the_form_from_another_channel(
    person: Person, another: Callable[[str], Person]
) -> None:
    person.start("tam_tru").say("ok", "Trần Thị Mỹ Linh", "dừng lại")
    code = person.text.split("làm tiếp ")[1].split("**")[0]
    elsewhere = another("zalo").say(f"làm tiếp {code.lower()}")
    assert "Mục 2/" in elsewhere.text
    assert elsewhere.answers["declarant_full_name"] == "Trần Thị Mỹ Linh"
    assert "Không thấy" in person.say("làm tiếp").text


def test_who_guesses_codes_is_stopped(another: Callable[[str], Person]) -> None:
    guesser = another("x")
    for number in range(5):
        guesser.say(f"làm tiếp ABCD{number + 2}-EFGH2")
    assert "nhiều lần" in guesser.say("làm tiếp ABCDE-FGH23").text


def test_filling_in_for_somebody_is_said_and_who_signs_is_named(person: Person) -> None:
    person.start("huu_tri_xa_hoi").press("Điền giùm người khác").say("má tui")
    assert "giấy tờ của người đó" in person.text
    kept = person.talk.active()
    assert kept is not None
    assert kept.draft.helper == "Mẹ"


def test_a_change_of_mind_asks_before_the_old_form_goes(person: Person) -> None:
    person.start("tam_tru").say("ok", "Trần Thị Mỹ Linh")
    person.start("ket_hon")
    assert "Chuyển qua" in person.text
    person.press("Điền tiếp tờ cũ")
    assert "Mục 2/" in person.text
    person.start("ket_hon").press("Chuyển qua tờ mới")
    assert "kết hôn" in person.text
    assert person.answers == {}


def test_cancelling_is_asked_about_and_then_erases(person: Person) -> None:
    person.start("tam_tru").say("ok", "Trần Thị Mỹ Linh", "hủy").press("Bỏ và xóa")
    assert "1 câu trả lời" in person.text
    assert "Không thấy" in person.say("làm tiếp").text


def test_erasing_counts_before_and_after(person: Person) -> None:
    person.start("tam_tru").say("ok", "Trần Thị Mỹ Linh", "12/4/1999", "xóa hết")
    assert "1 tờ khai với 2 câu trả lời" in person.text
    assert "còn 0 tờ khai" in person.text
    assert "còn 0 tờ khai" in person.say("xóa hết").text


def test_a_bank_account_is_printed_and_not_kept(person: Person) -> None:
    person.start("bhxh_mot_lan").say(
        "ok", "Trần Thị Mỹ Linh", "12/4/1999", "nữ", "việt nam", "072199001234", "0123456789 10 số",
        "0907000111", "ấp 3, xã Tân Lân", "một lần", "chuyển khoản", "0001112223, Ngân hàng Mẫu",
        "đúng",
    )  # fmt: skip
    assert "0001112223" in person.text
    person.say("đúng")
    assert any(reply.attached for reply in person.last)
    assert "0001112223" not in str(person.answers)


def test_numbers_of_cards_are_masked_in_the_chat(person: Person) -> None:
    person.start("tam_tru").say(*(one for one in TEMPORARY if one != "đúng"))
    assert "072199001234" not in person.text
    assert "234" in person.text


@pytest.mark.parametrize("procedure", ["ly_lich_tu_phap", "ho_kinh_doanh_tam_ngung"])
def test_where_the_official_form_was_not_read_there_is_no_blank_form(
    person: Person, procedure: str
) -> None:
    assert not person.start(procedure).say("mẫu trống").last[0].attached


def test_a_procedure_without_a_form_says_so(person: Person) -> None:
    assert person.start("can_cuoc_cap_doi").last[0].status == "no_source"
    assert "chưa điền giùm được" in person.text


def test_who_names_no_procedure_is_asked_which_form(person: Person) -> None:
    person.start("")
    assert person.last[0].status == "clarify"
    assert "mã hóa" in person.press("Tờ khai kết hôn").text
