"""The rules of this test suite (tests/conftest.py) hold."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

SUITE = """
import os, socket, pytest

@pytest.mark.browser
def test_browser(): pass

@pytest.mark.rasa
def test_rasa(): pass

def test_plain():
    assert "TROLY_PORT" not in os.environ

def test_own_data(tmp_path_factory):
    assert os.environ["TROLY_DATA_DIR"].startswith(str(tmp_path_factory.getbasetemp()))

@pytest.mark.parametrize("number", [1, 2])
def test_what_a_test_sets_ends_with_it(number):
    assert "TROLY_TODAY" not in os.environ
    os.environ["TROLY_TODAY"] = "2027-01-02"

@pytest.mark.xfail(raises=KeyError)
def test_known_trouble(): {}["x"]
"""
SKIPS = 'import pytest\ndef test_skips(): pytest.skip("no server here")\n'
MODULE_SKIPS = 'import pytest\npytest.skip("no browser here", allow_module_level=True)\n'


def run_suite(folder: Path, content: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a small suite under our conftest, in a process of its own."""
    (folder / "test_small.py").write_text(content)
    shutil.copy(Path(__file__).with_name("conftest.py"), folder)
    markers = "\n  ".join(["browser", "rasa"])
    (folder / "pytest.ini").write_text(f"[pytest]\nmarkers =\n  {markers}\n")
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-v", "-rs", str(folder)],
        env={**os.environ, **environment}, cwd=folder, capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_plain_tests_run_before_slow_ones_with_no_settings_of_this_machine(tmp_path: Path) -> None:
    done = run_suite(tmp_path, SUITE, TROLY_PORT="1", TROLY_REQUIRE_ALL="1")
    assert done.returncode == 0, done.stdout
    places = [done.stdout.index(name) for name in ("::test_plain", "::test_rasa", "::test_browser")]
    assert places == sorted(places)


@pytest.mark.parametrize("content", [SKIPS, MODULE_SKIPS])
def test_a_skip_is_a_failure_where_everything_is_required(tmp_path: Path, content: str) -> None:
    done = run_suite(tmp_path, content, TROLY_REQUIRE_ALL="1")
    assert done.returncode not in (0, 5)
    assert "must not be skipped. Skipped: no " in done.stdout


def test_a_skip_is_a_skip_elsewhere(tmp_path: Path) -> None:
    done = run_suite(tmp_path, SKIPS, TROLY_REQUIRE_ALL="")
    assert (done.returncode, "1 skipped" in done.stdout) == (0, True)
