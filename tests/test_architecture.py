"""What may be loaded where; who imports whom is checked by ``make check``."""

from __future__ import annotations

import subprocess
import sys

import pytest

from bot.settings import ROOT

HEAVY = {"rasa", "rasa_sdk", "tensorflow", "keras", "sklearn", "scipy", "numpy", "sanic"}


def loaded_by(module: str) -> set[str]:
    """Import a module in a fresh Python and return the top-level names loaded."""
    code = f"import sys, {module}; print(*{{name.partition('.')[0] for name in sys.modules}})"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return set(done.stdout.split())


@pytest.mark.parametrize(
    "module", ["bot.gateway.app", "bot.cli", "bot.supervisor", "bot.doctor", "bot.training"]
)
def test_what_must_start_quickly_loads_neither_rasa_nor_numpy(module: str) -> None:
    assert loaded_by(module) & HEAVY == set()


@pytest.mark.parametrize("module", ["knowledge.store", "actions.procedures"])
def test_rules_and_knowledge_are_usable_without_rasa(module: str) -> None:
    assert loaded_by(module) & {"rasa", "tensorflow", "sanic"} == set()
