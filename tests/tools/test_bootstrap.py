"""The set-up with a stand-in for uv: what it does, and what it says when it cannot."""

from __future__ import annotations

import os
import sys
from collections import namedtuple
from pathlib import Path

import pytest

from tools import bootstrap
from tools.bootstrap import without_list

# A uv that notes its arguments, makes a plausible environment, and fails on request:
# the file "fail" holds the word of the command that fails and what is then said.
FAKE_UV = """#!/bin/sh
here=$(dirname "$0")
echo "$@" >> "$here/calls"
if [ -f "$here/fail" ] && echo "$@" | grep -q -- "$(head -1 "$here/fail")"; then
    tail -n +2 "$here/fail" >&2
    exit 2
fi
case "$1 $2" in
    "--version ") echo "uv 0.20.0" ;;
    "python find") echo /usr/bin/python3.11 ;;
    "venv --quiet")
        for venv; do :; done
        mkdir -p "$venv/bin" && touch "$venv/bin/python"
        echo "version_info = 3.11.2" > "$venv/pyvenv.cfg"
        echo "VIRTUAL_ENV='$venv'" > "$venv/bin/activate" ;;
    "pip sync")
        case "$*" in *-dev.lock*) touch "$here/../tree/.venv/bin/pytest" ;; esac ;;
esac
"""


class Machine:
    """A project folder and a fake uv on PATH."""

    def __init__(self, folder: Path) -> None:
        self.tree = folder / "tree"
        self.tools = folder / "bin"
        for path in (self.tree, self.tools):
            path.mkdir()
        for name in ("requirements.lock", "requirements-dev.lock", "pyproject.toml"):
            (self.tree / name).write_text(name)
        (self.tools / "uv").write_text(FAKE_UV)
        (self.tools / "uv").chmod(0o755)

    def fails(self, at: str, saying: str) -> None:
        """Let the fake uv fail at a command."""
        (self.tools / "fail").write_text(f"{at}\n{saying}\n")

    def works_again(self) -> None:
        """Let it succeed."""
        (self.tools / "fail").unlink()

    def calls(self) -> str:
        """Return what uv was asked since the last time."""
        log = self.tools / "calls"
        asked = log.read_text() if log.exists() else ""
        log.unlink(missing_ok=True)
        return asked


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Machine:
    """A machine of its own, where the set-up finds the fake uv."""
    made = Machine(tmp_path)
    monkeypatch.setenv("PATH", f"{made.tools}:{os.environ['PATH']}")
    monkeypatch.setattr(bootstrap, "ROOT", made.tree)
    return made


def test_the_first_run_installs_by_hash_and_the_second_asks_uv_nothing(machine: Machine) -> None:
    assert bootstrap.main(["run"]) == 0
    asked = machine.calls()
    assert "--require-hashes" in asked
    assert f"--editable {machine.tree}" in asked
    assert bootstrap.main(["run"]) == 0
    assert machine.calls() == ""


def test_running_keeps_the_development_tools(machine: Machine) -> None:
    bootstrap.main(["dev"])
    machine.calls()
    bootstrap.main(["run"])
    assert machine.calls() == ""
    (machine.tree / "requirements-dev.lock").write_text("newer")
    bootstrap.main(["run"])
    assert "requirements-dev.lock" in machine.calls()


def test_a_changed_lock_file_is_installed(machine: Machine) -> None:
    bootstrap.main(["run"])
    machine.calls()
    (machine.tree / "requirements.lock").write_text("newer")
    bootstrap.main(["run"])
    assert "pip sync" in machine.calls()


def test_a_moved_environment_is_made_anew(machine: Machine) -> None:
    bootstrap.main(["run"])
    (machine.tree / ".venv" / "bin" / "activate").write_text("VIRTUAL_ENV='/elsewhere/.venv'")
    (machine.tree / "requirements.lock").write_text("newer")
    machine.calls()
    bootstrap.main(["run"])
    assert "venv --quiet" in machine.calls()


