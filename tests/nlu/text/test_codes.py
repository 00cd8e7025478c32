"""Codes are found however they are typed, and nothing else is taken for one."""

from __future__ import annotations

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
        "h53 . 25 . 31 - 250818 - 0012",
        "H53.25.31–250818–0012",
        "H53.25.31-25O818-OO12",
        "mã H53.25.31-250818-0012, tra giùm",
        "H53.25.31 250818 0012",
    ],
)
def test_a_dossier_code_is_read_in_every_shape(typed: str) -> None:
    assert find_dossier_codes(typed) == (CODE,)


def test_the_long_form_of_older_systems_is_read() -> None:
    text = "000.00.04.H51-200221-0001 và h53.25.31-250820-0107 và lại 000.00.04.H51-200221-0001"
    assert find_dossier_codes(text) == ("000.00.04.H51-200221-0001", "H53.25.31-250820-0107")


@pytest.mark.parametrize(
    "text",
    ["hẹn ngày 20/11/2026", "0901 234 567", "1.001193", "ấp 5 xã 3", "CCCD 12 số", "H53", ""],
)
def test_what_is_no_dossier_code_is_left_alone(text: str) -> None:
    assert find_dossier_codes(text) == ()


def test_procedure_codes_are_found_once_each() -> None:
    assert find_procedure_codes("mã 1.001193, 2.000635 và 1.001193.") == ("1.001193", "2.000635")
    assert find_procedure_codes("giá 1.001193.000 đồng, 25.000") == ()


@given(st.text(alphabet="H53.25-OolI 081\n–x", max_size=200))
def test_what_was_found_is_found_again(text: str) -> None:
    found = find_dossier_codes(text)
    assert find_dossier_codes(" ".join(found)) == found
