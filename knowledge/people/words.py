"""What people are called and say of themselves on forms: peoples, relations, sexes, names."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from knowledge.errors import KnowledgeError
from knowledge.loader import ROOT, read_yaml

HERE = ROOT / "people"
HOME = "Tỉnh Tây Ninh"
"""The province whose communes are known here."""


@dataclass(frozen=True)
class YesNo:
    """Ways to say yes, no, and neither; ``signs_…`` are pictorial characters."""

    yes: tuple[str, ...]
    no: tuple[str, ...]
    unsure: tuple[str, ...]
    signs_yes: tuple[str, ...]
    signs_no: tuple[str, ...]


@dataclass(frozen=True)
class PeopleWords:
    """Normal forms with the ways to say them.

    ``genders`` has for each sex the words that name it and those that only tell it.
    ``plain_names`` are parts of names that have no diacritics. ``provinces`` are the 34
    of today with the former ones in them.
    """

    ethnicities: dict[str, tuple[str, ...]]
    relationships: dict[str, tuple[str, ...]]
    genders: dict[str, dict[str, tuple[str, ...]]]
    answers: YesNo
    surnames: frozenset[str]
    plain_names: frozenset[str]
    provinces: dict[str, tuple[str, ...]]


def load_people(folder: Path = HERE) -> PeopleWords:
    """Read all tables.

    Raises:
        KnowledgeError: a table is not as it must be.
    """
    answers = read_yaml(folder / "answers.yml", dict)
    missing = [name for name in YesNo.__dataclass_fields__ if name not in answers]
    if missing:
        raise KnowledgeError(folder / "answers.yml", "file", missing[0], "is missing")
    surnames = read_yaml(folder / "surnames.yml", dict)
    return PeopleWords(
        ethnicities=_table(folder / "ethnicities.yml"),
        relationships=_table(folder / "relationships.yml"),
        genders={
            gender: {kind: tuple(map(str, words)) for kind, words in kinds.items()}
            for gender, kinds in read_yaml(folder / "genders.yml", dict).items()
        },
        answers=YesNo(
            **{name: tuple(map(str, answers[name])) for name in YesNo.__dataclass_fields__}
        ),
        surnames=frozenset(f"{surnames['common']} {surnames['peoples']}".split()),
        plain_names=frozenset(str(surnames["plain"]).split()),
        provinces=_table(folder / "provinces.yml"),
    )


def _table(path: Path) -> dict[str, tuple[str, ...]]:
    """Read names with the ways to say them; no way may stand for two names."""
    table: dict[str, tuple[str, ...]] = {}
    seen: dict[str, str] = {}
    raw: dict[str, Any] = read_yaml(path, dict)
    for name, ways in raw.items():
        table[str(name)] = tuple(map(str, ways))
        for way in {str(name).lower(), *map(str, ways)}:
            if seen.setdefault(way, str(name)) != str(name):
                raise KnowledgeError(path, str(name), way, f"also says {seen[way]}")
    return table
