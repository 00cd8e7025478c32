"""In the middle of a talk, a few words mean what they mean there."""

from __future__ import annotations

import pytest

from nlu.talk import MEASURES, Said, Talk, chances, measures

TALK = Talk("ho_chieu", "hộ chiếu", {"mat_ho_chieu"})


def said(**more: object) -> Said:
    """Return a message of which only what matters is given."""
    given = {"alone": {}, "together": {}, "sure": 0.3, "score": 0.0, "words": 0}
    return Said(**{**given, "asks": True, "goes_on": False, **more})  # type: ignore[arg-type]


def test_a_bare_question_goes_on_about_the_same() -> None:
    assert next(iter(chances(said(), TALK))) == "ho_chieu"


def test_a_loss_means_the_loss_of_what_is_talked_about() -> None:
    lost = said(
        alone={"cap_lai_so_do": 0.1, "cap_lai_gplx": 0.1, "mat_ho_chieu": 0.05},
        together={"mat_ho_chieu": 0.9, "ho_chieu": 0.1},
        words=1,
        goes_on=True,
    )
    assert next(iter(chances(lost, TALK))) == "mat_ho_chieu"


def test_a_matter_of_its_own_leaves_the_talk() -> None:
    clear = said(alone={"ket_hon": 0.99}, together={"ket_hon": 0.7}, sure=0.99, score=0.9, words=5)
    assert next(iter(chances(clear, TALK))) == "ket_hon"


def test_chances_are_shared_among_all_candidates() -> None:
    message = said(alone={"ket_hon": 0.5}, together={"ly_lich_tu_phap": 0.5})
    assert set(chances(message, TALK)) == {"ket_hon", "ly_lich_tu_phap", "ho_chieu"}
    assert sum(chances(message, TALK).values()) == pytest.approx(1)
    ids, values = measures(message, TALK)
    assert values.shape == (len(ids), len(MEASURES))
