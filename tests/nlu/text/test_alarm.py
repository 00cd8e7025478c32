"""Words of an emergency are heard, however they are typed."""

from __future__ import annotations

import pytest

from nlu.text.alarm import is_alarming
from nlu.text.fold import fold


@pytest.mark.parametrize(
    "text",
    ["má tui bị đột quỵ", "cháy nhà rồi", "con em uống thuốc trừ sâu", "xe tông xe ngoài lộ"],
)
@pytest.mark.parametrize("bare", [False, True], ids=["accented", "bare"])
def test_danger_is_heard(text: str, bare: bool) -> None:
    assert is_alarming(fold(text) if bare else text)


@pytest.mark.parametrize(
    "text", ["nói từ từ thôi", "noi tu tu thoi", "dùng xe máy", "làm khai sinh"]
)
def test_everyday_words_alarm_nobody(text: str) -> None:
    assert not is_alarming(text)


def test_words_that_mean_something_else_bare_need_their_diacritics() -> None:
    assert is_alarming("em muốn tự tử")
    assert not is_alarming("dung xe")
