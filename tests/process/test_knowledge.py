"""New knowledge is used by the running assistant within a minute, without training or restart."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest

from bot.settings import ROOT
from tests.knowledge.importers import samples
from tests.process.conftest import Installation
from tests.process.test_processes import open_session, replies, send

pytestmark = [pytest.mark.process, pytest.mark.rasa]

MINUTE = 60.0


def troly(installation: Installation, *words: str) -> str:
    """Run a command of this installation and return what it printed."""
    done = subprocess.run(
        [sys.executable, "-m", "bot.cli", *words],
        cwd=ROOT, env=installation.environment, text=True, capture_output=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout.strip()


def version(installation: Installation) -> str:
    """Return the version that the dialogue uses."""
    address = f"http://127.0.0.1:{installation.dialogue_port}/webhooks/gateway/health"
    return str(httpx.get(address, trust_env=False).json()["knowledge"])


def ask(http: httpx.Client, text: str, after: int) -> tuple[int, str]:
    """Ask something; return the last reply's id and all the words."""
    send(http, text)
    found = replies(http, after)
    return int(str(found[-1]["id"])), "\n".join(str(reply["text"]) for reply in found)


def stored_versions(installation: Installation) -> list[str]:
    """Return the versions that the stored replies name, in order."""
    import sqlite3

    with sqlite3.connect(Path(installation.environment["TROLY_DATA_DIR"]) / "troly.db") as db:
        return [row[0] for row in db.execute("select knowledge from outbox order by id")]


def test_an_import_is_used_within_a_minute(installation: Installation, tmp_path: Path) -> None:
    record = samples.portal("1.001029", name="Cấp giấy phép kinh doanh dịch vụ karaoke")
    record["data"]["executionMethods"][1]["fees"] = [{"value": 4000000, "description": ""}]
    file = tmp_path / "karaoke.json"
    file.write_text(json.dumps(record), encoding="utf-8")
    installation.start("-m", "bot.cli", "run")
    with installation.http() as http:
        installation.wait_for_gateway(http)
        open_session(http)
        last, before = ask(http, "1.001029 lệ phí bao nhiêu", 0)
        assert "chưa có chi tiết" in before
        old = version(installation)

        troly(installation, "knowledge", "import", str(file))
        began = time.monotonic()
        while version(installation) == old:
            assert time.monotonic() - began < MINUTE, "the import was not taken into use"
            time.sleep(0.5)
        _, after = ask(http, "1.001029 lệ phí bao nhiêu", last)
    assert "4.000.000 đồng" in after
    new = troly(installation, "knowledge", "version")
    assert stored_versions(installation) == [old, new]
