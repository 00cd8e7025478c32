"""What is asked of a procedure is heard, however it is said."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlu.text.aspects import ASPECTS, find_aspects
from nlu.text.fold import fold
from nlu.text.words import content_words

ASKED = [
    ("khai sinh cần giấy tờ gì", "documents"),
    ("mang theo gì vậy em", "documents"),
    ("hồ sơ gồm những gì", "documents"),
    ("còn lệ phí?", "fee"),
    ("đóng bao nhiêu tiền", "fee"),
    ("bn tiền z", "fee"),
    ("có tốn tiền không", "fee"),
    ("fee bao nhiêu", "fee"),
    ("mấy ngày có", "time"),
    ("chừng nào lấy được", "time"),
    ("làm có lâu không", "time"),
    ("nộp ở đâu", "place"),
    ("ra xã hay lên tỉnh", "place"),
    ("làm chỗ nào", "place"),
    ("làm sao để đăng ký", "steps"),
    ("thủ tục như thế nào", "steps"),
    ("làm trên mạng được không", "online"),
    ("nộp online đc ko", "online"),
    ("tờ khai mẫu nào", "form"),
    ("nhờ chồng đi thay được không", "eligibility"),
    ("giấy này có giá trị bao lâu", "result"),
    ("theo luật nào", "legal_basis"),
]


@pytest.mark.parametrize(("text", "aspect"), ASKED)
def test_an_aspect_is_heard_with_and_without_diacritics(text: str, aspect: str) -> None:
    assert aspect in find_aspects(text)
    assert aspect in find_aspects(fold(text))


@pytest.mark.parametrize(
    "text",
    ["tôi bị mất giấy khai sinh", "hôn thú", "giá thú", "khai tử", "đổi căn cước", "xin chào"],
)
def test_what_only_sounds_like_an_aspect_is_none(text: str) -> None:
    assert find_aspects(text) == ()


def test_several_aspects_come_in_the_order_in_which_they_are_asked() -> None:
    asked = "làm ở đâu, tốn bao nhiêu tiền, mấy ngày có"
    assert find_aspects(asked) == ("place", "fee", "time")


def test_something_precise_outweighs_something_asked_in_passing() -> None:
    assert find_aspects("làm sao biết lệ phí bao nhiêu") == ("fee",)


@given(st.text(max_size=2000))
def test_any_text_gives_known_aspects(text: str) -> None:
    assert set(find_aspects(text)) <= set(ASPECTS)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("còn lệ phí?", []),
        ("vậy mấy ngày xong hả em", []),
        ("ở đâu vậy cô", []),
        ("khai sinh mấy ngày", ["khai", "sinh"]),
        ("cho tôi hỏi thủ tục kết hôn", ["ket", "hon"]),
        ("tam tru o dau", ["tam", "tru"]),
    ],
)
def test_what_is_left_of_a_message_names_something(text: str, words: list[str]) -> None:
    assert content_words(text) == words


@given(st.text(max_size=2000))
def test_any_text_leaves_words_without_diacritics(text: str) -> None:
    assert all(word == fold(word) for word in content_words(text))
