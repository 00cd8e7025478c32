"""A record of the province's own is learnt once reviewers gave it examples."""

from __future__ import annotations

from pathlib import Path

import pytest

from knowledge.loader import ROOT
from knowledge.store import load_knowledge

pytestmark = pytest.mark.rasa


def test_a_provinces_record_is_taught_only_with_messages(tmp_path: Path) -> None:
    from bot.rasa.train import taught

    own = tmp_path / "procedures"
    own.mkdir()
    text = (ROOT / "procedures" / "ket_hon.yml").read_text(encoding="utf-8")
    (own / "cuoi_tap_the.yml").write_text(
        text.replace("id: ket_hon", "id: cuoi_tap_the", 1), encoding="utf-8"
    )
    shipped = set(load_knowledge().procedures)
    assert set(taught(tmp_path, []).procedures) == shipped
    messages = [{"text": "cưới chung", "record": "cuoi_tap_the"}]
    assert set(taught(tmp_path, messages).procedures) == {*shipped, "cuoi_tap_the"}
