"""How sure it is that the best procedure found is the one that is meant.

A logistic curve over three things: its share of the chance, that of the next one, and
how far the record model puts it ahead. Fitted by ``python -m nlu.evaluation.confidence``
on messages that nothing else was fitted to as strongly as to be sure of them.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Mapping, Sequence
from pathlib import Path

import yaml

LEAST = 1e-4
"""Shares under this count as it."""
WEIGHTS = Path(__file__).with_name("confidence.yml")


def features(best: float, second: float, lead: float) -> tuple[float, float, float]:
    """Return what the curve is over.

    Args:
        best: share of the best, 0..1.
        second: share of the next one, 0..1.
        lead: by how much the record model prefers the best to all others, -2..2.
    """
    return math.log(max(best, LEAST)), math.log(max(second, LEAST)), lead


def confidence(best: float, second: float, lead: float) -> float:
    """Return the chance (0..1) that the best is meant; for the arguments see :func:`features`."""
    weights = _weights()
    values: Sequence[float] = features(best, second, lead)
    names = ("best", "second", "lead")
    total = weights["offset"] + sum(
        weights[name] * value for name, value in zip(names, values, strict=True)
    )
    return 1 / (1 + math.exp(-total))


@functools.cache
def _weights() -> Mapping[str, float]:
    found: dict[str, float] = yaml.safe_load(WEIGHTS.read_text(encoding="utf-8"))
    return found
