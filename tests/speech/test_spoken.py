"""An answer is rewritten so that an engine says it as people do."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.speech.numbers import read_digits, read_number
from bot.speech.spoken import spoken


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (0, "không"), (5, "năm"), (10, "mười"), (11, "mười một"), (15, "mười lăm"),
        (21, "hai mươi mốt"), (35, "ba mươi lăm"), (105, "một trăm lẻ năm"), (110, "một trăm mười"),
        (1005, "một ngàn không trăm lẻ năm"), (2026, "hai ngàn không trăm hai mươi sáu"),
        (50_000, "năm mươi ngàn"), (1_005_000, "một triệu không trăm lẻ năm ngàn"),
        (12_000_005_000, "mười hai tỷ không trăm lẻ năm ngàn"),
    ],
)  # fmt: skip
def test_numbers_are_said_as_in_the_south(number: int, said: str) -> None:
    assert read_number(number) == said


@given(st.integers(0, 10**20))
def test_every_number_can_be_said(number: int) -> None:
    assert re.fullmatch(r"[^\W\d]+(?:,? [^\W\d]+)*", read_number(number))


def test_a_negative_number_is_refused() -> None:
    with pytest.raises(ValueError, match="negative"):
        read_number(-1)


def test_digits_are_said_in_groups() -> None:
    assert read_digits("0912345678", (4, 3)) == "không chín một hai, ba bốn năm, sáu bảy tám"


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        (
            "Lệ phí 50.000đ, nộp trước 15/08/2026 tại UBND xã.",
            ["năm mươi ngàn đồng", "ngày mười lăm tháng tám năm", "Ủy ban nhân dân xã"],
        ),
        (
            "Mang CCCD, mở VNeID mức 2 lúc 7h30.",
            ["căn cước công dân", "vi en i đi", "mức hai", "bảy giờ ba mươi"],
        ),
        ("Gọi 0912 345 678 hoặc 1022.", ["không chín một hai", "một không hai hai"]),
        ("Theo 118/2025/NĐ-CP, phí 0đ.", ["nghị định một trăm mười tám", "miễn phí", "Chính phủ"]),
        (
            "21 hồ sơ, 105 trang, 1.005.000 đồng",
            ["hai mươi mốt", "một trăm lẻ năm", "một triệu không trăm lẻ năm ngàn đồng"],
        ),
        ("Nghị định 63/2024/NĐ-CP", ["Nghị định sáu mươi ba năm hai ngàn"]),
        ("Luật 118/2025/QH15", ["Luật số một trăm mười tám", "Quốc hội khóa mười lăm"]),
        ("Thông tư 04/2024/TT-BTP", ["Bộ Tư pháp"]),
        ("ngày 01/07/2025", ["ngày một tháng bảy năm hai ngàn không trăm hai mươi lăm"]),
        ("tháng 4/2026", ["tháng tư năm hai ngàn không trăm hai mươi sáu"]),
        ("8:00–11h30", ["tám giờ đến mười một giờ ba mươi"]),
        ("3-5 ngày làm việc", ["ba đến năm ngày làm việc"]),
        ("giảm 50%, đất 12,5 m2", ["năm mươi phần trăm", "mười hai phẩy năm mét vuông"]),
        ("1. Nộp hồ sơ\n2. Nhận kết quả", ["Bước một: Nộp hồ sơ.", "Bước hai: Nhận kết quả."]),
        ("• Giấy A\n• Giấy B", ["Giấy A. Giấy B"]),
        ("cha/mẹ (bản chính)", ["cha hoặc mẹ, bản chính"]),
        ("xem https://dichvucong.gov.vn/a?b=1 nhé", ["đường dẫn có trong tin nhắn nhé"]),
        ("TP. Tân An, P. 3, Q.1", ["thành phố Tân An", "phường ba", "quận một"]),
        ("thủ tục 1.001193", ["một không không, một một chín, ba"]),
        ("từ 0h đến 24h", ["không giờ đến hai mươi bốn giờ"]),
    ],
)
def test_what_would_be_misread_becomes_words(text: str, parts: list[str]) -> None:
    said = spoken(text)
    for part in parts:
        assert part in said


def test_a_phone_number_is_not_taken_for_money_or_a_count() -> None:
    said = spoken("Gọi 0276 3822 233 trong giờ làm việc.")
    assert said.startswith("Gọi không hai bảy sáu, ba tám hai, hai hai ba, ba")


def test_codes_and_identity_numbers_are_not_said_in_full() -> None:
    said = spoken("Mã hồ sơ H53.25.31-250818-0012 của số định danh 079201001234.")
    assert "mã hồ sơ ghi trong tin nhắn" in said
    assert said.endswith("kết thúc bằng hai ba bốn.")
    assert "không bảy chín" not in said


def test_nothing_speakable_is_nothing() -> None:
    assert spoken("🙂 … !!!") == ""


@given(st.text(st.sampled_from("0123456789./-:,đ%hm ()\n•abUBNDTP"), max_size=60))
def test_no_digit_and_no_markup_is_left(text: str) -> None:
    said = spoken(text)
    assert not re.search(r"[0-9*<>\n]", said)
