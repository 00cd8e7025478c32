"""The lock files fit the project and say nothing about where packages come from."""

from __future__ import annotations

import re
import tomllib

import pytest

from tools.bootstrap import DEV, ROOT, RUN, Kind


def locked(kind: Kind) -> dict[str, str]:
    """Return the version of every package that a lock file names."""
    lines = (ROOT / kind.lock).read_text(encoding="utf-8").splitlines()
    return dict(re.findall(r"^([a-z0-9._-]+)==(\S+)", "\n".join(lines), re.MULTILINE))


def direct(kind: Kind) -> set[str]:
    """Return the packages that pyproject.toml asks for."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    wanted = list(project["project"]["dependencies"])
    if kind is DEV:
        wanted += project["dependency-groups"]["dev"]
    return {re.split(r"[^A-Za-z0-9_.-]", requirement)[0].lower() for requirement in wanted}


@pytest.mark.parametrize("kind", [RUN, DEV])
def test_every_direct_dependency_stands_in_the_lock_file(kind: Kind) -> None:
    assert direct(kind) - locked(kind).keys() == set()


def test_what_is_tested_is_what_runs() -> None:
    assert locked(RUN).items() <= locked(DEV).items()


@pytest.mark.parametrize("kind", [RUN, DEV])
def test_a_lock_file_names_no_address(kind: Kind) -> None:
    assert "://" not in (ROOT / kind.lock).read_text(encoding="utf-8")
