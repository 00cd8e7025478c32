"""One version of the knowledge at a time, replaced while the assistant runs."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from knowledge.errors import KnowledgeError
from knowledge.loader import ROOT
from knowledge.store import KnowledgeStore, load_knowledge


def own_record(folder: Path, purpose: str) -> None:
    """Write a province's own record, a copy of one of ours with another purpose."""
    (folder / "procedures").mkdir(exist_ok=True)
    text = (ROOT / "procedures" / "ket_hon.yml").read_text(encoding="utf-8")
    lines = [f"purpose: {purpose}" if x.startswith("purpose:") else x for x in text.splitlines()]
    (folder / "procedures" / "ket_hon.yml").write_text("\n".join(lines), encoding="utf-8")


def test_the_same_files_are_the_same_version_in_every_process(tmp_path: Path) -> None:
    own_record(tmp_path, "Của tỉnh.")
    other = tmp_path.with_name("khac")
    shutil.copytree(tmp_path, other)
    assert load_knowledge(tmp_path).version == load_knowledge(other).version
    assert load_knowledge(tmp_path).version != load_knowledge(None).version


def test_an_edit_is_noticed_once_and_used_when_it_is_ready(tmp_path: Path) -> None:
    store = KnowledgeStore(tmp_path)
    first = store.current
    assert store.newer() is None
    own_record(tmp_path, "Của tỉnh.")
    fresh = store.newer()
    assert fresh is not None
    assert store.current is first
    store.use(fresh)
    assert store.current.procedures["ket_hon"].purpose == "Của tỉnh."
    assert store.newer() is None


def test_a_wrong_edit_is_refused_and_what_was_in_use_stays(tmp_path: Path) -> None:
    store = KnowledgeStore(tmp_path)
    first = store.current
    own_record(tmp_path, "[")
    with pytest.raises(KnowledgeError, match="ket_hon"):
        store.newer()
    assert store.newer() is None
    assert store.current is first


def test_touching_a_file_without_changing_it_makes_no_new_version(tmp_path: Path) -> None:
    own_record(tmp_path, "Của tỉnh.")
    store = KnowledgeStore(tmp_path)
    assert store.current
    own_record(tmp_path, "Của tỉnh.")
    assert store.newer() is None
