"""Cuts a message into the clauses in which its needs are said."""

from __future__ import annotations

import re

_CUT = re.compile(
    r"[.?!;,\n]+"
    r"|\b(?:còn|rồi|với lại|và|xong|sẵn|luôn tiện|tiện thể|đồng thời|hay là)\b"
    r"|\b(?:con|roi|voi lai|va|xong|san|luon tien|tien the|dong thoi|hay la)\b(?=\s+\S+\s+\S+)"
)


def split_clauses(normalized: str) -> list[str]:
    """Return the clauses of a normalised message, in order; empty ones are left out."""
    return [part.strip() for part in _CUT.split(normalized) if part and part.strip()]
