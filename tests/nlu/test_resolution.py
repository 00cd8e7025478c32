"""The intent is settled by classifier and evidence together."""

from __future__ import annotations

from typing import Any

import pytest

from nlu.evidence import gather
from nlu.resolution import ASK, UNCLEAR, resolve_intent


def evidence(**more: Any) -> dict[str, Any]:
    """Return evidence of a message that says nothing but ``more``."""
    return {"hits": [], "aspects": [], "dossier_codes": [], "content_words": 2, **more}


NAMED = [{"id": "khai_sinh", "score": 0.9}]


@pytest.mark.parametrize(
    ("ranking", "found", "intent"),
    [
        ([("greeting", 0.95)], evidence(), "greeting"),
        ([("greeting", 0.6)], evidence(hits=NAMED), ASK),
        ([("chitchat", 0.3)], evidence(hits=NAMED), ASK),
        ([("chitchat", 0.3)], evidence(), UNCLEAR),
        ([("chitchat", 0.3)], evidence(aspects=["fee"], content_words=0), ASK),
        ([(ASK, 0.4)], evidence(), UNCLEAR),
        ([(ASK, 0.4)], evidence(aspects=["fee"]), ASK),
        ([("payment_help", 0.7)], evidence(aspects=["fee"], content_words=0), ASK),
        ([("payment_help", 0.7)], evidence(aspects=["fee"]), "payment_help"),
        ([("fill_form", 0.5)], evidence(hits=NAMED), "fill_form"),
        ([("fill_form", 0.2)], evidence(hits=NAMED), ASK),
        (
            [("chitchat", 0.5)],
            evidence(dossier_codes=["H53.25.31-250818-0012"]),
            "check_dossier_status",
        ),
        ([("report_problem", 0.9)], evidence(dossier_codes=["H53"]), "report_problem"),
        ([], evidence(), UNCLEAR),
        (
            [("emergency", 0.6), ("ask_procedure", 0.4)],
            evidence(dossier_codes=["H53"]),
            "emergency",
        ),
    ],
)
def test_the_intent_follows_from_both(
    ranking: list[tuple[str, float]], found: dict[str, Any], intent: str
) -> None:
    assert resolve_intent(ranking, found)[0] == intent


def test_evidence_keeps_what_is_rejected_apart() -> None:
    class Hit:
        score = 0.9
        share = 1.0
        family = ""
        words = ("tam", "tru")
        whole = 1.0
        learnt = 1.0

        def __init__(self, id: str) -> None:
            self.id = id

    def search(text: str) -> list[Hit]:
        return [Hit("tam_tru" if "tạm trú" in text else "thuong_tru")]

    found = gather("không phải tạm trú, thường trú kìa, lệ phí bao nhiêu", search)
    assert found["rejected"] == ["tam_tru"]
    assert [hit["id"] for hit in found["hits"]] == ["thuong_tru"]
    assert found["aspects"] == ["fee"]
