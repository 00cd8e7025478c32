"""A long text is cut where it hurts least, and nothing of it is lost."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.channels.split import split_text

TEXTS = st.text(st.sampled_from("ab .\n!"), max_size=400)


@given(TEXTS, st.integers(1, 60))
def test_every_part_fits_and_no_letter_is_lost(text: str, limit: int) -> None:
    parts = split_text(text, limit)
    assert all(0 < len(part) <= limit for part in parts)
    assert "".join("".join(parts).split()) == "".join(text.split())


def test_paragraphs_stay_whole_where_they_can() -> None:
    assert split_text("một hai ba\n\nbốn năm sáu", 14) == ["một hai ba", "bốn năm sáu"]


def test_sentences_stay_whole_in_a_long_paragraph() -> None:
    assert split_text("Nộp ở xã. Ba ngày có.", 12) == ["Nộp ở xã.", "Ba ngày có."]


def test_a_word_longer_than_the_limit_is_cut() -> None:
    assert split_text("a" * 25, 10) == ["a" * 10, "a" * 10, "a" * 5]


def test_nothing_gives_nothing() -> None:
    assert split_text(" \n ", 10) == []
