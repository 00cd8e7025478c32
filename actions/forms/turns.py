"""What a message is while a form is filled in.

In this order: a command ("quay lại", "dừng"), a clear question (answered by the rest of the
assistant, then the field is asked again), a value of the field that is asked, and else
something unclear, which is asked again with a reason.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Literal

from actions.forms.draft import Draft
from actions.forms.fields.read import Reader
from actions.forms.fields.reading import About
from knowledge.forms.schema import Form
from nlu.text.fold import fold
from nlu.text.normalize import normalize

What = Literal["form", "question"]

OTHERS = frozenset(
    {"human_handoff", "emergency", "check_dossier_status", "payment_help", "vneid_help",
     "find_place", "commune_lookup", "report_problem", "voice_on", "voice_off", "slower",
     "ask_procedure", "fill_form", "abuse", "thanks", "greeting", "goodbye"}
)  # fmt: skip
"""Intents that another part of the assistant answers."""
IN_NEED = frozenset({"human_handoff", "emergency", "voice_on", "voice_off", "slower"})
"""What is meant also where any words could be an answer."""
SURE = 0.75
VERY_SURE = 0.93
LOOSE = frozenset({"text", "full_name", "place"})
"""Kinds that take nearly anything, so that a question must be told apart first."""
_ASKS = re.compile(
    r"\b(?:bao nhieu|nhieu tien|may tien|ton tien|mat tien|le phi|het nhieu|o dau|cho nao|may ngay"
    r"|bao lau|khi nao|chung nao|bao gio|may gio|can (?:nhung )?(?:gi|giay)|giay to gi|nhu the nao"
    r"|the nao|lam sao|duoc khong|co khong|phai khong|khong vay|la gi|tai sao|vi sao|ai di|co can"
    r"|thi sao|duoc ko|ha|phai di|nop dau|nop o)\b"
)


def judge(
    text: str,
    message: Mapping[str, Any],
    form: Form,
    draft: Draft,
    reader: Reader,
    about: About,
) -> What:
    """Say whether a message is for the form, or a question that others answer.

    Args:
        text: as it was written.
        message: what Rasa understood: intent with confidence.
        form: the form that is filled in.
        draft: where it stands.
        reader: reads answers.
        about: see :class:`About`.
    """
    intent = message.get("intent") or {}
    name, sure = str(intent.get("name") or ""), float(intent.get("confidence") or 0.0)
    asks = bool("?" in text or _ASKS.search(fold(normalize(text))))
    if draft.stage != "asking" or not draft.at:
        return "question" if name in OTHERS and (asks or sure >= SURE) else "form"
    field = form.field(draft.at)
    reading = reader.field(field, text, about)
    if reading.action != "ask_again" and field.kind not in LOOSE:
        return "question" if asks and name in OTHERS and sure >= VERY_SURE else "form"
    if name in IN_NEED and sure >= SURE:
        return "question"
    if asks and (name in OTHERS or "?" in text):
        return "question"
    if name in OTHERS and sure >= VERY_SURE and reading.action == "ask_again":
        return "question"
    return "form"
