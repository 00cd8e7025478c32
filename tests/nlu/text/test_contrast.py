"""Who says what is not meant is believed; who only says "không" is not misread."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlu.text.contrast import split_contrast
from nlu.text.fold import fold


@pytest.mark.parametrize(
    ("text", "kept", "rejected"),
    [
        ("không phải tạm trú, thường trú kìa", "thường trú", "tạm trú"),
        ("không phải khai sinh mà là khai tử", "khai tử", "khai sinh"),
        ("tôi hỏi khai tử chứ không phải khai sinh", "khai tử", "khai sinh"),
        ("hông phải cấp lại đâu, đổi bằng lái", "đổi bằng lái", "cấp lại"),
        ("không hỏi trụ sở xã, hỏi chỗ làm căn cước", "làm căn cước", "trụ sở xã"),
        ("đừng nói tạm trú nữa, thường trú", "thường trú", "tạm trú"),
    ],
)
@pytest.mark.parametrize("bare", [False, True], ids=["accented", "bare"])
def test_what_is_meant_and_what_is_not(text: str, kept: str, rejected: str, bare: bool) -> None:
    contrast = split_contrast(fold(text) if bare else text)
    assert fold(kept) in fold(contrast.kept)
    assert any(fold(rejected) in fold(part) for part in contrast.rejected)
    assert fold(rejected) not in fold(contrast.kept)


def test_a_change_of_mind_drops_nothing_that_was_named() -> None:
    assert split_contrast("à không, bằng mất rồi").kept == "bằng mất rồi"


@pytest.mark.parametrize(
    "text",
    [
        "không có giấy chứng sinh thì sao",
        "có mất phí không",
        "không biết làm khai sinh ở đâu",
        "không phải đóng tiền hả",
        "khai sinh cần gì",
        "làm được không",
    ],
)
def test_a_plain_no_is_no_contrast(text: str) -> None:
    contrast = split_contrast(text)
    assert contrast.rejected == ()
    assert contrast.kept == text


@given(st.text(max_size=2000))
def test_any_text_can_be_split(text: str) -> None:
    contrast = split_contrast(text)
    assert all(part for part in contrast.rejected)
