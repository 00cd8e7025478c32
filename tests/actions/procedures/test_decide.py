"""Answer what is sure, ask where two fit, say what is not known."""

from __future__ import annotations

from typing import Any

from actions.procedures.decide import Context, decide

KNOWN = {"khai_sinh", "khai_sinh_qua_han", "tam_tru", "thuong_tru", "doi_gplx"}
TALK = Context(procedure="khai_sinh", aspects=("fee",))


def found(
    *hits: tuple[str, float], words: dict[str, list[str]] | None = None, **more: Any
) -> dict[str, Any]:
    """Return the evidence of a message; the chance is divided by the odds of the scores."""
    named = words or {}
    odds = [(s / (1 - s)) ** 2 for _, s in hits]
    return {
        "hits": [
            {"id": id, "score": s, "share": o / sum(odds), "words": named.get(id, ["x"])}
            for (id, s), o in zip(hits, odds, strict=True)
        ],
        "sure": max(odds, default=0.0) / sum(odds) if odds else 0.0,
        "aspects": [], "rejected": [], "content_words": 2, **more,
    }  # fmt: skip


def going_on(**chances: float) -> list[dict[str, Any]]:
    """Return how likely each procedure is in a talk, as evidence."""
    return [{"id": id, "share": share} for id, share in chances.items()]


def test_one_clear_procedure_is_answered() -> None:
    decision = decide(found(("khai_sinh", 0.9), ("tam_tru", 0.4)), Context(), KNOWN)
    assert (decision.kind, decision.procedures) == ("answer", ("khai_sinh",))


def test_two_that_fit_alike_are_offered_by_name() -> None:
    decision = decide(found(("tam_tru", 0.8), ("thuong_tru", 0.78)), Context(), KNOWN)
    assert decision.kind == "clarify"
    assert decision.candidates == ("tam_tru", "thuong_tru")


def test_two_needs_in_different_words_are_both_answered() -> None:
    words = {"khai_sinh": ["khai", "sinh"], "tam_tru": ["tam", "tru"]}
    decision = decide(found(("khai_sinh", 0.95), ("tam_tru", 0.9), words=words), Context(), KNOWN)
    assert decision.procedures == ("khai_sinh", "tam_tru")


def test_a_procedure_without_a_record_is_never_replaced_by_another() -> None:
    words = {"cap_lai_gplx": ["bang", "lai"], "doi_gplx": ["bang", "lai"]}
    hits = found(("cap_lai_gplx", 0.9), ("doi_gplx", 0.6), words=words)
    decision = decide(hits, Context(), KNOWN)
    assert (decision.kind, decision.procedures) == ("no_source", ("cap_lai_gplx",))


def test_what_is_not_meant_is_not_answered() -> None:
    decision = decide(
        found(("tam_tru", 0.5), ("thuong_tru", 0.8), rejected=["tam_tru"]), Context(), KNOWN
    )
    assert decision.procedures == ("thuong_tru",)


def test_a_follow_up_is_about_the_same_procedure() -> None:
    decision = decide(found(aspects=["time"], content_words=0), TALK, KNOWN)
    assert (decision.procedures, decision.aspects) == (("khai_sinh",), ("time",))
    assert decision.from_context


def test_a_story_without_a_known_procedure_is_not_taken_for_a_follow_up() -> None:
    decision = decide(found(aspects=["fee"], content_words=9), TALK, KNOWN)
    assert (decision.kind, decision.candidates) == ("clarify", ("khai_sinh",))


def test_a_follow_up_that_names_another_procedure_asks_the_same_of_it() -> None:
    decision = decide(found(("tam_tru", 0.9), goes_on=True), TALK, KNOWN)
    assert (decision.procedures, decision.aspects) == (("tam_tru",), ("fee",))


def test_a_weak_hint_does_not_lead_away_from_the_talk() -> None:
    chances = going_on(khai_sinh=0.6, tam_tru=0.3)
    said = found(("tam_tru", 0.4), aspects=["time"], content_words=0, in_talk=chances)
    assert decide(said, TALK, KNOWN).procedures == ("khai_sinh",)


def test_a_reply_to_a_question_back_picks_what_was_offered() -> None:
    context = Context(offered=("tam_tru", "thuong_tru"), aspects=("fee",), clarify_in_a_row=1)
    decision = decide(found(("thuong_tru", 0.5), ("tam_tru", 0.45)), context, KNOWN)
    assert (decision.procedures, decision.aspects) == (("thuong_tru",), ("fee",))


