"""Codes are found however they are typed or said, and nothing else is taken for one."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlu.text.codes import find_dossier_codes, find_procedure_codes

CODE = "H53.25.31-250818-0012"


@pytest.mark.parametrize(
    "typed",
    [
        CODE,
        CODE.lower(),
        "H53.25.31\n250818-0012",
        "H53.25.31-2508\n18-0012",
        "H53.25.31-250818-00\n12",
        "h53 . 25 . 31 - 250818 - 0012",
        "H53.25.31–250818–0012",
        "H53.25.31—250818−0012",
        "H53.25.31-25O818-OO12",
        "h53.25.3l-25o8I8-oo12",
        "mã H53.25.31-250818-0012, tra giùm",
        "(H53.25.31-250818-0012)",
        "H53.25.31-250818-0012ạ",
        "H53.25.31 250818 0012",
        "H53 25 31 250818 0012",
        "H53 25 31 25 08 18 0012",
        "h 53.25.31-250818-0012",
        "H53,25,31-250818-0012",
        "H53-25-31-250818-0012",
        "H53.25.31/250818/0012",
        "H53..25.31--250818--0012",
        "H53.25.31\u200b-250818-0012",
        "Ｈ５３.２５.３１-250818-0012",
    ],
)
def test_a_dossier_code_is_read_in_every_shape(typed: str) -> None:
    assert find_dossier_codes(typed) == (CODE,)


@pytest.mark.parametrize(
    "said",
    [
        "hát năm ba chấm hai lăm chấm ba mốt gạch hai năm không tám một tám gạch không không "
        "một hai nha em",
        "hắt năm mươi ba chấm hai mươi lăm chấm ba mươi mốt gạch ngang hai lăm không tám mười "
        "tám gạch ngang không không mười hai",
        "H 53 chấm 25 chấm 31 gạch 250818 gạch 0012",
        "hat nam ba cham hai lam cham ba mot gach hai nam khong tam mot tam gach khong khong "
        "mot hai",
    ],
)
def test_a_dossier_code_that_is_read_aloud_is_written_out(said: str) -> None:
    assert find_dossier_codes(f"tra giùm hồ sơ {said}") == (CODE,)
    assert find_dossier_codes(unicodedata.normalize("NFD", said)) == (CODE,)


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("000.00.04.H51-200221-0001", "000.00.04.H51-200221-0001"),
        ("OOO.OO.O4.h51-200221-0001", "000.00.04.H51-200221-0001"),
        ("000.00.04.\nH51-200221-0001", "000.00.04.H51-200221-0001"),
        ("g09.20-20260609-0092637", "G09.20-20260609-0092637"),
        ("H53-250818-0012", "H53-250818-0012"),
    ],
)
def test_the_forms_of_other_systems_are_read(typed: str, code: str) -> None:
    assert find_dossier_codes(typed) == (code,)


def test_several_codes_come_in_order_and_once_each() -> None:
    text = "000.00.04.H51-200221-0001 và h53.25.31-250820-0107 và lại 000.00.04.H51-200221-0001"
    assert find_dossier_codes(text) == ("000.00.04.H51-200221-0001", "H53.25.31-250820-0107")


@pytest.mark.parametrize(
    "text",
    [
        "hẹn ngày 20/11/2026", "0901 234 567", "1.001193", "ấp 5 xã 3", "CCCD 12 số", "H53", "",
        "H53.25.31-250818", "H53.25.31-250818-12", "9h 30 123456 7890", "079190001234",
        "em có ba con, gạch tên một đứa ra", "không chấm, một hai ba bốn năm",
    ],
)  # fmt: skip
def test_what_is_no_dossier_code_is_left_alone(text: str) -> None:
    assert find_dossier_codes(text) == ()


@pytest.mark.parametrize(
    "typed",
    [
        "1.001193", "mã 1.001193.", "1. 001193", "1 . 001193", "1,001193", "1.OO1193", "l.001193",
        "1.001193?", "1.001193.000.00.00.H53", "một chấm không không một một chín ba",
    ],
)  # fmt: skip
def test_a_procedure_code_is_read_in_every_shape(typed: str) -> None:
    assert find_procedure_codes(typed) == ("1.001193",)


def test_procedure_codes_are_found_once_each() -> None:
    assert find_procedure_codes("mã 1.001193, 2.000635 và 1.001193.") == ("1.001193", "2.000635")


@pytest.mark.parametrize(
    "text",
    [
        "giá 1.001193.000 đồng, 25.000", "1.500000 đồng", "12.001193", "1.0011934", "1. 250818",
        "192.168.1.001193", "10.000.000", CODE, "",
    ],
)  # fmt: skip
def test_amounts_and_longer_numbers_are_no_procedure_codes(text: str) -> None:
    assert find_procedure_codes(text) == ()


@given(st.text(alphabet="H53.25-OolI 081\n–x", max_size=200))
def test_what_was_found_is_found_again(text: str) -> None:
    found = find_dossier_codes(text)
    assert find_dossier_codes(" ; ".join(found)) == found


@given(st.text(max_size=2000))
def test_composed_and_decomposed_text_hold_the_same_codes(text: str) -> None:
    composed, decomposed = (unicodedata.normalize(form, text) for form in ("NFC", "NFD"))
    assert find_dossier_codes(composed) == find_dossier_codes(decomposed)
    assert find_procedure_codes(composed) == find_procedure_codes(decomposed)
