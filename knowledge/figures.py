"""Figures in texts that are no facts must be carried by a fact that has a source.

A headline, a label or a help text is written freely; a fee or a deadline that
somebody slips into it would have neither source nor date.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path

from knowledge.loader import FACT_FIELDS, ROOT, convert, read_yaml
from knowledge.schema import Confidence, Fact, Fee, Procedure, Strict
from knowledge.texts import Text

FIGURE = re.compile(r"\d+(?:[.,/:]\d+)*")


class Carrier(Strict, frozen=True, kw_only=True):
    """A statement of general use that help texts may take figures from."""

    text: str
    sources: tuple[str, ...]
    checked_on: date
    confidence: Confidence = "high"


def load_carriers(path: Path = ROOT / "texts" / "facts.yml") -> tuple[Carrier, ...]:
    """Read the statements that help texts rest on.

    Raises:
        KnowledgeError: a statement has no source or no day.
    """
    return tuple(
        convert(raw, Carrier, path, f"record {number}")
        for number, raw in enumerate(read_yaml(path, list), start=1)
    )


def figures(text: str) -> set[str]:
    """Return the figures of a text as they are written: {"60", "01/7/2025", "8.000"}."""
    return set(FIGURE.findall(text))


def carried_by(facts: Iterable[Fact]) -> set[str]:
    """Return all figures that facts carry, amounts in both spellings."""
    found: set[str] = set()
    for fact in facts:
        for text in (fact.text, *(getattr(fact, name, "") for name in ("when", "note", "copy"))):
            found |= figures(text)
        if isinstance(fact, Fee) and fact.amount is not None:
            found |= {str(fact.amount), f"{fact.amount:,}".replace(",", ".")}
    return found


def facts_of(procedure: Procedure) -> Iterator[Fact]:
    """Yield every fact of a record."""
    for name in FACT_FIELDS:
        yield from getattr(procedure, name)


def uncarried(procedures: Mapping[str, Procedure]) -> Iterator[tuple[str, str, str]]:
    """Yield (record, field, figure) for every figure in a free text that no fact carries.

    A label may also carry what the record that it leads to is called or says.
    """
    for procedure in procedures.values():
        own = carried_by(facts_of(procedure)) | figures(procedure.official_name)
        for field in ("headline", "purpose", "short_name"):
            for figure in sorted(figures(getattr(procedure, field)) - own):
                yield procedure.id, field, figure
        for number, related in enumerate(procedure.related):
            there = procedures.get(related.id)
            allowed = own | (
                carried_by(facts_of(there)) | figures(there.official_name + there.short_name)
                if there
                else set()
            )
            for figure in sorted(figures(related.label) - allowed):
                yield procedure.id, f"related[{number}]", figure


def uncarried_texts(
    texts: Mapping[str, Text], carriers: Iterable[Carrier]
) -> Iterator[tuple[str, str]]:
    """Yield (occasion, figure) for every figure of a help text that no statement carries."""
    known = {figure for carrier in carriers for figure in figures(carrier.text)}
    for key, text in texts.items():
        said = " ".join(
            (text.text, text.text_with_codes, text.text_with_procedure, text.small,
             *(choice.title for choice in (*text.buttons, *text.buttons_with_procedure)))
        )  # fmt: skip
        for figure in sorted(figures(said) - known):
            yield key, figure
