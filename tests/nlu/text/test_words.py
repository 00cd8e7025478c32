"""What is left of a message names something; nothing is left of a mere question."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlu.text.fold import fold
from nlu.text.words import content_words

MERE_QUESTIONS = """còn lệ phí? | vậy mấy ngày xong hả em | ở đâu vậy cô | rồi mang theo gì
    | dạ cho con hỏi cái đó làm ở đâu ạ | thế còn online thì sao | vậy tốn nhiêu | ủa vậy hả
    | nộp online đc ko | vậy nhờ chồng đi thay được không | có lâu hông | cần gì hén | mần sao
    | vậy đăng ký ở đâu | cho em hỏi xíu | thủ tục này | how much | ok cám ơn | hello shop"""


@pytest.mark.parametrize("text", [text.strip() for text in MERE_QUESTIONS.split("|")])
def test_nothing_is_left_of_a_mere_question(text: str) -> None:
    assert list(content_words(text)) == []
    assert list(content_words(fold(text))) == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("khai sinh mấy ngày", ["khai", "sinh"]),
        ("cho tôi hỏi thủ tục kết hôn", ["ket", "hon"]),
        ("tam tru o dau", ["tam", "tru"]),
        ("căn cước làm ở đâu", ["can", "cuoc"]),
        ("đổi bằng lái bao nhiêu tiền", ["doi", "bang", "lai"]),
        ("có được kết hôn không", ["ket", "hon"]),
        ("đăng ký xe 2 bánh", ["xe", "banh"]),
    ],
)
def test_what_is_left_of_a_message_names_something(text: str, words: list[str]) -> None:
    assert list(content_words(text)) == words


@pytest.mark.parametrize("bare", [False, True], ids=["accented", "bare"])
def test_a_name_made_of_everyday_words_is_left(bare: bool) -> None:
    text = "nhận cha mẹ con cần giấy gì"
    assert list(content_words(fold(text) if bare else text)) == ["nhan", "cha", "me", "con"]


@pytest.mark.parametrize(("word", "like"), [("hội", "hỏi"), ("căn", "cần"), ("vàng", "vâng")])
def test_diacritics_tell_a_name_from_a_filler(word: str, like: str) -> None:
    assert list(content_words(word)) == [fold(word)]
    assert list(content_words(like)) == []


@given(st.text(max_size=2000))
def test_any_text_leaves_words_without_diacritics(text: str) -> None:
    assert all(word == fold(word) for word in content_words(text))


@given(st.text(max_size=300) | st.sampled_from(MERE_QUESTIONS.split("|")))
def test_composed_and_decomposed_text_leave_the_same(text: str) -> None:
    composed = unicodedata.normalize("NFC", text)
    assert content_words(unicodedata.normalize("NFD", composed)) == content_words(composed)
