"""Whether a message goes on about the procedure that is being talked about."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from nlu.text.fold import fold

FEW_WORDS = 2
"""Words that name things, in a message that only goes on about something."""
SURE_OF_DOING = 0.9
"""Above this a wish to do something is one, also in the middle of a talk."""
SURE_OF_TALK = 0.5
"""Above this thanks, a goodbye or a command are what they sound like."""
DOING = frozenset({"check_dossier_status", "fill_form", "payment_help", "vneid_help"})
VAGUE = frozenset({"out_of_scope", "chitchat", "abuse", "nlu_fallback"})
"""What a short question sounds like that stands alone."""
OFFICE = re.compile(
    r"\b(?:gan|dia chi|duong nao|may gio|gio lam|dien thoai|sdt|ban do|chi duong)\b"
)
"""Words that ask about an office itself, not about where a procedure is filed."""


def goes_on(intent: Mapping[str, Any], evidence: Mapping[str, Any], procedure: str | None) -> bool:
    """Say whether a message goes on about the procedure that is being talked about.

    "Có đóng lệ phí gì không?" sounds like a wish to pay, "điền vô mẫu nào?" like a wish
    to fill in; by themselves, without a name, they ask the next thing about it.
    """
    asks = bool(evidence.get("aspects")) and not evidence.get("dossier_codes")
    short = int(evidence.get("content_words", 0)) <= FEW_WORDS
    needed = SURE_OF_DOING if intent.get("name") in DOING else SURE_OF_TALK
    sure = float(intent.get("confidence") or 0.0) >= needed
    return bool(procedure) and asks and short and (intent.get("name") in VAGUE or not sure)


def asks_where_to_file(evidence: Mapping[str, Any], procedure: str | None, said: str) -> bool:
    """Say whether "ở đâu?" asks where the procedure that is talked about is filed.

    Args:
        evidence: see ``nlu.evidence.gather``.
        procedure: what is talked about, if anything.
        said: the message.
    """
    names = evidence.get("places") or evidence.get("location") or evidence.get("content_words")
    where = "place" in (evidence.get("aspects") or ())
    return bool(procedure) and where and not names and not OFFICE.search(fold(said))
