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
from typing import Literal

import msgspec

from knowledge.catalogue.entries import Entry
from knowledge.errors import KnowledgeError
from knowledge.importers.detail import Detail, Listed, Taken
from knowledge.importers.errors import ImportFileError
from knowledge.schema import Strict

FILE = "imported.json"
MOST_MISSING = 0.5
"""A "full" list that lacks more than this share of what its issuers had is not full."""


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
            its issuers have, so that what is missing was withdrawn.
        catalogue: the national list that ships with the project.

    Raises:
        ImportFileError: a full list lacks too much to be one.
    """
    records = [outcome.record for outcome in taken]
    details = {**state.details, **{r.code: r for r in records if isinstance(r, Detail)}}
    listed = {**state.listed, **{r.code: r for r in records if isinstance(r, Listed)}}
    seen = {record.code for record in records}
    withdrawn = {code: day for code, day in state.withdrawn.items() if code not in seen}
    if note.full_list:
        for code in _missing(records, {**catalogue}, state, note):
            withdrawn.setdefault(code, note.day)
    return msgspec.structs.replace(
        state,
        details=dict(sorted(details.items())),
        listed=dict(sorted(listed.items())),
        withdrawn=dict(sorted(withdrawn.items())),
        imports=(*state.imports, note),
    )


def _missing(
    records: Iterable[Detail | Listed],
    catalogue: Mapping[str, Entry],
    state: Imported,
    note: ImportNote,
) -> list[str]:
    """Return the codes of the list's issuers that it no longer has."""
    seen = {record.code for record in records}
    issuers = {catalogue[code].issuer for code in seen if code in catalogue}
    issuers |= {record.issuer for record in records if record.issuer}
    before = {e.code for e in catalogue.values() if e.issuer in issuers and e.listed}
    before |= {r.code for r in state.listed.values() if r.issuer in issuers}
    missing = sorted(before - seen - set(state.withdrawn))
    if len(missing) > MOST_MISSING * max(len(before), 1):
        problem = (
            f"thiếu {len(missing)} trong {len(before)} thủ tục đã biết của "
            f"{', '.join(sorted(issuers))}, nên không phải danh sách đầy đủ. "
            "Bỏ --full-list nếu chỉ nhập một phần"
        )
        raise ImportFileError(note.file, problem)
    return missing
