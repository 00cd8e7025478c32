"""Words of a message: syllables, and codes, dates and amounts as one token each."""

from __future__ import annotations

import re

_TOKEN = re.compile(
    r"""
    \w+(?:[.\-/]\w+)*\.?\d   # codes, dates, amounts: H53.25.31-250818-0012, 1.001193, 25.000
    | \d[\w.\-/]*\w          # 3/4/1990, 50k
    | [^\W\d_]+              # a syllable
    | \d+
    """,
    re.VERBOSE,
)


def tokenize(text: str) -> list[str]:
    """Return the words of ``text`` in order; punctuation is dropped."""
    return _TOKEN.findall(text)
