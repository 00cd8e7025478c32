"""What a province's people call procedures, beside the names in the records.

``names.yml`` of the province's folder lists common names by record::

    khai_sinh:
      - làm giấy cho em bé
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import msgspec

from knowledge.errors import KnowledgeError
from knowledge.loader import convert, read_yaml
from knowledge.schema import Procedure

FILE = "names.yml"
Names = dict[str, tuple[str, ...]]


def load_names(province: Path | None) -> Names:
    """Return the names by record; none where there is no such file.

    Raises:
        KnowledgeError: names the record whose names are wrong.
    """
    path = province / FILE if province else None
    if path is None or not path.exists():
        return {}
    names: Names = {
        record: convert(raw, tuple[str, ...], path, record)
        for record, raw in read_yaml(path, dict).items()
    }
    for record, given in names.items():
        if not all(name.strip() for name in given):
            raise KnowledgeError(path, record, "names", "a name is empty")
    return names


def with_names(procedures: Mapping[str, Procedure], names: Names) -> dict[str, Procedure]:
    """Return the records with more names, those that they have already only once.

    Raises:
        KnowledgeError: there is no such record.
    """
    named = dict(procedures)
    for record, given in names.items():
        if record not in named:
            raise KnowledgeError(Path(FILE), record, "names", f"no record {record}")
        own = named[record].names
        named[record] = msgspec.structs.replace(
            named[record], names=tuple(dict.fromkeys([*own, *given]))
        )
    return named
