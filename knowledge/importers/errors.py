"""The one error of the importers."""

from __future__ import annotations


class ImportFileError(ValueError):
    """A file that cannot be imported at all: ``file: what is wrong``. Nothing was changed."""

    def __init__(self, name: str, problem: str) -> None:
        super().__init__(f"{name}: {problem}. Chưa thay đổi gì.")
        self.name = name
        self.problem = problem
