"""Hears that an office asked for a paper, or that somebody doubts whether one is needed.

Papers are found by the words they begin with; one is demanded or doubted when the words
right before or behind it say so ("đòi …", "có cần … không", "… có bắt buộc không").
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from nlu.text.fold import fold
from nlu.text.normalize import normalize
from nlu.text.papers import Span, any_of, end_of_name, find_names, fits_at, stops_at

NEAR = 90
"""Characters before a paper in which it may be asked for."""


class Demand(NamedTuple):
    """The words that name a paper, and the message without what was said of it.

    A ``permit`` is a paper that is mostly asked for itself; ``doubted`` says that the
    message asks whether the demand is right.
    """

    paper: str
    rest: str
    permit: bool = False
    doubted: bool = False


def find_demand(text: str) -> Demand | None:
    """Return the paper that is demanded or doubted, or ``None``.

    "Xã bắt nộp sổ hộ khẩu có đúng không" names "sổ hộ khẩu"; "giấy độc thân có cần
    không" names "giấy độc thân". A question for all papers ("cần giấy tờ gì") and a
    complaint that names none are no demand. Both parts are words of the normalised
    text.
    """
    said = normalize(text)
    bare = fold(said)
    papers = list(find_names(said))
    for find in (_doubted, _needed, _asked_for, _lacking, _doubted_after_all, _office_asks):
        for start, paper, end in find(said, bare, papers):
            span = said[paper.start : paper.end].strip(" ,.?!")
            if span and not _vague().search(fold(span)):
                permit = bool(re.match(_table()["permit"], fold(span)))
                others = [p for p in papers if p.start >= end and _is_same(bare, p, paper)]
                doubted = bool(re.search(_table()["doubts"], bare))
                return Demand(span, _without(said, [(start, end), *others]), permit, doubted)
    return None


def _is_same(bare: str, one: Span, other: Span) -> bool:
    """Say whether two names of papers begin alike: "học bạ cấp một", "học bạ"."""
    words = [bare[p.start : p.end].split()[:2] for p in (one, other)]
    return words[0] == words[1]


def _without(said: str, spans: Iterable[tuple[int, int]]) -> str:
    """Return a text without some spans of it, in order, which end sentences."""
    kept, reached = [], 0
    for start, end in spans:
        kept.append(said[reached:start])
        reached = end
    return " . ".join([*kept, said[reached:]])


Found = Iterator[tuple[int, Span, int]]
"""Where the demand begins, the paper, and where the demand ends."""


def _doubted(said: str, bare: str, papers: list[Span]) -> Found:
    """Yield papers that are doubted right behind their name: "… có cần không"."""
    for paper in papers:
        behind = _rules().doubt.match(bare, paper.end)
        if behind:
            yield paper.start, paper, behind.end()


def _doubted_after_all(said: str, bare: str, papers: list[Span]) -> Found:
    """Yield papers that are doubted after a break: "giấy tạm trú hả, có phải nộp không"."""
    for paper in papers:
        behind = _rules().doubt_after_all.match(bare, paper.end)
        if behind:
            yield paper.start, paper, behind.end()


def _needed(said: str, bare: str, papers: list[Span]) -> Found:
    """Yield papers that are asked about: "có cần … không", "phải có … hả"."""
    for paper in papers:
        before = _before(_rules().need, bare, paper.start)
        if before is None:
            continue
        only = bare[before:].startswith("can ")
        behind = (_rules().no if only else _rules().asks).search(bare, paper.end)
        near = behind and (not only or not bare[paper.end : behind.start()].strip())
        if behind and near and not _rules().office_doubt.search(bare[:before]):
            yield before, paper, behind.end() if only else paper.end


def _asked_for(said: str, bare: str, papers: list[Span]) -> Found:
    """Yield papers that an office asked for: "đòi …", "kêu về lấy …"."""
    for paper in papers:
        for pattern in (_rules().ask, _rules().ask_to_give):
            before = _before(pattern, bare, paper.start)
            if before is not None and _asks(said, bare, before, paper.start):
                yield before, paper, paper.end
                break


def _lacking(said: str, bare: str, papers: list[Span]) -> Found:
    """Yield papers that somebody does not have: "thiếu … thì sao", "không có … được không"."""
    for paper in papers:
        before = _before(_rules().without, bare, paper.start)
        behind = _rules().lacking.match(bare, paper.end)
        if before is not None and behind:
            yield before, paper, behind.end()
        elif _rules().lacking_after.match(bare, paper.end):
            yield paper.start, paper, paper.end


def _office_asks(said: str, bare: str, papers: list[Span]) -> Found:
    """Yield what an office asked for by a name that is none of ours: "đòi nộp di chúc"."""
    for found in _rules().office_asks.finditer(bare):
        if _asks(said, bare, found.start("ask"), found.end("ask")):
            start = found.start("paper")
            if not stops_at(said, bare, start) and not _rules().office.match(bare, start):
                paper = Span(start, end_of_name(said, bare, start))
                yield found.start(), paper, paper.end


def _before(pattern: re.Pattern[str], bare: str, place: int) -> int | None:
    """Return where the words begin that fit and end right before a place."""
    # The longest that fits wins: patterns are anchored at their end.
    found = pattern.search(bare, max(0, place - NEAR), place)
    return found.start("cue") if found else None


def _asks(said: str, bare: str, start: int, end: int) -> bool:
    """Tell "đòi" (demand) from "đổi" (exchange), which are alike without diacritics."""
    typed = said[start:end]
    if bare.startswith("bat dau", start):
        return False
    if typed.isascii() and "doi" in typed.split():
        return bool(_rules().demands.search(bare[:end]))
    return any(fits_at(typed, phrase) for phrase in _table()["ask"])


class _Rules(NamedTuple):
    ask: re.Pattern[str]
    ask_to_give: re.Pattern[str]
    office: re.Pattern[str]
    office_asks: re.Pattern[str]
    office_doubt: re.Pattern[str]
    demands: re.Pattern[str]
    need: re.Pattern[str]
    without: re.Pattern[str]
    no: re.Pattern[str]
    doubt: re.Pattern[str]
    doubt_after_all: re.Pattern[str]
    lacking: re.Pattern[str]
    lacking_after: re.Pattern[str]
    asks: re.Pattern[str]


@functools.cache
def _rules() -> _Rules:
    table = _table()
    part = {
        name: any_of(table[name])
        for name in ("office", "ask", "give", "give_far", "who", "need", "without", "filler", "nay")
    }
    who = rf"(?:\s+(?:{part['who']}))*"
    doubt = "|".join(table["doubt"]).format(**part)
    lead = rf"(?:\s*(?:{part['filler']})\b)*\s*"
    not_going_there = r"(?<!\bra )(?<!\blen )(?<!\bdi )(?<!\btoi )(?<!\bo )(?<!\bve )(?<!\bqua )"
    subject = rf"{not_going_there}\b(?:{part['office']})\b"
    return _Rules(
        ask=re.compile(rf"\b(?P<cue>{part['ask']}){who}(?:\s+(?:{part['give']}))*{who}\s+$"),
        ask_to_give=re.compile(
            rf"\b(?P<cue>{part['ask']})(?:\s+\w+){{1,8}}?\s+(?:{part['give_far']}){who}\s+$"
        ),
        office=re.compile(rf"(?:{part['office']})\b"),
        office_asks=re.compile(
            rf"{subject}(?:\s+\w+){{0,4}}?\s+(?P<ask>{part['ask']}){who}\s+"
            rf"(?:{part['give']})\s+(?:them\s+)?(?P<paper>\w)"
        ),
        office_doubt=re.compile(rf"\b(?:{part['ask']})\s*$"),
        demands=re.compile(
            rf"(?:{subject}(?:\s+(?!doi)\w+){{0,3}}|\b(?:ma|con|van|lai|bi|sao|cu|di))\s+doi\b"
            rf"|\bdoi(?:\s+(?:{part['who']}))*\s+(?:{part['give']})\b"
        ),
        need=re.compile(rf"\b(?P<cue>{part['need']}){who}\s+$"),
        without=re.compile(rf"\b(?P<cue>{part['without']}){who}\s+$"),
        no=re.compile(rf"\b(?:{part['nay']})\b"),
        doubt=re.compile(rf"{lead}(?:{doubt})"),
        doubt_after_all=re.compile(rf"{lead},{lead}(?:{doubt})"),
        lacking=re.compile(rf"\s*,?\s*{table['lacking'].format(**part)}"),
        lacking_after=re.compile(
            rf"{lead}(?:\w+[\s,]+){{0,4}}(?:{part['nay']})\s+co\s+(?:thi\s+)?(?:\w+\s+){{0,4}}?"
            rf"(?:duoc|sao)\s+(?:{part['nay']})\b"
        ),
        asks=re.compile(table["asks"]),
    )


@functools.cache
def _table() -> dict[str, Any]:
    table: dict[str, Any] = yaml.safe_load(
        Path(__file__).with_name("demands.yml").read_text(encoding="utf-8")
    )
    return table


@functools.cache
def _vague() -> re.Pattern[str]:
    return re.compile(_table()["vague"])
