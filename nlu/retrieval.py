"""Joins the knowledge to the text functions: one index of procedures, as people name them."""

from __future__ import annotations

from knowledge.search import ProcedureIndex
from knowledge.store import Knowledge
from nlu.text.fold import fold
from nlu.text.normalize import normalize


def prepare(text: str) -> str:
    """Return text the way it is searched: normalised, then without diacritics."""
    return fold(normalize(text))


def procedure_index(known: Knowledge) -> ProcedureIndex:
    """Build the index over all records and over the neighbours that have none."""
    return ProcedureIndex([*known.procedures.values(), *known.neighbours.values()], prepare)
