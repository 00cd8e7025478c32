"""The last word on the intent, from the classifier's ranking and the evidence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

ASK = "ask_procedure"
LOOK_UP_PLACE = "commune_lookup"
REPORT = "report_problem"
UNCLEAR = "nlu_fallback"
BEYOND = "out_of_scope"
EMERGENCY = "emergency"

SURE = 0.55
"""A verdict of the classifier that evidence does not overrule."""
SURE_OF_DOING = 0.8
"""Needed for the same when the words ask an aspect and name nothing: "tốn tiền không?"
goes on about the procedure rather than about ways to pay."""
DOING_FROM = 0.35
"""What people want done (a form, a look-up, help) is worth acting on from here."""
NAMED = 0.25
"""A procedure that is named this clearly is what the message is about."""
ALARMED = 0.45
"""Somebody may be in danger from here; a needless "gọi 115" costs little."""
HEARD = 0.1
"""The same when the message has words of an emergency and names no procedure."""
SURE_WHICH = 0.6
"""A procedure counts as named only when it is this sure which one."""
NOT_OURS = 0.35
"""From here a message wants what no office does, also if it names a procedure: "thi bằng
lái ở trung tâm nào rẻ". Hardly any real question comes near."""
HINTED = 0.12
"""A procedure hinted at, enough to ask about when nothing else is clear."""

FEW_WORDS = 3
"""A message that names no more, and asks nothing, may answer what was asked back: "ấp 3"."""
MOST_PLACE_WORDS = 5
"""Words that name things, for each place, in a message that only names places."""

ASKED = frozenset({"documents", "fee", "place", "online", "form", "legal_basis"})
"""Aspects that nobody asks for in danger."""

DOING = frozenset(
    {
        "check_dossier_status", "fill_form", "payment_help", "vneid_help", "find_place",
        "commune_lookup", "report_problem", "human_handoff",
    }
)  # fmt: skip


def resolve_intent(
    ranking: Sequence[tuple[str, float]], evidence: Mapping[str, Any]
) -> tuple[str, float]:
    """Return the intent to act on, and how sure it is (0..1).

    Args:
        ranking: intents with probabilities, best first; may be empty.
        evidence: see :func:`nlu.evidence.gather`.
    """
    name, share = ranking[0] if ranking else (UNCLEAR, 0.0)
    words = int(evidence.get("content_words", 0))
    best = _named(evidence)
    alarmed = dict(ranking).get(EMERGENCY, 0.0)
    if alarmed >= (HEARD if evidence.get("alarm") and best < NAMED else ALARMED):
        return EMERGENCY, alarmed
    if evidence.get("alarm") and best < NAMED and not ASKED.intersection(evidence["aspects"]):
        return EMERGENCY, ALARMED
    if evidence.get("dossier_codes") and (name not in DOING or share < SURE):
        return "check_dossier_status", max(share, SURE)
    by_code = evidence.get("procedure_codes") and (
        name not in DOING or not evidence.get("content_words")
    )
    if evidence.get("demanded") or by_code:
        return ASK, max(best, SURE)
    beyond = dict(ranking).get(BEYOND, 0.0)
    says_much = best >= HINTED or evidence.get("aspects") or words > FEW_WORDS
    if beyond >= NOT_OURS and says_much:
        return BEYOND, beyond
    if _only_a_place(best, evidence) and (name not in DOING or share < SURE):
        return LOOK_UP_PLACE, max(share, SURE)
    if name == REPORT and best >= NAMED and share < SURE:
        return ASK, best
    if name == ASK:
        return (ASK, share) if _worth_asking(share, best, evidence) else (UNCLEAR, share)
    if name in DOING:
        needed = SURE_OF_DOING if _is_follow_up(evidence) else DOING_FROM
        return (name, share) if share >= needed else _by_evidence(share, best, evidence)
    # Greetings and the like often come before the real question.
    if best >= NAMED and share < 0.9:
        return ASK, best
    needed = SURE if says_much or name != BEYOND else SURE_OF_DOING
    return (name, share) if share >= needed else _by_evidence(share, best, evidence)


def _named(evidence: Mapping[str, Any]) -> float:
    """Return how well a procedure is named (0..1); nothing, if it is not sure which."""
    if evidence.get("sure", 1.0) < SURE_WHICH:
        return 0.0
    return max((float(hit["score"]) for hit in evidence.get("hits", ())), default=0.0)


def _only_a_place(best: float, evidence: Mapping[str, Any]) -> bool:
    """Say whether a message names a place and hardly anything else: "xã Tân Thành"."""
    places = evidence.get("places") or ()
    named = int(evidence.get("content_words", 0))
    return bool(places) and best < HINTED and named <= MOST_PLACE_WORDS * len(places)


def _worth_asking(share: float, best: float, evidence: Mapping[str, Any]) -> bool:
    return share >= SURE or best >= HINTED or bool(evidence.get("aspects"))


def _is_follow_up(evidence: Mapping[str, Any]) -> bool:
    return bool(evidence.get("aspects")) and not evidence.get("content_words")


def _by_evidence(share: float, best: float, evidence: Mapping[str, Any]) -> tuple[str, float]:
    """Without a clear verdict: a named procedure or an aspect makes it a question."""
    if best >= HINTED or _is_follow_up(evidence) or evidence.get("procedure_codes"):
        return ASK, max(best, share)
    return UNCLEAR, share
