"""Messages survive kills of both processes, a locked database and an app that is away."""

from __future__ import annotations

import pytest

from tests.bench.webhooks import run_faults, run_steps

pytestmark = pytest.mark.process


def test_nothing_accepted_is_lost_sent_twice_or_out_of_order() -> None:
    assert run_faults(messages=160, people=12, kills=6, seed=7, lock=2.0) == []


def test_a_kill_at_every_step_loses_and_doubles_nothing() -> None:
    assert run_steps(messages=100, people=10, rounds=1, seed=3) == []
