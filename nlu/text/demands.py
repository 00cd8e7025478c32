"""Hears that an office asked for a paper, or that somebody doubts whether one is needed."""

from __future__ import annotations

import functools
import re
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from nlu.text.aspects import fits
from nlu.text.fold import fold
from nlu.text.normalize import normalize

_HERE = Path(__file__).parent


class Demand(NamedTuple):
    """The words that name a paper, and all the words that demand or doubt it."""

    paper: str
    said: str


def find_demand(text: str) -> Demand | None:
    """Return the paper that is demanded or doubted, or ``None``.

    "Xã bắt nộp sổ hộ khẩu có đúng không" names "sổ hộ khẩu"; "có cần giấy độc thân
    không" names "giấy độc thân". A question for all papers ("cần giấy tờ gì") and a
    complaint that names none are no demand. Both parts are words of the normalised
    text.
    """
    said = normalize(text)
    bare = fold(said)
    for pattern in _patterns():
        found = pattern.search(bare)
        if found and _asks(found, said):
            # Folding keeps the length of composed text, so places are the same in both.
            span = said[found.start("paper") : found.end("paper")].strip(" ,.?!")
            if span and not _vague().search(fold(span)):
                return Demand(span, said[found.start() : found.end()])
    return None


def _asks(found: re.Match[str], said: str) -> bool:
    """Tell "đòi" (demand) from "đổi" (exchange), which are alike without diacritics."""
    groups = found.groupdict()
    if not groups.get("ask"):
        return True
    typed = said[found.start("ask") : found.end("ask")]
    if typed.isascii() and "doi" in typed.split():
        return bool(groups.get("give"))
    return any(fits(typed, word) for word in _table()["words"]["ask"])


@functools.cache
def _table() -> dict[str, Any]:
    table: dict[str, Any] = yaml.safe_load((_HERE / "demands.yml").read_text(encoding="utf-8"))
    return table


@functools.cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    parts = {name: "|".join(sorted(map(fold, words), key=len, reverse=True))
             for name, words in _table()["words"].items()}  # fmt: skip
    return tuple(re.compile(pattern.format(**parts)) for pattern in _table()["patterns"])


@functools.cache
def _vague() -> re.Pattern[str]:
    return re.compile(_table()["vague"])
