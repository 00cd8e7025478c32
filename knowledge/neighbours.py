"""Matters that people ask for and that no office here handles (``neighbours.yml``).

A court's or a notary's, for example. They are found like records, so that the
assistant can say who does it, instead of answering with the nearest record.
"""

from __future__ import annotations

from pathlib import Path

from knowledge.errors import KnowledgeError
from knowledge.loader import ROOT, convert, read_yaml
from knowledge.schema import Strict


class Neighbour(Strict, frozen=True, kw_only=True):
    """A matter of somebody else's. ``ask`` names who handles it."""

    id: str
    short_name: str
    official_name: str
    names: tuple[str, ...]
    questions: tuple[str, ...] = ()
    ask: str


def load_neighbours(path: Path = ROOT / "neighbours.yml") -> dict[str, Neighbour]:
    """Read the table.

    Raises:
        KnowledgeError: a field is wrong, or an id stands twice.
    """
    found: dict[str, Neighbour] = {}
    for number, raw in enumerate(read_yaml(path, list), start=1):
        neighbour: Neighbour = convert(raw, Neighbour, path, f"record {number}")
        if neighbour.id in found:
            raise KnowledgeError(path, neighbour.id, "id", "stands twice")
        found[neighbour.id] = neighbour
    return found
