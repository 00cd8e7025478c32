"""How sure it is that the best procedure is meant."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlu.confidence import confidence

SHARES = st.floats(0, 1)
LEADS = st.floats(-2, 2)


@given(SHARES, SHARES, LEADS)
def test_it_is_a_chance_whatever_was_found(best: float, second: float, lead: float) -> None:
    assert 0 <= confidence(best, second, lead) <= 1


@pytest.mark.parametrize(
    ("surer", "less_sure"),
    [
        ((0.9, 0.05, 1.0), (0.5, 0.05, 1.0)),
        ((0.9, 0.01, 1.0), (0.9, 0.09, 1.0)),
        ((0.9, 0.05, 1.0), (0.9, 0.05, -0.5)),
    ],
    ids=["a larger share", "a weaker rival", "the model agrees"],
)
def test_what_makes_it_surer(
    surer: tuple[float, float, float], less_sure: tuple[float, float, float]
) -> None:
    assert confidence(*surer) > confidence(*less_sure)
