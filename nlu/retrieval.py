"""Joins the knowledge to the text functions: what finds procedures and places in a message."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from knowledge.index import Searchable
from knowledge.search import ProcedureIndex
from knowledge.store import Knowledge, store
from nlu.aspect_model import AspectModel
from nlu.evidence import FindAspects
from nlu.places import PlaceFinder
from nlu.record_model import RecordModel, Stamp, stamp_of
from nlu.talk import Talk
from nlu.text.aspects import find_aspects
from nlu.text.fold import fold
from nlu.text.normalize import normalize
from nlu.text.words import content_words

FindTalk = Callable[[str], Talk | None]
"""Returns the talk about a procedure; of one that is not known, nothing."""


@dataclass(frozen=True)
class Finders:
    """What finds things in messages, for one version of the knowledge."""

    version: str
    procedures: ProcedureIndex
    places: PlaceFinder
    aspects: FindAspects
    talk: FindTalk


_made: dict[tuple[str, Stamp], Finders] = {}


def procedure_index(
    known: Knowledge, cache: Path | None = None, model: RecordModel | None = None
) -> ProcedureIndex:
    """Build the index over records, matters of others, and the whole national list."""
    codes = {c for p in known.procedures.values() for c in (p.code, *p.other_codes)}
    listed = [e for e in known.catalogue.values() if e.searchable and e.code not in codes]
    written: list[Searchable] = [*known.procedures.values(), *known.neighbours.values()]
    return ProcedureIndex(
        written,
        listed,
        normalize=normalize,
        fold=fold,
        content=content_words,
        cache=cache,
        version=known.version,
        learnt=model.scores if model else None,
    )


def record_model(folder: Path | None) -> RecordModel | None:
    """Return the model that training left in a folder, or ``None`` where there is none."""
    if folder is None:
        return None
    try:
        return RecordModel.load(folder)
    except OSError:
        return None


def talks(known: Knowledge) -> FindTalk:
    """Return what tells a talk about a procedure; what is near it is near both ways."""
    near: dict[str, set[str]] = {}
    for record in known.procedures.values():
        for other in record.related:
            if other.id:
                near.setdefault(record.id, set()).add(other.id)
                near.setdefault(other.id, set()).add(record.id)

    def about(id: str) -> Talk | None:
        record = known.procedures.get(id)
        if record is not None:
            return Talk(id, record.short_name, near.get(id, ()))
        # An official name is too long to be said together with a message.
        return Talk(id, "") if id in known.catalogue else None

    return about


def aspect_finder(folder: Path | None) -> FindAspects:
    """Return what tells aspects: the trained model, or the cues alone where there is none."""
    if folder is None:
        return find_aspects
    try:
        return AspectModel.load(folder).find
    except OSError:
        return find_aspects


def finders(known: Knowledge) -> Finders:
    """Return the finders of a version; made when first asked for, the last two are kept."""
    key = known.version, stamp_of(store().models)
    found = _made.get(key)
    if found is None:
        index = procedure_index(known, store().cache, record_model(store().models))
        places = PlaceFinder(known.communes)
        found = Finders(known.version, index, places, aspect_finder(store().models), talks(known))
        while len(_made) > 1:
            del _made[next(iter(_made))]
        _made[key] = found
    return found
