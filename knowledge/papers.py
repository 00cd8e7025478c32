"""Papers by the names that people give them, to compare a demand with a record's list."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path

from rapidfuzz import fuzz

from knowledge.loader import ROOT, convert, read_yaml
from knowledge.schema import Paper, Strict

ALIKE = 82
"""Likeness (0..100) from which the words of a demand name a paper without the table."""
FORM = "to_khai"
FORMS = ("don ", "to khai", "phieu de nghi", "phieu thu", "phieu khai", "phieu thay doi",
         "giay de nghi", "van ban de nghi", "to don")  # fmt: skip
"""How the folded names of application forms begin."""
FORM_WORDS = frozenset({"theo", "mau", "quy", "dinh", "giay", "ban", "cua", "nay", "do"})
"""Words of a demanded form that say nothing of which form it is."""
UMBRELLA = re.compile(
    r"\bgiấy tờ,? (?:về|chứng minh(?! nơi ở)|liên quan|khác|cho thấy|riêng|cá nhân|theo|nguồn gốc"
    r"|xác nhận|chứng cứ)\b|\bgiấy liên quan\b"
)
"""Papers that stand for several: which ones is not said, or only by examples."""
CONDITIONAL = re.compile(r"\b(?:nếu|trường hợp|thì)\b")
"""In an official line: it does not hold for everybody."""
Fold = Callable[[str], str]


class General(Strict, frozen=True, kw_only=True):
    """What holds of a paper in every procedure, with its source."""

    text: str
    sources: tuple[str, ...]
    checked_on: date


class PaperKind(Strict, frozen=True, kw_only=True):
    """A kind of paper: ``names`` said by citizens, ``words`` those in a record's names.

    A paper with one of ``near`` in its name is something like it, or holds it.
    """

    id: str
    names: tuple[str, ...]
    words: tuple[str, ...] = ()
    near: tuple[str, ...] = ()
    general: General | None = None


class Holder(Strict, frozen=True, kw_only=True):
    """Whose a paper may be; ``words`` count behind "của", ``anywhere`` everywhere."""

    id: str
    words: tuple[str, ...] = ()
    anywhere: tuple[str, ...] = ()


FILER = "filer"
"""The holder who is the person that files."""


def load_holders(path: Path = ROOT / "holders.yml") -> tuple[Holder, ...]:
    """Read the table of holders.

    Raises:
        KnowledgeError: a field is wrong.
    """
    raws = enumerate(read_yaml(path, list), start=1)
    return tuple(convert(raw, Holder, path, f"record {number}") for number, raw in raws)


def holders_of(text: str, holders: Iterable[Holder], fold: Fold) -> frozenset[str]:
    """Return the ids of those whom a paper's name says to be its holders.

    Args:
        text: a demand or a paper of a record, in any writing.
        holders: the table.
        fold: takes the diacritics off.
    """
    said = f" {re.sub(r'[^0-9a-z]+', ' ', fold(text.lower()))} "
    named = set()
    for holder in holders:
        anywhere = any(f" {fold(words)} " in said for words in holder.anywhere)
        if anywhere or any(f" cua {fold(words)} " in said for words in holder.words):
            named.add(holder.id)
    return frozenset(named)


def load_paper_kinds(path: Path = ROOT / "papers.yml") -> tuple[PaperKind, ...]:
    """Read the table.

    Raises:
        KnowledgeError: a field is wrong.
    """
    kinds = []
    for number, raw in enumerate(read_yaml(path, list), start=1):
        raw["words"] = raw.pop("is", ())
        kinds.append(convert(raw, PaperKind, path, f"record {number}"))
    return tuple(kinds)


def kind_of(demand: str, kinds: Iterable[PaperKind], fold: Fold) -> PaperKind | None:
    """Return the kind that a demand names, by its longest name."""
    said = f" {fold(demand)} "
    named = [
        (len(name), kind) for kind in kinds for name in kind.names if f" {fold(name)} " in said
    ]
    return max(named, key=lambda pair: pair[0])[1] if named else None


def near_papers(papers: Iterable[Paper], kind: PaperKind | None) -> tuple[Paper, ...]:
    """Return the papers of a list that are something like a kind."""
    return tuple(paper for paper in papers if kind and _names_one(paper.text, kind.near))


def umbrella_papers(papers: Iterable[Paper]) -> tuple[Paper, ...]:
    """Return the papers of a list that may stand for any other: "giấy tờ chứng minh"."""
    return tuple(paper for paper in papers if UMBRELLA.search(paper.text.lower()))


def is_sure_to_be(demand: str, paper: Paper, kind: PaperKind | None, fold: Fold) -> bool:
    """Say whether a paper of a list that was found for a demand is surely that paper.

    An official line with conditions is not, nor is a form of another name: "tờ khai
    thuế" is not "Tờ khai đăng ký khai sinh".
    """
    if CONDITIONAL.search(paper.text.lower()):
        return False
    if kind is None or kind.id != FORM:
        return True
    name = max((n for n in kind.names if fold(n) in fold(demand)), key=len, default="")
    rest = fold(demand).replace(fold(name), " ", 1).split()
    return set(rest) <= {*fold(paper.text).split(), *FORM_WORDS}


def _names_one(text: str, phrases: Iterable[str]) -> bool:
    """Say whether a record's paper has one of some phrases; "mảnh" is no "ảnh"."""
    words = "|".join(map(re.escape, phrases))
    return bool(words) and re.search(rf"\b(?:{words})\b", text.lower()) is not None


def find_papers(
    demand: str, papers: Iterable[Paper], kind: PaperKind | None, fold: Fold
) -> tuple[Paper, ...]:
    """Return the papers of a list that a demand may mean, the always-needed ones first.

    An application form names what it applies for ("Đơn đề nghị đổi giấy phép lái xe")
    and is not that paper.
    """
    said = fold(demand)
    found = []
    for paper in papers:
        text = fold(paper.text)
        is_form = text.startswith(FORMS) and not (kind and kind.id == FORM)
        of_kind = kind and _names_one(paper.text, kind.words) and not is_form
        if of_kind or (not kind and fuzz.token_set_ratio(said, text) >= ALIKE):
            found.append(paper)
    return tuple(sorted(found, key=lambda paper: bool(paper.when)))
