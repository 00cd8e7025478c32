"""A paper's name is found from its first word to its last, and no further."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlu.text.normalize import normalize
from nlu.text.papers import find_names


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("họ đòi giấy kết hôn của cha mẹ mới cho", ["giấy kết hôn của cha mẹ"]),
        ("bản sao giấy khai sinh và sổ hộ khẩu", ["bản sao giấy khai sinh", "sổ hộ khẩu"]),
        ("làm giấy độc thân bản án ly hôn", ["giấy độc thân", "bản án ly hôn"]),
        ("giay uy quyen co cong chung roi", ["giay uy quyen co cong chung"]),
        ("giấy kết hôn của vợ không", ["giấy kết hôn của vợ"]),
        ("anh hai ơi", []),
        ("số mấy, tổ nào", []),
    ],
)
def test_names_are_found(text: str, names: list[str]) -> None:
    said = normalize(text)
    assert [said[span.start : span.end] for span in find_names(said)] == names


@given(st.text(max_size=300))
def test_names_lie_in_the_text_and_never_overlap(text: str) -> None:
    said = normalize(text)
    reached = 0
    for start, end in find_names(said):
        assert reached <= start < end <= len(said)
        reached = end
