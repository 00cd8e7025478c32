"""Rules for every test: own data folder, no settings from outside, fast tests first."""

from __future__ import annotations

import os
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import TypeVar

import pytest
from hypothesis import settings as hypothesis_settings

SLOWER_LAST = ("postgres", "process", "rasa", "browser")
REQUIRE_ALL = "TROLY_REQUIRE_ALL"
"""When set, a test that is skipped has failed: where everything is to be tested."""

Report = TypeVar("Report", pytest.TestReport, pytest.CollectReport)

hypothesis_settings.register_profile("troly", deadline=None)
hypothesis_settings.load_profile("troly")


def pytest_configure() -> None:
    """Forget this machine's own settings before any fixture reads them."""
    for name in [name for name in os.environ if name.startswith("TROLY_")]:
        if name != REQUIRE_ALL:
            del os.environ[name]
    # Clients that talk to a server of ours must not ask a proxy.
    os.environ["NO_PROXY"] = os.environ["no_proxy"] = "127.0.0.1,localhost,::1"


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run the tests that need nothing first, so that a mistake shows within seconds."""
    items.sort(key=slowness)


def slowness(item: pytest.Item) -> int:
    """Return 0 for a test without markers, more for what takes longer to start."""
    marked = [SLOWER_LAST.index(m.name) for m in item.iter_markers() if m.name in SLOWER_LAST]
    return max(marked, default=-1) + 1


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Turn a skipped test into a failed one where everything is required."""
    report = yield
    expected_to_fail = hasattr(report, "wasxfail")
    return report if expected_to_fail else skip_is_failure(report)


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """The same for a module that skips itself."""
    return skip_is_failure((yield))


def skip_is_failure(report: Report) -> Report:
    """Make a skipped report a failed one, with the reason, if ``TROLY_REQUIRE_ALL`` is set."""
    if report.skipped and os.environ.get(REQUIRE_ALL):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr
        report.outcome = "failed"
        report.longrepr = f"{REQUIRE_ALL} is set, so this must not be skipped. {reason}"
    return report


@pytest.fixture(autouse=True, scope="session")
def _own_data_for_all(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Keep tests and the processes they start away from the real ``var/``."""
    os.environ["TROLY_DATA_DIR"] = str(tmp_path_factory.mktemp("var"))


@pytest.fixture(autouse=True)
def _settings_end_with_the_test() -> Iterator[None]:
    """Undo what a test (or a ``.env`` that it had read) put into the environment."""
    before = {name: value for name, value in os.environ.items() if name.startswith("TROLY_")}
    yield
    for name in [name for name in os.environ if name.startswith("TROLY_")]:
        del os.environ[name]
    os.environ.update(before)


@pytest.fixture
def data_dir(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty data folder, named by ``TROLY_DATA_DIR`` while the test runs."""
    folder = tmp_path / "var"
    folder.mkdir()
    monkeypatch.setenv("TROLY_DATA_DIR", str(folder))
    return folder


@pytest.fixture
def anyio_backend() -> str:
    """Run ``@pytest.mark.anyio`` tests on asyncio, as our processes do."""
    return "asyncio"
