"""Reads the national list, and says which office a procedure of it belongs to."""

from __future__ import annotations

import functools
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Literal

from rapidfuzz import fuzz

from knowledge.errors import KnowledgeError
from knowledge.loader import ROOT, convert, read_yaml
from knowledge.schema import Strict
from knowledge.tables import read_rows

Level = Literal["commune", "province", "ministry", "other"]
Scope = Literal["national", "utility", "own", "provincial"]

PAGE = "https://dichvucong.gov.vn/dich-vu-cong-truc-tuyen/"
CODE = re.compile(r"\d\.\d{6}")
LEVEL_REMARK = re.compile(
    r"\((?:thực hiện )?(?:tại |ở )?cấp [^)]*\)"
    r"|(?:thực hiện )?(?:tại|ở) cấp (?:xã|tỉnh|bộ|trung ương)"
)
BUTTON = 40
PREFIX = re.compile(r"^thủ tục\s+(?:hành chính\s+)?", re.IGNORECASE)


class Entry(Strict, frozen=True, kw_only=True):
    """A procedure of the national list.

    ``scope``: "own" was issued by Tây Ninh, "provincial" by another province (then it
    is not searched). ``listed``: it stood in the newest full list. ``names`` are what
    people call it; ``withdrawn_on`` is the day it was first missed in a full list.
    """

    code: str
    name: str
    domain: str
    levels: tuple[Level, ...]
    issuer: str
    scope: Scope
    listed: bool
    seen_on: date
    names: tuple[str, ...] = ()
    withdrawn_on: date | None = None

    @property
    def id(self) -> str:
        """The key, alike with records: the code."""
        return self.code

    @property
    def short_name(self) -> str:
        """The official name without "Thủ tục" before it."""
        return spoken_name(self.name)

    @property
    def official_name(self) -> str:
        """The name in the list."""
        return self.name

    @property
    def questions(self) -> tuple[str, ...]:
        """None are written for the whole list."""
        return ()

    @property
    def family(self) -> str:
        """The name without its level: the same procedure at several levels shares it."""
        return " ".join(LEVEL_REMARK.sub(" ", self.short_name.casefold()).split())

    def title_for(self, said: str) -> str:
        """Return what fits on a button: the people's word most like what somebody said."""
        short = [name for name in self.names if len(name) <= BUTTON]
        if not short:
            return shorten(self.short_name, BUTTON)
        return max(short, key=lambda name: fuzz.token_set_ratio(name, said.casefold()))

    @property
    def page(self) -> str:
        """The official page; it exists for every code."""
        return PAGE + self.code

    @property
    def searchable(self) -> bool:
        """Whether people may be led to it: not withdrawn, not another province's own."""
        return self.scope != "provincial" and self.withdrawn_on is None


def spoken_name(name: str) -> str:
    """Return an official name as it stands within a sentence: without "Thủ tục", not shouted."""
    bare = PREFIX.sub("", name)
    if bare.isupper():
        return bare.lower()
    return bare if bare[:2].isupper() else bare[:1].lower() + bare[1:]


def shorten(text: str, most: int) -> str:
    """Return the beginning of a long line, cut between words."""
    if len(text) <= most:
        return text
    return text[: most - 1].rsplit(" ", 1)[0].rstrip(",;:. ") + "…"


def load_catalogue(folder: Path = ROOT / "catalogue") -> dict[str, Entry]:
    """Read the list, with what people call its procedures, in the order of codes.

    Raises:
        KnowledgeError: names the row and the column that is wrong.
    """
    path = folder / "national.csv"
    names = _names(folder / "names.csv")
    entries: dict[str, Entry] = {}
    for where, row in read_rows(path):
        entry = _entry(row, tuple(names.pop(row["code"], ())), path, where)
        if entry.code in entries:
            raise KnowledgeError(path, entry.code, "code", "stands twice")
        entries[entry.code] = entry
    if names:
        raise KnowledgeError(folder / "names.csv", next(iter(names)), "code", "is not in the list")
    return entries


def _names(path: Path) -> dict[str, list[str]]:
    """Read what people call procedures of the list, by code."""
    names: dict[str, list[str]] = defaultdict(list)
    for _, row in read_rows(path):
        names[row["code"]].append(row["name"])
    return names


def _entry(row: Mapping[str, str], names: tuple[str, ...], path: Path, where: str) -> Entry:
    raw = {
        **row,
        "levels": [level for level in row["levels"].split("+") if level],
        "listed": row["listed"] == "yes",
        "names": names,
    }
    if not CODE.fullmatch(row["code"]):
        raise KnowledgeError(path, where, "code", f"{row['code']!r} is no code such as 1.001193")
    entry: Entry = convert(raw, Entry, path, where)
    return entry


@functools.cache
def _offices(path: Path = ROOT / "catalogue" / "offices.yml") -> list[dict[str, dict[str, str]]]:
    offices: list[dict[str, dict[str, str]]] = read_yaml(path, list)
    return offices


def office(levels: Iterable[str], issuer: str, domain: str) -> str:
    """Say in Tây Ninh's terms which offices handle a procedure, nearest first.

    ``offices.yml`` has the words. Without a level it is the province's centre that
    knows; another province's office is never named.
    """
    said = {"issuer": issuer.casefold(), "domain": domain.casefold()}
    for rule in _offices():
        if all(word in said[field] for field, word in rule.get("when", {}).items()):
            words = rule["say"]
            found = [words[level] for level in levels if level in words] or [words["unknown"]]
            body = issuer.partition("(")[0].strip() or "bộ, ngành ở trung ương"
            return " hoặc ".join(dict.fromkeys(found)).replace("{issuer}", body)
    raise AssertionError("the last rule of offices.yml has no condition")
