"""Reads the tables of the knowledge folder (CSV, UTF-8, with a header)."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path


def read_rows(path: Path) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield ("row 2", row) for every row below the header, as its line in the file."""
    with path.open(encoding="utf-8", newline="") as file:
        for number, row in enumerate(csv.DictReader(file), start=2):
            yield f"row {number}", row
