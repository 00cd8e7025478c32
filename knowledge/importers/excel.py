"""The portal's Excel export "Danh sách thủ tục hành chính": five columns, no level.

A banner in the first row, the header in the second, data from the third. The portal
writes values only: a file with a formula is not its export, and is refused.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Mapping
from io import BytesIO

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from knowledge.importers.clean import line, lines, procedure_code
from knowledge.importers.detail import Listed, Outcome
from knowledge.importers.errors import ImportFileError
from knowledge.importers.record import refused, taken

HEADER = ("mã số", "tên", "cơ quan ban hành", "cơ quan thực hiện", "lĩnh vực")
HEADER_ROWS = 10
MOST_UNPACKED = 200 * 1024 * 1024
MOST_ROWS = 100_000


def read(content: bytes, name: str) -> Iterator[Outcome]:
    """Read the rows of the sheet.

    Raises:
        ImportFileError: no workbook, too large once unpacked, no such header, or a
            formula in a cell.
    """
    _check_size(content, name)
    try:
        book = load_workbook(BytesIO(content), read_only=True, data_only=False, keep_links=False)
        sheet = book.worksheets[0]
        sheet.reset_dimensions()
        rows = enumerate(sheet.iter_rows(max_col=8, max_row=MOST_ROWS, values_only=True), start=1)
        columns = _find_header(rows, name)
        for number, row in rows:
            cells = {field: row[at] if at < len(row) else None for field, at in columns.items()}
            if any(isinstance(value, str) and value.startswith("=") for value in row):
                raise ImportFileError(name, f"dòng {number}: ô có công thức, không phải chữ")
            if any(value is not None for value in cells.values()):
                yield _read_row(cells, f"dòng {number}")
    except (InvalidFileException, zipfile.BadZipFile, KeyError, IndexError, SyntaxError) as error:
        raise ImportFileError(
            name, f"không phải tệp Excel đọc được ({_first_line(error)})"
        ) from error
    except (ValueError, TypeError, AttributeError, EOFError, OSError) as error:
        if isinstance(error, ImportFileError):
            raise
        raise ImportFileError(name, f"tệp Excel hỏng ({_first_line(error)})") from error


def _first_line(error: Exception) -> str:
    return next(iter(str(error).splitlines()), type(error).__name__)


def _check_size(content: bytes, name: str) -> None:
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            unpacked = sum(part.file_size for part in archive.infolist())
    except zipfile.BadZipFile as error:
        raise ImportFileError(name, f"không phải tệp Excel đọc được ({error})") from error
    if unpacked > MOST_UNPACKED:
        raise ImportFileError(name, f"giải nén ra {unpacked // 2**20} MB, quá lớn")


def _find_header(rows: Iterator[tuple[int, tuple[object, ...]]], name: str) -> dict[str, int]:
    for number, row in rows:
        titles = [line(cell).casefold() for cell in row]
        if all(title in titles for title in HEADER[:2]):
            return {title: titles.index(title) for title in HEADER if title in titles}
        if number >= HEADER_ROWS:
            break
    raise ImportFileError(name, "không thấy dòng tiêu đề có cột “Mã số” và “Tên”")


def _read_row(cells: Mapping[str, object], where: str) -> Outcome:
    code, title = procedure_code(cells["mã số"]), line(cells["tên"])
    if code is None or not title:
        return refused(where, cells["mã số"], title)
    listed = Listed(
        code=code,
        name=title,
        domain=line(cells.get("lĩnh vực")),
        issuer=line(cells.get("cơ quan ban hành")),
        agencies=lines(cells.get("cơ quan thực hiện")),
    )
    odd = [] if line(cells["mã số"]) == code else [f"bỏ đuôi của mã {line(cells['mã số'])}"]
    return taken(where, listed, odd)
