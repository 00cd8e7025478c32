"""Everything the assistant knows, read once."""

from __future__ import annotations

import functools
from dataclasses import dataclass

from knowledge.loader import load_procedures, load_sources
from knowledge.neighbours import Neighbour, load_neighbours
from knowledge.schema import Procedure, Source


@dataclass(frozen=True)
class Knowledge:
    """Records by id.

    ``neighbours`` are procedures that people ask for and that have no record yet.
    """

    procedures: dict[str, Procedure]
    sources: dict[str, Source]
    neighbours: dict[str, Neighbour]


@functools.cache
def knowledge() -> Knowledge:
    """Return the knowledge that ships with the project.

    Raises:
        knowledge.errors.KnowledgeError: a file breaks the schema.
    """
    sources = load_sources()
    return Knowledge(load_procedures(sources=sources), sources, load_neighbours())