def test_there_is_never_a_second_question_back_in_a_row() -> None:
    context = Context(clarify_in_a_row=1)
    decision = decide(found(("tam_tru", 0.8), ("thuong_tru", 0.79)), context, KNOWN)
    assert decision.kind == "capabilities"


def test_an_aspect_of_nothing_is_asked_back_and_nothing_is_explained() -> None:
    assert decide(found(aspects=["fee"], content_words=0), Context(), KNOWN).kind == "clarify"
    assert decide(found(), Context(), KNOWN).kind == "capabilities"


def test_another_day_asks_again_what_was_asked() -> None:
    for aspects in ([], ["overview"]):
        evidence = found(aspects=aspects, day="2027-03", content_words=0)
        decision = decide(evidence, TALK, KNOWN)
        assert (decision.procedures, decision.aspects) == (("khai_sinh",), ("fee",))


def test_a_procedure_of_the_list_must_be_named_more_clearly() -> None:
    assert decide(found(("1.115306", 0.24)), Context(), KNOWN).kind == "clarify"
    words = {"1.115306": ["lao", "dong"]}
    assert decide(found(("1.115306", 0.7), words=words), Context(), KNOWN).kind == "no_source"
    assert decide(found(("1.115306", 0.7)), Context(), KNOWN).kind == "clarify"
    assert decide(found(("tam_tru", 0.24)), Context(), KNOWN).kind == "answer"


def test_a_word_or_two_that_several_share_are_asked_about() -> None:
    words = {"tam_tru": ["tru"], "thuong_tru": ["tru"]}
    evidence = found(("tam_tru", 0.8), ("thuong_tru", 0.3), words=words)
    assert decide(evidence, Context(), KNOWN).procedures == ("tam_tru",)
    evidence["hits"][0]["whole"] = 0.5
    evidence["sure"] = 0.8
    assert decide(evidence, Context(), KNOWN).kind == "clarify"
    evidence["sure"] = 0.95
    assert decide(evidence, Context(), KNOWN).procedures == ("tam_tru",)


def test_a_talk_moves_on_to_what_is_likely_in_it_and_asks_the_same_of_it() -> None:
    chances = going_on(khai_sinh_qua_han=0.8, khai_sinh=0.1)
    said = found(("tam_tru", 0.3), goes_on=True, in_talk=chances)
    decision = decide(said, TALK, KNOWN)
    assert (decision.procedures, decision.aspects) == (("khai_sinh_qua_han",), ("fee",))


def test_a_talk_that_may_go_two_ways_is_asked_about_once() -> None:
    chances = going_on(khai_sinh_qua_han=0.5, khai_sinh=0.45, doi_gplx=0.01)
    said = found(aspects=["time"], in_talk=chances)
    decision = decide(said, TALK, KNOWN)
    assert decision.kind == "clarify"
    assert decision.candidates == ("khai_sinh_qua_han", "khai_sinh")
    again = Context(procedure="khai_sinh", clarify_in_a_row=1)
    assert decide(said, again, KNOWN).kind == "capabilities"


def test_what_is_talked_about_and_not_meant_is_left() -> None:
    chances = going_on(khai_sinh=0.6, tam_tru=0.9)
    said = found(("tam_tru", 0.5), rejected=["khai_sinh"], in_talk=chances)
    assert decide(said, TALK, KNOWN).procedures == ("tam_tru",)


def test_who_asks_on_has_taken_the_one_thing_offered_for_granted() -> None:
    offered = Context(offered=("tam_tru",), clarify_in_a_row=1)
    decision = decide(found(aspects=["place"], content_words=0), offered, KNOWN)
    assert (decision.kind, decision.procedures) == ("answer", ("tam_tru",))


def test_a_question_that_names_nothing_stays_with_the_talk() -> None:
    said = found(content_words=4)
    assert decide(said, Context(procedure="khai_sinh", asks=True), KNOWN).procedures == (
        "khai_sinh",
    )
    assert decide(said, Context(procedure="khai_sinh"), KNOWN).kind == "capabilities"


def test_a_name_said_as_a_whole_is_answered_though_its_siblings_are_near() -> None:
    said = found(("khai_sinh", 0.7), ("khai_sinh_qua_han", 0.55), sure=0.6, content_words=2)
    assert decide(said, Context(), KNOWN).kind == "clarify"
    said["hits"][0]["whole"] = 1.0
    assert decide(said, Context(), KNOWN).procedures == ("khai_sinh",)
