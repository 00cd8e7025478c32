"""Opens a file that a province has in hand, finds out what it is, and reads its records."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from types import ModuleType
from typing import Any

import msgspec

from knowledge.importers import excel, flat, normal, one_stop, portal
from knowledge.importers.detail import Outcome, Refused, Taken
from knowledge.importers.errors import ImportFileError

LARGEST = 64 * 1024 * 1024
"""Bytes of a file; the national list with all details is about half of that."""
FORMATS: tuple[ModuleType, ...] = (portal, one_stop, flat, normal)
ZIP = b"PK\x03\x04"
LISTS = ("data", "result", "rows", "items")


def read_file(path: Path, day: date) -> Iterator[Outcome]:
    """Read every record of a file, in order.

    Args:
        path: JSON, JSON lines, or Excel.
        day: the day of the import.

    Raises:
        ImportFileError: the file is unreadable, too large, of no known kind, cut
            off, or not UTF-8. Single bad records are outcomes, not errors.
    """
    seen: set[str] = set()
    for outcome in _outcomes(path, day):
        if isinstance(outcome, Taken):
            if outcome.record.code in seen:
                again = "mã này có hơn một lần trong tệp, bản sau thay bản trước"
                outcome = msgspec.structs.replace(outcome, odd=(*outcome.odd, again))
            seen.add(outcome.record.code)
        yield outcome


def _outcomes(path: Path, day: date) -> Iterator[Outcome]:
    content = _content(path)
    if content.startswith(ZIP):
        yield from excel.read(content, path.name)
        return
    for where, raw in _records(_text(content, path.name), path.name):
        yield _read_record(raw, where, day, path.name)


def is_list(path: Path) -> bool:
    """Say whether a file is a list of procedures without details (Excel)."""
    try:
        with path.open("rb") as file:
            return file.read(len(ZIP)) == ZIP
    except OSError:
        return False


def _content(path: Path) -> bytes:
    try:
        size = path.stat().st_size
        if size > LARGEST:
            problem = f"{size // 2**20} MB, lớn hơn mức {LARGEST // 2**20} MB. Chia nhỏ tệp ra"
            raise ImportFileError(path.name, problem)
        content = path.read_bytes()
    except OSError as error:
        raise ImportFileError(path.name, f"không mở được ({error.strerror})") from error
    if not content.strip():
        raise ImportFileError(path.name, "tệp trống")
    return content


def _text(content: bytes, name: str) -> str:
    for mark, encoding in ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if content.startswith(mark):
            try:
                return content.decode(encoding)
            except UnicodeDecodeError as error:
                raise ImportFileError(name, "tệp UTF-16 bị cắt hoặc hỏng") from error
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        problem = f"không phải UTF-8 (byte thứ {error.start}). Lưu lại tệp dạng UTF-8"
        raise ImportFileError(name, problem) from error


def _records(text: str, name: str) -> Iterator[tuple[str, Any]]:
    """Yield (where, record) of a JSON document, or of JSON lines."""
    try:
        whole = json.loads(text)
    except RecursionError as error:
        raise ImportFileError(name, "JSON lồng quá sâu") from error
    except ValueError as error:
        if "\n" not in text.strip():
            raise ImportFileError(
                name, f"không phải JSON đọc được, hoặc bị cắt ({error})"
            ) from error
        yield from _lines(text, name)
        return
    for number, raw in enumerate(_unpack(whole), start=1):
        yield f"bản ghi {number}", raw


def _lines(text: str, name: str) -> Iterator[tuple[str, Any]]:
    rows = [(n, row) for n, row in enumerate(text.split("\n"), start=1) if row.strip()]
    for number, row in rows:
        try:
            raw = json.loads(row)
        except (ValueError, RecursionError) as error:
            cut = "tệp bị cắt giữa chừng" if number == rows[-1][0] else "JSON sai"
            raise ImportFileError(name, f"dòng {number}: {cut} ({error})") from error
        yield f"dòng {number}", raw


def _unpack(whole: Any) -> list[Any]:
    """Return the records of an envelope, a list, or a single record."""
    if isinstance(whole, list):
        return whole
    if isinstance(whole, Mapping):
        whole = one_stop.unwrap(whole)
        for field in LISTS:
            if isinstance(whole.get(field), list):
                return list(whole[field])
        return [whole]
    return []


def _read_record(raw: Any, where: str, day: date, origin: str) -> Outcome:
    if not isinstance(raw, Mapping):
        return Refused(where=where, why="không phải một bản ghi")
    for kind in FORMATS:
        if kind.fits(raw):
            try:
                outcome: Outcome = kind.read(raw, where, day, origin)
            except ValueError as error:
                return Refused(where=where, why=str(error))
            return outcome
    return Refused(where=where, why="không nhận ra dạng dữ liệu")
