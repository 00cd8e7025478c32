"""A short question in the middle of a talk goes on about it, whatever it sounds like."""

from __future__ import annotations

from typing import Any

import pytest

from actions.procedures.talk import asks_where_to_file, goes_on

FEE: dict[str, Any] = {"aspects": ["fee"], "content_words": 0}


@pytest.mark.parametrize(
    ("intent", "share"),
    [("payment_help", 0.7), ("out_of_scope", 0.99), ("abuse", 0.6), ("check_dossier_status", 0.5)],
)
def test_a_question_that_names_nothing_goes_on(intent: str, share: float) -> None:
    assert goes_on({"name": intent, "confidence": share}, FEE, "khai_sinh")


@pytest.mark.parametrize(
    ("intent", "evidence", "procedure"),
    [
        ({"name": "out_of_scope", "confidence": 0.9}, FEE, None),
        ({"name": "payment_help", "confidence": 0.95}, FEE, "khai_sinh"),
        ({"name": "out_of_scope", "confidence": 0.9}, {**FEE, "content_words": 5}, "khai_sinh"),
        ({"name": "thanks", "confidence": 0.5}, {"aspects": []}, "khai_sinh"),
        (
            {"name": "check_dossier_status", "confidence": 0.5},
            {**FEE, "dossier_codes": ["H53.25.31-250818-0012"]},
            "khai_sinh",
        ),
    ],
)
def test_other_messages_do_not(
    intent: dict[str, Any], evidence: dict[str, Any], procedure: str | None
) -> None:
    assert not goes_on(intent, evidence, procedure)


def test_where_in_a_talk_is_where_it_is_filed() -> None:
    where = {"aspects": ["place"], "content_words": 0}
    assert asks_where_to_file(where, "khai_sinh", "ở đâu")
    assert not asks_where_to_file(where, None, "ở đâu")
    assert not asks_where_to_file(where, "khai_sinh", "chỗ nào gần nhất")
    assert not asks_where_to_file({**where, "places": [{"kind": "xã"}]}, "khai_sinh", "ở đâu")
