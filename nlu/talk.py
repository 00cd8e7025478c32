"""Which procedure is meant in the middle of a talk about another.

"Còn nếu bị mất?" after a passport means a lost passport: what a message names alone, what
it names together with the procedure that is talked about, and how the two belong together
are weighed by a softmax over the candidates. Fitted by ``python -m nlu.evaluation.talk``.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import yaml

WEIGHTS = Path(__file__).with_name("talk.yml")
LEAST = 1e-3
"""Shares under this count as it."""
FEW = 3
"""Words that name things, in a message that hardly names a matter of its own."""

MEASURES = (
    "alone", "alone_log", "alone_bare", "alone_short", "together", "together_log", "same",
    "same_bare", "same_short", "same_long", "same_asks", "same_goes_on", "same_against",
    "same_together", "near", "near_bare", "near_goes_on", "near_short",
    "other_sure", "other_sure_bare",
)  # fmt: skip
"""The share by the message alone and its logarithm, the latter again where the message
names nothing, or little; the same two together with what is talked about. For what is talked
about itself: that it is, that the message names nothing, little or much, asks something,
begins like a follow-up, how well it names another, and the logarithm of its share together;
for what is related to it: that it is, and the same again; for all others, how sure the
message alone is, and again where it names nothing."""

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Talk:
    """What is being talked about: the procedure, what people call it, and what is near it.

    Where people have no short name for it, ``name`` is empty.
    """

    id: str
    name: str
    related: Collection[str] = ()


@dataclass(frozen=True)
class Said:
    """A message: the shares (0..1) of procedures by it alone and together with the talk.

    ``sure`` (0..1) is how sure it is alone, ``score`` (0..1) how well it names any other
    procedure than the one that is talked about, ``words`` how many words name things.
    """

    alone: Mapping[str, float]
    together: Mapping[str, float]
    sure: float
    score: float
    words: int
    asks: bool
    goes_on: bool


def measures(said: Said, talk: Talk) -> tuple[list[str], Floats]:
    """Return the candidates and their :data:`MEASURES`, shape (candidates, measures)."""
    ids = list(dict.fromkeys([*said.alone, *said.together, talk.id]))
    return ids, np.array([_measure(id, said, talk) for id in ids], dtype=float)


def _measure(id: str, said: Said, talk: Talk) -> list[float]:
    same, near = id == talk.id, id in talk.related and id != talk.id
    alone, together = said.alone.get(id, 0.0), said.together.get(id, 0.0)
    bare, short = said.words == 0, 0 < said.words <= FEW
    return [
        alone,
        _log(alone),
        bare * _log(alone),
        short * _log(alone),
        together,
        _log(together),
        same,
        same and bare,
        same and short,
        same and said.words > 2 * FEW,
        same and said.asks,
        same and said.goes_on,
        same * said.score,
        same * _log(together),
        near,
        near and bare,
        near and said.goes_on and not bare,
        near and short,
        (not same) * said.sure,
        bare * (not same) * said.sure,
    ]


def chances(said: Said, talk: Talk) -> dict[str, float]:
    """Return the chance (0..1) of each candidate to be meant, the likeliest first."""
    ids, values = measures(said, talk)
    share = softmax(values @ _weights())
    return {ids[n]: float(share[n]) for n in np.argsort(-share, kind="stable")}


def softmax(sums: Floats) -> Floats:
    """Return shares that sum to 1."""
    odds = np.exp(sums - sums.max())
    return np.asarray(odds / odds.sum())


def _log(share: float) -> float:
    return math.log(max(share, LEAST))


@functools.cache
def _weights() -> Floats:
    found: dict[str, Any] = yaml.safe_load(WEIGHTS.read_text(encoding="utf-8"))
    return np.array([found[name] for name in MEASURES])
