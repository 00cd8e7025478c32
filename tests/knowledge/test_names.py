"""A province's people may call a procedure otherwise; their names are searched too."""

from __future__ import annotations

from pathlib import Path

import pytest

from knowledge.errors import KnowledgeError
from knowledge.store import load_knowledge


def write(folder: Path, text: str) -> None:
    """Write the province's names."""
    (folder / "names.yml").write_text(text, encoding="utf-8")


def test_names_are_added_once_and_make_a_new_version(tmp_path: Path) -> None:
    before = load_knowledge(tmp_path)
    own = before.procedures["khai_sinh"].names
    write(tmp_path, f"khai_sinh: [giấy cục cưng, {own[0]!r}]")
    after = load_knowledge(tmp_path)
    assert after.procedures["khai_sinh"].names == (*own, "giấy cục cưng")
    assert after.version != before.version


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("khong_co: [giấy lạ]", r"names.yml: khong_co: .*no record khong_co"),
        ("khai_sinh: giấy lạ", r"names.yml: khai_sinh: "),
        ("khai_sinh: [' ']", r"names.yml: khai_sinh: .*empty"),
        ("[giấy lạ]", r"names.yml: .*dict"),
    ],
)
def test_a_mistake_is_named(tmp_path: Path, text: str, problem: str) -> None:
    write(tmp_path, text)
    with pytest.raises(KnowledgeError, match=problem):
        load_knowledge(tmp_path)
