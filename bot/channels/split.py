"""Cuts a text that is longer than a messaging app takes, where it hurts least."""

from __future__ import annotations

import re

_SEAMS = (re.compile(r"\n\n+"), re.compile(r"\n"), re.compile(r"(?<=[.!?;])\s"), re.compile(r"\s"))
"""From the best to the worst: between paragraphs, lines, sentences, words."""


def split_text(text: str, limit: int) -> list[str]:
    """Return the text in parts of at most ``limit`` characters, none of them empty.

    Nothing but white space at the seams is lost.

    Args:
        text: any text.
        limit: 1 or more.
    """
    parts = []
    rest = text.strip()
    while len(rest) > limit:
        end, start = _seam(rest, limit)
        parts.append(rest[:end].rstrip())
        rest = rest[start:].lstrip()
    if rest:
        parts.append(rest)
    return parts


def _seam(text: str, limit: int) -> tuple[int, int]:
    """Return where the first part ends and the next one starts."""
    for seam in _SEAMS:
        found = [m for m in seam.finditer(text, 0, limit + 1) if text[: m.start()].strip()]
        # A seam near the start would make many short parts: the next kind is better.
        if found and (found[-1].start() >= limit // 3 or seam is _SEAMS[-1]):
            return found[-1].start(), found[-1].end()
    return limit, limit
