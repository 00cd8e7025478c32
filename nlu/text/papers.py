"""Finds the papers that a message names: where each name begins and ends.

A name begins with a word such as "giấy" or "bản án" (``papers.yml``) and goes on to a
word that belongs to something else.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from nlu.text.aspects import fits
from nlu.text.fold import fold

MOST_WORDS = 10
"""Of a paper's name."""
_WORD = re.compile(r"[\w/]+")
_SPACE = re.compile(r"\s*")


class Span(NamedTuple):
    """The place of a paper's name in a message, from and to."""

    start: int
    end: int


def find_names(said: str) -> Iterator[Span]:
    """Yield where the papers of a normalised message are named, in order."""
    bare = fold(said)
    reached = 0
    for found in _rules().heads.finditer(bare):
        if found.start() >= reached and _is_head(said, found):
            reached = end_of_name(said, bare, found.start(), found.end())
            yield Span(found.start(), reached)


def end_of_name(said: str, bare: str, start: int, reached: int = 0) -> int:
    """Return where a paper's name ends that begins at ``start``.

    Args:
        said: the normalised message.
        bare: the same without diacritics.
        start: where the name begins.
        reached: how far it surely goes.
    """
    rules = _rules()
    reached = max(reached, start)
    for _ in range(MOST_WORDS):
        space = _SPACE.match(bare, reached)
        place = space.end() if space else reached
        through = rules.through.match(bare, place)
        if through:
            reached = through.end()
            continue
        word = _WORD.match(bare, place)
        before = bare[start:reached]
        owner = before.endswith(" cua")
        if word is None or (place > start and not owner and stops_at(said, bare, place)):
            break
        head = rules.heads.match(bare, place)
        if head and before and _is_head(said, head) and not rules.leads_on.search(before):
            break
        reached = head.end() if head and head.end() > word.end() else word.end()
    return reached


def stops_at(said: str, bare: str, place: int) -> bool:
    """Say whether the word at a place ends a paper's name."""
    found = _rules().stops.match(bare, place)
    typed = said[found.start() : found.end()] if found else ""
    return any(fits_at(typed, stop) for stop in _table()["stops"])


def fits_at(typed: str, phrase: str) -> bool:
    """Say whether words begin with a phrase, some diacritics of which may be left out."""
    words, meant = typed.split(), phrase.split()
    return len(words) >= len(meant) and all(map(fits, words, meant))


def any_of(phrases: Iterable[str]) -> str:
    """Return a pattern of any of the phrases without diacritics, the longest first."""
    return "|".join(re.escape(p) for p in sorted({*map(fold, phrases)}, key=len, reverse=True))


def _is_head(said: str, found: re.Match[str]) -> bool:
    typed = said[found.start() : found.end()]
    return typed in _table()["strict_heads"] or any(fits_at(typed, head) for head in _heads())


class _Rules(NamedTuple):
    heads: re.Pattern[str]
    stops: re.Pattern[str]
    through: re.Pattern[str]
    leads_on: re.Pattern[str]


@functools.cache
def _rules() -> _Rules:
    table = _table()
    stops = any_of(table["stops"])
    return _Rules(
        heads=re.compile(rf"\b(?:{any_of([*_heads(), *table['strict_heads']])})\b"),
        stops=re.compile(rf"(?:{stops})\b"),
        # "Bằng lái giấy": the last word says of what it is made.
        through=re.compile(
            rf"(?:{any_of(table['through'])})\b|giay(?=\s*(?:[,.?!]|$|(?:{stops})\b))"
        ),
        leads_on=re.compile(rf"\b(?:{any_of(table['leads_on'])})\s*$"),
    )


@functools.cache
def _heads() -> tuple[str, ...]:
    heads = _table()["heads"]
    return tuple(h for item in heads for h in (item if isinstance(item, list) else [item]))


@functools.cache
def _table() -> dict[str, Any]:
    path = Path(__file__).with_name("papers.yml")
    table: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return table
