"""Everything the assistant knows, as one version that can be replaced while it runs.

What ships with the project lies in this folder; what a province adds lies in a
folder of its own: ``procedures/`` and ``sources/`` written by hand, ``places.csv``,
``names.yml`` and ``imported.json``. A version is named by the contents of all these files, so
processes that read the same files are at the same version.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import msgspec

from knowledge.catalogue.entries import Entry, load_catalogue
from knowledge.communes.units import Communes, load_communes
from knowledge.forms.load import load_forms
from knowledge.forms.schema import Form
from knowledge.importers.convert import source_of, to_procedure
from knowledge.importers.detail import Detail, Listed
from knowledge.importers.state import Imported, load_imported
from knowledge.loader import ROOT, load_procedures, load_sources
from knowledge.names import load_names, with_names
from knowledge.neighbours import Neighbour, load_neighbours
from knowledge.papers import Holder, PaperKind, load_holders, load_paper_kinds
from knowledge.people.words import PeopleWords, load_people
from knowledge.places.offices import Place, load_places
from knowledge.schema import Procedure, Source
from knowledge.texts import Phrases, Texts, load_phrases, load_texts

SUFFIXES = frozenset({".yml", ".csv", ".json"})


@dataclass(frozen=True)
class Knowledge:
    """One version of everything, by id or code.

    ``procedures`` can be answered in detail: written by hand, or (with its code as
    id) imported and not yet written. ``neighbours`` are matters that people ask
    for and that are no procedures of the list. ``catalogue`` is the whole list.
    """

    version: str
    procedures: dict[str, Procedure]
    sources: dict[str, Source]
    neighbours: dict[str, Neighbour]
    catalogue: dict[str, Entry]
    communes: Communes
    places: tuple[Place, ...]
    papers: tuple[PaperKind, ...]
    holders: tuple[Holder, ...]
    texts: Texts
    phrases: Phrases
    people: PeopleWords
    forms: dict[str, Form]
    withdrawn: dict[str, date] = field(default_factory=dict)

    def by_code(self, code: str) -> tuple[Procedure, ...]:
        """Return the records of a code; a code can stand for several."""
        return tuple(p for p in self.procedures.values() if p.code == code or code in p.other_codes)


class KnowledgeStore:
    """Holds the current version, and notices when the files behind it change.

    Args:
        province: the folder of what a province adds; it need not exist.
        cache: the folder for what is computed from a version and may be deleted.
        models: the folder of what training made.
    """

    def __init__(
        self,
        province: Path | None = None,
        cache: Path | None = None,
        models: Path | None = None,
    ) -> None:
        self.province = province
        self.cache = cache
        self.models = models
        self._lock = threading.Lock()
        self._current: Knowledge | None = None
        self._stamp: object = None

    @property
    def current(self) -> Knowledge:
        """The version in use; read when first asked for.

        Raises:
            knowledge.errors.KnowledgeError: a file breaks the schema.
        """
        with self._lock:
            if self._current is None:
                self._stamp = self._look()
                self._current = load_knowledge(self.province)
            return self._current

    def newer(self) -> Knowledge | None:
        """Return what the files say now, if they changed since they were last read.

        The current version stays until :meth:`use`, so that whatever is built from
        the new one can be made ready first. Files that break the schema are
        reported once, and read again only when they change once more.

        Raises:
            knowledge.errors.KnowledgeError: a file breaks the schema.
        """
        current = self.current
        stamp = self._look()
        if stamp == self._stamp:
            return None
        self._stamp = stamp
        fresh = load_knowledge(self.province)
        return None if fresh.version == current.version else fresh

    def use(self, fresh: Knowledge) -> None:
        """Make a version the current one."""
        with self._lock:
            self._current = fresh

    def _look(self) -> object:
        return tuple(
            (str(path), stat.st_mtime_ns, stat.st_size)
            for path in _files(self.province)
            for stat in [path.stat()]
        )


def load_knowledge(province: Path | None = None) -> Knowledge:
    """Read everything.

    Raises:
        knowledge.errors.KnowledgeError: a file breaks the schema.
    """
    version = _version(province)
    imported = load_imported(province) if province else Imported()
    catalogue = with_imported(load_catalogue(), imported)
    sources = load_sources()
    if province and (province / "sources").is_dir():
        sources |= load_sources(province / "sources")
    own = province / "procedures" if province else None
    written = load_procedures(sources=sources, own=own if own and own.is_dir() else None)
    written = {id: _decided(record, imported) for id, record in written.items()}
    details = _unwritten(imported, written)
    sources |= {source.id: source for source in map(source_of, imported.details.values())}
    official = {code: to_procedure(d, catalogue.get(code)) for code, d in details.items()}
    places = province / "places.csv" if province else None
    return Knowledge(
        version=version,
        procedures=with_names({**written, **official}, load_names(province)),
        sources=sources,
        neighbours=load_neighbours(),
        catalogue=catalogue,
        communes=load_communes(),
        places=load_places(places) if places and places.exists() else load_places(),
        papers=load_paper_kinds(),
        holders=load_holders(),
        texts=load_texts(),
        phrases=load_phrases(),
        people=load_people(),
        forms=load_forms(sources),
        withdrawn=imported.withdrawn,
    )


def with_imported(catalogue: dict[str, Entry], imported: Imported) -> dict[str, Entry]:
    """Return the national list with what was imported: new lines, names, withdrawn codes."""
    merged = dict(catalogue)
    records: list[Detail | Listed] = [*imported.listed.values(), *imported.details.values()]
    for record in records:
        known = merged.get(record.code)
        merged[record.code] = (
            msgspec.structs.replace(known, name=record.name, listed=True)
            if known
            else _new_entry(record, imported)
        )
    for code, day in imported.withdrawn.items():
        if code in merged:
            merged[code] = msgspec.structs.replace(merged[code], listed=False, withdrawn_on=day)
    return dict(sorted(merged.items()))


def _new_entry(record: Detail | Listed, imported: Imported) -> Entry:
    day = imported.imports[-1].day if imported.imports else date.min
    return Entry(
        code=record.code,
        name=record.name,
        domain=record.domain,
        levels=record.levels if isinstance(record, Detail) else (),  # type: ignore[arg-type]
        issuer=record.issuer,
        scope="national",
        listed=True,
        seen_on=record.imported_on if isinstance(record, Detail) else day,
    )


def _unwritten(imported: Imported, written: Mapping[str, Procedure]) -> dict[str, Detail]:
    """Return the imported details of codes that nobody has written a record for."""
    codes = {c for p in written.values() for c in (p.code, *p.other_codes)}
    return {code: detail for code, detail in imported.details.items() if code not in codes}


def _decided(record: Procedure, imported: Imported) -> Procedure:
    """Return a record with the fields for which somebody took the official side."""
    changes = {}
    for decision in imported.decisions:
        if decision.procedure == record.id and decision.choice == "take" and decision.detail:
            official = to_procedure(decision.detail)
            changes[decision.field] = (
                decision.detail.name
                if decision.field == "official_name"
                else getattr(official, decision.field)
            )
    return msgspec.structs.replace(record, **changes) if changes else record


def _files(province: Path | None) -> Iterator[Path]:
    for folder in (ROOT, province):
        if folder is not None and folder.is_dir():
            yield from sorted(p for p in folder.rglob("*") if p.suffix in SUFFIXES)


def _version(province: Path | None) -> str:
    digest = hashlib.sha256()
    for path in _files(province):
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:12]


_store = KnowledgeStore()


def store() -> KnowledgeStore:
    """Return the store of this process."""
    return _store


def use_folders(province: Path | None, cache: Path | None, models: Path | None = None) -> None:
    """Say where things are: what the province adds, what may be kept, what was trained.

    To be called before anything is read; calling it again changes nothing.
    """
    global _store
    if (_store.province, _store.cache, _store.models) != (province, cache, models):
        _store = KnowledgeStore(province, cache, models)


def knowledge() -> Knowledge:
    """Return the version in use.

    Raises:
        knowledge.errors.KnowledgeError: a file breaks the schema.
    """
    return _store.current
