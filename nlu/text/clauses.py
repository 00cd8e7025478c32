"""Cuts a message into the clauses in which its needs are said."""

from __future__ import annotations

import re

_STOPS = r"[.?!;,\n]+"
_CUT = re.compile(
    rf"{_STOPS}|\b(?:còn|rồi|với lại|và|xong|sẵn|luôn tiện|tiện thể|đồng thời|hay là)\b"
)
# Without diacritics "còn" could be "con", a child, and "sẵn" could be "sân".
_CUT_BARE = re.compile(rf"{_STOPS}|\b(?:roi|voi lai|va|xong|luon tien|tien the|dong thoi|hay la)\b")


def split_clauses(normalized: str) -> list[str]:
    """Return the clauses of a normalised message, in order; empty ones are left out."""
    cut = _CUT_BARE if normalized.isascii() else _CUT
    return [part.strip() for part in cut.split(normalized) if part.strip()]