@pytest.mark.parametrize(
    ("at", "said", "told"),
    [
        ("pip sync", "cause: Connection refused (os error 111)", "cannot be reached"),
        ("pip sync", "operation timed out", "cannot be reached"),
        ("pip sync", "dns error: failed to lookup address information", "No network"),
        ("pip sync", "failed to write: No space left on device (os error 28)", "disk is full"),
        ("pip sync", "× Hash mismatch for `rasa==3.6.21`", "hash differs"),
        ("pip sync", "\x1b[31m│\x1b[0m Hash\n  │ mismatch for `rasa`", "hash differs"),
        ("pip sync", "invalid peer certificate: UnknownIssuer", "does not trust"),
        ("pip sync", "HTTP status client error (403 Forbidden) for url", "refuses"),
        ("pip sync", "rasa was not found in the package registry", "does not have a package"),
        ("pip sync", "Failed to build `docopt==0.6.2`", "no ready-made file"),
        ("pip sync", "failed to create file: Permission denied (os error 13)", "be written"),
        ("pip sync", "something nobody foresaw", "something nobody foresaw"),
        ("python", "operation timed out", "No Python 3.11 on this machine"),
        ("pip install", "error: Read-only file system (os error 30)", "be written"),
    ],
)
def test_a_failure_is_told_plainly_and_the_next_run_goes_on(
    machine: Machine, capfd: pytest.CaptureFixture[str], at: str, said: str, told: str
) -> None:
    machine.fails(at, said)
    assert bootstrap.main(["run"]) == 1
    output = capfd.readouterr().err
    assert told in output
    assert "What to do:" in output
    assert "Traceback" not in output
    machine.works_again()
    assert bootstrap.main(["run"]) == 0


def test_a_full_disk_is_told_before_anything_is_installed(
    machine: Machine, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(bootstrap.shutil, "disk_usage", lambda _: usage(10**10, 0, 7 * 10**8))
    assert bootstrap.main(["dev"]) == 1
    assert "0.7 GB free, about 1.5 GB needed" in capfd.readouterr().err
    assert "sync" not in machine.calls()


def test_a_missing_file_of_the_project_is_no_traceback(
    machine: Machine, capfd: pytest.CaptureFixture[str]
) -> None:
    (machine.tree / "requirements.lock").unlink()
    assert bootstrap.main(["run"]) == 1
    assert "requirements.lock" in capfd.readouterr().err


def test_pip_s_mirror_also_serves_uv_unless_uv_has_its_own(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    for name in ("UV_DEFAULT_INDEX", "UV_INDEX_URL", "UV_INDEX", "UV_CONFIG_FILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PIP_INDEX_URL", "http://127.0.0.1/mirror")
    assert bootstrap.environment()["UV_DEFAULT_INDEX"] == "http://127.0.0.1/mirror"
    monkeypatch.setenv("UV_INDEX_URL", "http://127.0.0.1/own")
    assert "UV_DEFAULT_INDEX" not in bootstrap.environment()


@pytest.mark.parametrize("size", [1, 2, 5, 1000])
def test_progress_is_shown_and_the_list_of_packages_is_not(size: int) -> None:
    said = (
        b"Resolved 2\n\r[1/2] half\n \x1b[32m+\x1b[39m rasa==3.6.21\n - old==1\n  cause: why\nend"
    )
    parts = [said[at : at + size] for at in range(0, len(said), size)]
    shown = b"".join(without_list(parts))
    assert shown == b"Resolved 2\n\r[1/2] half\n  cause: why\nend"


def test_a_terminal_lets_uv_draw_its_progress(
    machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    reading, writing = os.openpty()
    with os.fdopen(writing, "w") as terminal:
        monkeypatch.setattr(sys, "stderr", terminal)
        code, said = bootstrap.showing(["sh", "-c", "test -t 2 && echo drawn >&2"])
        monkeypatch.undo()
    os.close(reading)
    assert (code, said.strip()) == (0, "drawn")
