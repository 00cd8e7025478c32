"""Needs that are said one after the other are told apart."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlu.text.clauses import split_clauses


@pytest.mark.parametrize(
    ("text", "clauses"),
    [
        ("khai sinh cần gì, còn tạm trú ở đâu?", ["khai sinh cần gì", "tạm trú ở đâu"]),
        ("khai sinh cho con có tốn tiền không", ["khai sinh cho con có tốn tiền không"]),
        ("khai sinh cho con co ton tien khong", ["khai sinh cho con co ton tien khong"]),
        ("doi bang lai roi sao y o dau", ["doi bang lai", "sao y o dau"]),
        ("một việc thôi", ["một việc thôi"]),
        ("", []),
    ],
)
def test_clauses(text: str, clauses: list[str]) -> None:
    assert split_clauses(text) == clauses


@given(st.text(max_size=500))
def test_any_text_can_be_cut(text: str) -> None:
    assert all(clause.strip() for clause in split_clauses(text))
