"""Answers as people give them: what is taken, what is read back, what is asked again."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from actions.forms.fields.read import KINDS, reader, say_reason, say_value
from actions.forms.fields.reading import About
from knowledge.store import knowledge

TODAY = date(2026, 11, 22)
ABOUT = About(TODAY)

ACCEPTED: dict[str, dict[str, Any]] = {
    "date": {
        "12/4/1999": "1999-04-12", "dạ sinh 12-4-1999 nha": "1999-04-12", "12041999": "1999-04-12",
        "ngày 12 tháng 4 năm 1999": "1999-04-12", "2026-11-20": "2026-11-20",
        "sinh lúc 5 giờ sáng 12/4/1999": "1999-04-12", "29/2/2024": "2024-02-29",
    },
    "full_name": {
        "NGUYỄN THỊ MẪU": "Nguyễn Thị Mẫu", "em là lê thị hồng gấm": "Lê Thị Hồng Gấm",
        "ông Nguyễn Văn Hai": "Nguyễn Văn Hai", "Nguyễn Thị Mẫu, sinh 12/4/1999": "Nguyễn Thị Mẫu",
        "Họ và tên: Đỗ Thị Út": "Đỗ Thị Út", "Nguyễn Văn Sinh": "Nguyễn Văn Sinh",
        "Thạch Thị Sa Rết": "Thạch Thị Sa Rết", "Ông Thị Lan": "Ông Thị Lan",
    },
    "cccd": {
        "072.085.001.234": "072085001234", "０７２０８５００１２３４": "072085001234",
        "số 072085001234 cấp ngày 12/4/2021": "072085001234",
    },
    "phone": {
        "0907.000.111": "0907000111", "+84 (0)907 000 111": "0907000111",
        "(0276) 3.822.123": "02763822123", "84907000111": "0907000111",
    },
    "money": {
        "1,5 triệu": 1_500_000, "2 triệu rưỡi": 2_500_000, "500k": 500_000, "1.500 đồng": 1500,
        "1 triệu 250 ngàn": 1_250_000, "0": 0,
    },
    "yes_no": {
        "ừ": True, "dạ chưa": False, "👍": True, "khônggg": False, "không sai": True, "hổng": False,
        "có chứ sao không": True, "thôi khỏi": False, "đúng rồi": True, "K": False,
    },
    "gender": {"con gái": "Nữ", "thằng cu": "Nam", "đàn bà": "Nữ", "nu": "Nữ", "NAM": "Nam"},
    "ethnicity": {
        "Khơ me": "Khmer", "người Kinh": "Kinh", "s'tiêng": "Xtiêng", "Chàm": "Chăm", "tàu": "Hoa",
        "H'Mông": "Mông",
    },
    "relationship": {
        "tía": "Cha", "má tui": "Mẹ", "thằng rể": "Con rể", "bà xã": "Vợ", "ông già vợ": "Cha vợ",
        "mẹ của bé": "Mẹ", "chính tôi": "Bản thân", "vo": "Vợ", "ở trọ": "Người ở thuê",
    },
}  # fmt: skip
READ_BACK: dict[str, dict[str, Any]] = {
    "date": {
        "mùng 5 tháng 3 năm 85": "1985-03-05", "5/3/85": "1985-03-05", "hôm qua": "2026-11-21",
        "mùng năm tháng ba năm tám lăm": "1985-03-05", "O5/03/1985": "1985-03-05",
        "ngày mười hai tháng tư năm một chín chín chín": "1999-04-12",
        "thứ hai tuần trước": "2026-11-09", "3 ngày trước": "2026-11-19",
        "12/04/1999 à không 13/04/1999": "1999-04-13", "5/3 năm ngoái": "2025-03-05",
        "hai mươi tháng mười một năm hai ngàn không trăm hai mươi sáu": "2026-11-20",
    },
    "full_name": {
        "Nguyen Thị Mẫu": "Nguyễn Thị Mẫu", "cao minh anh": "Cao Minh Anh",
        "Nguye6n4 Thi5 Lan": "Nguyễn Thị Lan", "H'Hen Niê": "H'Hen Niê", "John Smith": "John Smith",
    },
    "cccd": {
        "không bảy hai không tám năm không không một hai ba tư": "072085001234",
        "O72O85OO1234": "072085001234", "999085001234": "999085001234",
    },
    "phone": {
        "907000111": "0907000111", "01687000111": "0387000111", "0663822123": "02763822123",
        "không chín không bảy ba số không ba số một": "0907000111", "o9o7ooo111": "0907000111",
        "không chín mười hai ba ba bốn bốn năm năm": "0912334455",
    },
    "money": {
        "2tr5": 2_500_000, "hai củ rưỡi": 2_500_000, "5 xị": 500_000, "khoảng 2 triệu": 2_000_000,
        "ba trăm năm chục ngàn": 350_000, "hai triệu tư": 2_400_000, "triệu rưỡi": 1_500_000,
    },
    "yes_no": {"có, nhưng mất rồi": True},
    "gender": {"ông": "Nam", "công chúa": "Nữ"},
    "ethnicity": {"Tà Mun": "Tà Mun", "việt": "Kinh"},
    "relationship": {"anh hai": "Anh ruột"},
}  # fmt: skip
ASKED_AGAIN: dict[str, tuple[str, ...]] = {
    "date": (
        "31/02/1990", "12/25/1990", "15/11/2030", "1985", "tháng 3/1985", "rằm tháng 7 năm 1960",
        "12/4/1999 âm lịch", "Canh Ngọ", "tuần trước", "40 tuổi", "12/4/199", "không nhớ",
        "1/1/1990 hoặc 2/1/1990", "29/2/2023", "15/11",
    ),
    "full_name": (
        "ông Hai Lúa", "bé Na", "nguyen thi mau", "Nguyễn Văn A1", "😀", "Nguyễn V. A", "Lan Anh",
        "Nguyễn Văn A và Trần Thị B", "họ tên là gì?", "không biết", "xã Tân Lân",
    ),
    "cccd": ("07208500123", "0720850012345", "123456789", "C1234567", "000000000000", "không nhớ",
             "072085001234 và 072085001235", "DN4797912345678"),
    "phone": ("113", "0123456789", "0000000000", "072085001234", "0907000111 hoặc 0907000222",
              "+1 555 123 4567", "không có"),
    "money": ("500", "1.500", "vài trăm", "từ 2 đến 3 triệu", "100 đô", "-500000", "hai trăm"),
    "yes_no": ("chắc có", "không biết", "có hay không", "được không", "🤷"),
    "gender": ("Việt Nam", "nam nữ", "khác", "chưa biết"),
    "ethnicity": ("Việt Nam", "phật", "kinh và hoa", "không", "có", "123"),
    "relationship": ("ba má", "nội", "ổng", "không biết"),
    "address": (
        "thị xã Tân Châu, An Giang", "xã Phước Đông", "Gò Dầu", "phường 3", "xã Suối Đá",
        "12 Lê Lợi", "xã Long An", "Quận 1, TP HCM", "nhà tôi",
    ),
}  # fmt: skip
ADDRESSES = {
    "số 12 đường Lê Lợi, phường Tân Ninh, Tây Ninh": (
        "accept",
        "số 12 đường Lê Lợi",
        "Phường Tân Ninh",
    ),
    "xã Tân Lân": ("accept", "", "Xã Tân Lân"),
    "xã Phước Đông, Cần Đước": ("confirm", "", "Xã Tân Lân"),
    "ap 3 xa phuoc dong go dau": ("confirm", "ấp 3", "Phường Gia Lộc"),
    "phường An Tịnh, Trảng Bàng": ("confirm", "", "Phường An Tịnh"),
    "tổ 5, ấp 2, xã Mỹ Hạnh Nam, huyện Đức Hòa, tỉnh Long An": (
        "confirm",
        "tổ 5, ấp 2",
        "Xã Mỹ Hạnh",
    ),
    "phường 1, thành phố Tây Ninh": ("confirm", "", "Phường Tân Ninh"),
}


def pairs(table: dict[str, dict[str, Any]]) -> list[tuple[str, str, Any]]:
    return [(kind, said, value) for kind, says in table.items() for said, value in says.items()]


@pytest.mark.parametrize(("kind", "said", "value"), pairs(ACCEPTED))
def test_what_is_certain_is_taken(kind: str, said: str, value: Any) -> None:
    reading = reader(knowledge()).read(kind, said, ABOUT)
    assert (reading.action, reading.value) == ("accept", value)


@pytest.mark.parametrize(("kind", "said", "value"), pairs(READ_BACK))
def test_what_was_interpreted_is_read_back(kind: str, said: str, value: Any) -> None:
    reading = reader(knowledge()).read(kind, said, ABOUT)
    assert (reading.action, reading.value) == ("confirm", value)


@pytest.mark.parametrize(
    ("kind", "said"), [(kind, said) for kind, says in ASKED_AGAIN.items() for said in says]
)
def test_what_is_not_safe_is_asked_again_with_a_reason(kind: str, said: str) -> None:
    reading = reader(knowledge()).read(kind, said, ABOUT)
    told = say_reason(kind, reading, knowledge().phrases)
    assert (reading.action, reading.value) == ("ask_again", None)
    assert told
    assert "{" not in told


@pytest.mark.parametrize(("said", "expected"), ADDRESSES.items())
def test_an_address_names_the_commune_of_today(said: str, expected: tuple[str, str, str]) -> None:
    reading = reader(knowledge()).read("address", said, ABOUT)
    action, detail, commune = expected
    assert reading.action == action
    assert reading.value == {"detail": detail, "commune": commune, "province": "Tỉnh Tây Ninh"}


def test_a_number_that_does_not_fit_its_holder_is_read_back_not_refused() -> None:
    read = reader(knowledge()).read
    for about in (About(TODAY, birth=date(1990, 1, 1)), About(TODAY, gender="Nữ")):
        reading = read("cccd", "072085001234", about)
        assert (reading.action, reading.value) == ("confirm", "072085001234")
    fits = About(TODAY, birth=date(1985, 5, 5), gender="Nam")
    assert read("cccd", "072085001234", fits).action == "accept"


def test_a_planned_day_may_lie_ahead_and_a_day_without_year_may_be_the_last() -> None:
    read = reader(knowledge()).read
    assert read("date", "31/12/2026", About(TODAY, days="coming")).value == "2026-12-31"
    assert read("date", "1/1/2020", About(TODAY, days="coming")).action == "ask_again"
    baby = read("date", "sanh 15/11", About(TODAY, assume_year=True))
    assert (baby.action, baby.value) == ("confirm", "2026-11-15")


def test_the_number_of_a_card_is_never_said_in_full() -> None:
    reading = reader(knowledge()).read("cccd", "O72O85OO1234", ABOUT)
    assert "072085001234" not in say_reason("cccd", reading, knowledge().phrases)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    "said",
    ["", " ", "?", "'; DROP TABLE", "a" * 5000, "\u202e\u0000", "12" * 400, "một hai ba " * 800],
    ids=range(8),
)
def test_no_answer_breaks_a_reader(kind: str, said: str) -> None:
    assert reader(knowledge()).read(kind, said, ABOUT).action in ("accept", "confirm", "ask_again")


def test_values_are_said_as_papers_have_them() -> None:
    address = {"detail": "ấp 3", "commune": "Xã Tân Lân", "province": "Tỉnh Tây Ninh"}
    said = [say_value("date", "1985-03-05"), say_value("date_or_year", "1958-03"),
            say_value("money", 25_000), say_value("address", address)]  # fmt: skip
    assert said == ["05/03/1985", "03/1958", "25.000 đồng", "ấp 3, Xã Tân Lân, Tỉnh Tây Ninh"]
