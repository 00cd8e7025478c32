"""What grows old: facts that end soon, facts not looked at for long, codes that are gone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from knowledge.loader import FACT_FIELDS
from knowledge.schema import Fact, Procedure
from knowledge.store import Knowledge

SOON = timedelta(days=60)
LONG = timedelta(days=180)
ASPECTS = {
    "who": "eligibility", "where": "place", "channels": "online", "papers": "documents",
    "steps": "steps", "time": "time", "deadline": "time", "fees": "fee", "exemptions": "fee",
    "form": "form", "result": "result",
}  # fmt: skip
"""The aspect that people ask for, by the field that answers it."""

What = Literal["ends", "law_ends", "unchecked", "gone", "unknown"]


@dataclass(frozen=True)
class Stale:
    """Something to look at again. ``day``: when it ends, was checked, or was missed."""

    what: What
    procedure: str
    field: str
    text: str
    day: date | None = None
    asked: int = 0


def stale(
    known: Knowledge, today: date, asked: Mapping[tuple[str, str], int] | None = None
) -> list[Stale]:
    """Return everything to look at again, the most urgent kind first.

    Args:
        known: the knowledge.
        today: the local day.
        asked: how often citizens asked for an aspect of a procedure; unknown facts
            come in this order.
    """
    found = [*_ends(known, today), *_laws(known, today), *_unchecked(known, today), *_gone(known)]
    return [*found, *_unknown(known, asked or {}, today)]


def _facts(procedure: Procedure) -> Iterator[tuple[str, Fact]]:
    for name in FACT_FIELDS:
        for fact in getattr(procedure, name):
            yield name, fact


def _ends(known: Knowledge, today: date) -> Iterator[Stale]:
    """Facts whose last day lies within sixty days, grouped by record, field and day."""
    groups: dict[tuple[date, str, str], list[str]] = defaultdict(list)
    for procedure in known.procedures.values():
        for field, fact in _facts(procedure):
            if fact.valid_to and today <= fact.valid_to <= today + SOON:
                words = fact.text or getattr(fact, "when", "")
                groups[fact.valid_to, procedure.id, field].append(words)
    for (day, id, field), texts in sorted(groups.items()):
        yield Stale("ends", id, field, " / ".join(texts), day)


def _laws(known: Knowledge, today: date) -> Iterator[Stale]:
    """Sources that end within sixty days, with how many records rest on them."""
    for source in sorted(known.sources.values(), key=lambda s: (s.valid_to or date.max, s.id)):
        if source.valid_to and today <= source.valid_to <= today + SOON:
            users = [p.id for p in known.procedures.values() if _rests_on(p, source.id)]
            text = f"{source.title}: {len(users)} thủ tục dựa vào"
            yield Stale("law_ends", source.id, "valid_to", text, source.valid_to)


def _rests_on(procedure: Procedure, source: str) -> bool:
    return (
        source in procedure.sources
        or source in procedure.legal_basis
        or any(source in fact.sources for _, fact in _facts(procedure))
    )


def _unchecked(known: Knowledge, today: date) -> Iterator[Stale]:
    """Records with facts that nobody looked at for half a year."""
    for procedure in known.procedures.values():
        days = [fact.checked_on or procedure.checked_on for _, fact in _facts(procedure)]
        oldest = min(days, default=procedure.checked_on)
        if today - oldest > LONG:
            yield Stale("unchecked", procedure.id, "checked_on", procedure.short_name, oldest)


def _gone(known: Knowledge) -> Iterator[Stale]:
    """Records whose code the newest list no longer has, and codes that were withdrawn."""
    for procedure in known.procedures.values():
        entry = known.catalogue.get(procedure.code or "")
        if entry is not None and not entry.listed:
            text = f"{procedure.short_name} ({procedure.code})"
            yield Stale("gone", procedure.id, "code", text, entry.withdrawn_on)
    written = {procedure.code for procedure in known.procedures.values()}
    for code, day in known.withdrawn.items():
        if code not in written and code in known.catalogue:
            yield Stale("gone", code, "code", known.catalogue[code].name, day)


def _unknown(
    known: Knowledge, asked: Mapping[tuple[str, str], int], today: date
) -> Iterable[Stale]:
    """Facts that nobody has found out, the most asked for first."""
    found = {
        (procedure.id, field): Stale(
            "unknown",
            procedure.id,
            field,
            f"hỏi {fact.ask}",
            asked=asked.get((procedure.id, ASPECTS.get(field, "overview")), 0),
        )
        for procedure in known.procedures.values()
        for field, fact in _facts(procedure)
        if fact.state == "unknown" and fact.holds_on(today)
    }
    return sorted(found.values(), key=lambda item: (-item.asked, item.procedure, item.field))
