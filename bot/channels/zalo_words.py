"""How replies read on Zalo, which shows plain text only and often no buttons."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

_BOLD = re.compile(r"\*\*(.+?)\*\*", re.DOTALL)
PRESS = "Trả lời bằng số:"


def plain(text: str) -> str:
    """Return a text without markup."""
    return _BOLD.sub(r"\1", text)


def numbered(text: str, choices: Sequence[Mapping[str, Any]]) -> str:
    """Return a text with its choices as a numbered list; a number alone chooses."""
    if not choices:
        return text
    lines = [f"{number}. {choice['title']}" for number, choice in enumerate(choices, start=1)]
    return "\n".join([text, "", PRESS, *lines])
