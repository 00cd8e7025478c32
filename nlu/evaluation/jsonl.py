"""Reads files with one JSON object a line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any


def read_jsonl(path: Path) -> list[dict[str, Any]]:
    """Read a file with one JSON object a line; empty lines are passed over.

    Raises:
        ValueError: names the file and the line that is wrong.
    """
    found = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if not line.strip():
            continue
        try:
            found.append(json.loads(line))
        except ValueError as error:
            raise ValueError(f"{path}, dòng {number}: không phải JSON ({error})") from error
    return found
