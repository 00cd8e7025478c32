"""Messages survive kills of both processes, a locked database and an app that is away."""

from __future__ import annotations

import pytest

from tests.bench.webhooks import run_faults

pytestmark = pytest.mark.process


def test_nothing_accepted_is_lost_sent_twice_or_out_of_order() -> None:
    assert run_faults(messages=240, people=12, kills=8, seed=7, lock=3.0) == []
