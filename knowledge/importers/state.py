"""What a province has imported, beside what the project ships.

One file, ``imported.json``, replaced as a whole: an import takes effect completely
or not at all, and every process that reads it sees one state.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Literal, NamedTuple

import msgspec

from knowledge.catalogue.entries import Entry
from knowledge.errors import KnowledgeError
from knowledge.importers.detail import Detail, Listed, Taken
from knowledge.importers.errors import ImportFileError
from knowledge.schema import Strict

FILE = "imported.json"
MOST_MISSING = 0.5
"""A list that lacks this share of what an issuer had is not that issuer's full list."""


class Decision(Strict, frozen=True, kw_only=True):
    """What somebody decided about a difference.

    "keep": the hand-written field stands. "take": the official side replaces it, as
    it was in ``detail`` when that was decided. ``digest`` is that of the difference.
    """

    procedure: str
    field: str
    digest: str
    choice: Literal["keep", "take"]
    decided_on: date
    note: str = ""
    detail: Detail | None = None


class ImportNote(Strict, frozen=True, kw_only=True):
    """One import: which file, when, and how many records it brought."""

    file: str
    day: date
    taken: int
    refused: int
    full_list: bool = False


class Imported(Strict, frozen=True, kw_only=True):
    """All of it: details and list lines by code, withdrawn codes with the day noticed."""

    details: dict[str, Detail] = msgspec.field(default_factory=dict)
    listed: dict[str, Listed] = msgspec.field(default_factory=dict)
    withdrawn: dict[str, date] = msgspec.field(default_factory=dict)
    decisions: tuple[Decision, ...] = ()
    imports: tuple[ImportNote, ...] = ()


def load_imported(folder: Path) -> Imported:
    """Read the state; nothing was imported where there is no file.

    Raises:
        KnowledgeError: the file is damaged.
    """
    path = folder / FILE
    if not path.exists():
        return Imported()
    try:
        return msgspec.json.decode(path.read_bytes(), type=Imported)
    except (OSError, msgspec.MsgspecError) as error:
        raise KnowledgeError(path, "file", "json", str(error)) from error


def save_imported(folder: Path, state: Imported) -> None:
    """Replace the state at once; a crash leaves the old one or the new one."""
    folder.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=folder, prefix=FILE, suffix=".new")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(msgspec.json.format(msgspec.json.encode(state), indent=1))
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(folder / FILE)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def merge(
    state: Imported,
    taken: Iterable[Taken],
    note: ImportNote,
    catalogue: Mapping[str, Entry],
) -> Imported:
    """Return the state after an import.

    Args:
        state: what was imported before; the newest import of a code replaces it.
        taken: the records.
        note: the import; ``full_list`` says that the file lists everything that
            its issuers have, so that what is missing was withdrawn. An issuer of
            whom it has only a few is not meant (:func:`full_list`).
        catalogue: the national list that ships with the project.

    Raises:
        ImportFileError: a full list lacks too much of every issuer to be one.
    """
    records = [outcome.record for outcome in taken]
    details = {**state.details, **{r.code: r for r in records if isinstance(r, Detail)}}
    listed = {**state.listed, **{r.code: r for r in records if isinstance(r, Listed)}}
    seen = {record.code for record in records}
    withdrawn = {code: day for code, day in state.withdrawn.items() if code not in seen}
    if note.full_list:
        for code in _missing(full_list(records, catalogue, state), note):
            withdrawn.setdefault(code, note.day)
    return msgspec.structs.replace(
        state,
        details=dict(sorted(details.items())),
        listed=dict(sorted(listed.items())),
        withdrawn=dict(sorted(withdrawn.items())),
        imports=(*state.imports, note),
    )


class OfIssuer(NamedTuple):
    """What a list has of one issuer (cơ quan ban hành), against what was known of it."""

    issuer: str
    known: int
    missing: tuple[str, ...]

    @property
    def full(self) -> bool:
        """Say whether the list may be taken as all that the issuer has."""
        return len(self.missing) < MOST_MISSING * self.known


def full_list(
    records: Iterable[Detail | Listed], catalogue: Mapping[str, Entry], state: Imported
) -> tuple[OfIssuer, ...]:
    """Return how far a list holds what was known before, issuer by issuer.

    One ministry's list names a few codes of others: that says nothing about the rest
    of theirs. Issuers of whom nothing was known are left out.
    """
    held = list(records)
    seen = {record.code for record in held}
    issuers = {catalogue[code].issuer for code in seen if code in catalogue}
    issuers |= {record.issuer for record in held if record.issuer}
    before: dict[str, set[str]] = {issuer: set() for issuer in issuers}
    for entry in catalogue.values():
        if entry.listed and entry.issuer in before:
            before[entry.issuer].add(entry.code)
    for code, known in state.listed.items():
        if known.issuer in before:
            before[known.issuer].add(code)
    found = []
    for issuer, codes in sorted(before.items()):
        codes -= state.withdrawn.keys() - seen
        if codes:
            found.append(OfIssuer(issuer, len(codes), tuple(sorted(codes - seen))))
    return tuple(found)


def _missing(issuers: Iterable[OfIssuer], note: ImportNote) -> list[str]:
    """Return the codes that the issuers whose full list this is no longer have."""
    told = list(issuers)
    full = [one for one in told if one.full]
    if told and not full:
        lacking = "; ".join(f"{one.issuer} thiếu {len(one.missing)}/{one.known}" for one in told)
        problem = (
            f"không phải danh sách đầy đủ của cơ quan nào ({lacking}). "
            "Bỏ --full-list nếu chỉ nhập một phần"
        )
        raise ImportFileError(note.file, problem)
    return sorted(code for one in full for code in one.missing)
