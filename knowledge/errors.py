"""The one error of the knowledge folder."""

from __future__ import annotations

from pathlib import Path


class KnowledgeError(ValueError):
    """A knowledge file breaks the schema: ``file: record: field: what is wrong``."""

    def __init__(self, path: Path, record: str, field: str, problem: str) -> None:
        super().__init__(f"{path.name}: {record}: {field}: {problem}")
        self.path = path
        self.record = record
        self.field = field
        self.problem = problem
