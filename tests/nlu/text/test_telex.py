"""Raw keystrokes are read back; the noise that makes them is read back, too."""

from __future__ import annotations

import random

import pytest

from nlu.text.fold import fold
from nlu.text.noise import slip, strip_diacritics, teencode
from nlu.text.normalize import normalize
from nlu.text.syllable import is_bare_syllable, is_syllable
from nlu.text.telex import decode_telex, decode_vni, encode_telex
from nlu.text.tokens import tokenize

WORDS = (
    "được đường trước giấy khai tử kết hôn nghĩa quyền sử dụng thường trú tạm căn cước "
    "chứng thực xác nhận tình trạng hưởng bảo hiểm xã hội người khuyết tật thủ tục lệ phí"
).split()


@pytest.mark.parametrize("word", WORDS)
def test_telex_keystrokes_of_a_word_are_read_back(word: str) -> None:
    keys = encode_telex(word)
    assert keys == word or decode_telex(keys) == word


@pytest.mark.parametrize(
    ("keys", "word"),
    [("tru7o7c1", "trước"), ("d9u7o75c", "được"), ("kho6ng", "không"), ("la2m", "làm")],
)
def test_vni_keystrokes_are_read_back(keys: str, word: str) -> None:
    assert decode_vni(keys) == word


@pytest.mark.parametrize("word", ["form", "b2", "xyz", "http", "kk"])
def test_what_is_no_syllable_is_left_alone(word: str) -> None:
    assert decode_telex(word) is None
    assert decode_vni(word) is None


def test_syllables_are_known_with_and_without_diacritics() -> None:
    assert all(is_syllable(word) and is_bare_syllable(fold(word)) for word in WORDS)
    assert not any(map(is_syllable, ["dduwowcj", "lm", "xtrm", "fee"]))


def test_noise_is_the_same_for_the_same_seed() -> None:
    text = "tôi muốn đăng ký khai sinh cho con thì cần giấy tờ gì"
    made = [(slip(text, random.Random(5), 0.5), teencode(text, random.Random(5))) for _ in range(2)]
    assert made[0] == made[1]
    assert made[0][0] != text
    assert made[0][1] != text


def test_stripping_loses_diacritics_only() -> None:
    assert strip_diacritics("Đăng ký khai sinh") == "dang ky khai sinh"


def test_most_teencode_is_understood_again() -> None:
    text = "không biết làm giấy tờ gì"
    assert normalize(teencode(text, random.Random(1))) == text


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("khai sinh, cần gì?", ["khai", "sinh", "cần", "gì"]),
        ("mã H53.25.31-250818-0012.", ["mã", "H53.25.31-250818-0012"]),
        ("1.001193 giá 25.000đ", ["1.001193", "giá", "25.000", "đ"]),
        ("3/4/1990", ["3/4/1990"]),
        ("!!! 🙂", []),
    ],
)
def test_codes_and_numbers_are_one_word(text: str, words: list[str]) -> None:
    assert tokenize(text) == words
