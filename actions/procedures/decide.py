"""Which procedure a message is about, in the light of the conversation so far.

A wrong procedure costs somebody a day's travel, a question back costs a moment:
where two fit nearly alike, the person is asked.
"""

from __future__ import annotations

from collections.abc import Container as Having
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

Kind = Literal["answer", "clarify", "no_source", "capabilities"]

SURE = 0.18
"""A procedure that fits this well is answered, if it is clear of the others."""
SURE_OF_LISTED = 0.4
LISTED_WORDS = 2
"""The same for a procedure of the list without a record, and how many words must name it:
those are many and rarely meant."""
LIKELY = 0.1
"""Below this nothing fits."""
CLEAR = 0.6
"""The share of the chance, against all procedures, that the best must have; otherwise
near ones are offered."""
CLEAR_IN_TALK = 0.4
"""The same for a procedure that often follows the one that is being talked about."""
RIVAL = 0.3
"""Another that has this much of the best's share makes it unclear."""
FEW_WORDS = 3
WHOLE = 0.9
"""So few words must say a name as good as whole, if they are also in others' names."""
OFFERED = 0.06
"""The share from which a procedure is offered beside the best."""
POINTS_ELSEWHERE = 0.42
CLEARLY_ELSEWHERE = 0.3
"""While a procedure is being talked about, another must be named this clearly; the
second, when nothing else comes near it."""
BOTH = 0.4
"""Two procedures that are each named this clearly are both answered."""
MOST_OFFERED = 4
MOST_NEEDS = 3
MOST_WORDS_IN_PASSING = 5
"""A message that names more than so many things may be about something else than the
talk before it, though no procedure was recognised; then the person is asked."""
MOST_ASKED = ("khai_sinh", "can_cuoc_cap_doi", "thuong_tru", "chung_thuc_ban_sao")
"""Offered when somebody asks for a fee or papers without saying of what."""


@dataclass(frozen=True)
class Context:
    """What was said before: the last procedure, what was asked of it, what was offered.

    ``demanded`` is the kind of paper that somebody was asked for, while it is not
    known yet for which procedure; ``day`` the day that was asked about before a
    question back. ``related`` are procedures that people often mean or
    need after the last one.
    """

    procedure: str = ""
    day: str = ""
    related: tuple[str, ...] = ()
    demanded: str = ""
    aspects: tuple[str, ...] = ()
    clarify_in_a_row: int = 0
    offered: tuple[str, ...] = ()


@dataclass(frozen=True)
class Decision:
    """What to do. ``procedures`` are answered in order; ``candidates`` are offered.

    ``aspects`` is asked of all of them, unless ``each`` says it for every one.
    """

    kind: Kind
    procedures: tuple[str, ...] = ()
    candidates: tuple[str, ...] = ()
    aspects: tuple[str, ...] = ()
    from_context: bool = False
    each: tuple[tuple[str, ...], ...] = ()

    def aspects_of(self, position: int) -> tuple[str, ...]:
        """Return what is asked of the procedure at ``position``."""
        return self.each[position] if position < len(self.each) else self.aspects


def decide(evidence: Mapping[str, Any], context: Context, known: Having[str]) -> Decision:
    """Decide what a message is about.

    Args:
        evidence: see ``nlu.evidence.gather``.
        context: the conversation so far.
        known: ids that have a record; others are recognised but not answered.
    """
    aspects = tuple(evidence.get("aspects", ()))
    rejected = set(evidence.get("rejected", ()))
    found = [hit for hit in evidence.get("hits", ()) if hit["id"] not in rejected]
    hits = [(str(hit["id"]), float(hit["score"])) for hit in found if hit["score"] >= LIKELY]
    needs = _needs(evidence, hits)
    if needs:
        told = tuple(dict.fromkeys(aspect for _, each in needs for aspect in each))
        ids = tuple(id for id, _ in needs)
        each = tuple(each for _, each in needs)
        return replace(_answer(ids, told, known), each=each)
    chosen = _chosen(hits, context)
    if chosen:
        return _answer((chosen,), aspects or context.aspects, known)
    clear = hits and hits[0][1] >= _named_from(found, context)
    only_asks = bool(aspects) and not evidence.get("content_words")
    if not clear or (only_asks and context.procedure):
        return _without_name(evidence, context, aspects, rejected)
    return _with_name(hits, context, aspects, known, evidence)


def _named_from(found: Sequence[Mapping[str, Any]], context: Context) -> float:
    """Return the score from which the best counts as named."""
    if not context.procedure:
        return LIKELY
    elsewhere = found[0]["id"] != context.procedure and found[0]["share"] >= CLEAR
    return CLEARLY_ELSEWHERE if elsewhere else POINTS_ELSEWHERE


def _needs(
    evidence: Mapping[str, Any], hits: list[tuple[str, float]]
) -> list[tuple[str, tuple[str, ...]]]:
    """Return the needs said in clauses of their own, when they settle what is meant.

    Several are all answered. A single one counts when the whole message names it
    too: then whatever else is named was only mentioned.
    """
    needs = [(str(need["id"]), tuple(need["aspects"])) for need in evidence.get("asked", ())]
    likely = {id for id, _ in hits}
    several = [need for need in needs if need[0] in likely][:MOST_NEEDS]
    if len(several) > 1:
        return several
    named = {id for id, score in hits if score >= BOTH}
    return [need for need in several if need[0] in named] if len(named) > 1 else []


def _chosen(hits: list[tuple[str, float]], context: Context) -> str:
    """Return the offered procedure that a reply to a question back names, if it names one."""
    named = [id for id, score in hits if id in context.offered and score >= LIKELY]
    return named[0] if named and hits[0][0] == named[0] else ""


def _without_name(
    evidence: Mapping[str, Any],
    context: Context,
    aspects: tuple[str, ...],
    rejected: set[str],
) -> Decision:
    """Nothing is named: the context fills in, or the person is asked."""
    named = int(evidence.get("content_words", 0))
    # "Ngày 2/1 thì sao" asks again what was asked, for another day.
    if evidence.get("day") and aspects in ((), ("overview",)):
        aspects = context.aspects
    if context.procedure and context.procedure not in rejected and (aspects or not named):
        if named <= MOST_WORDS_IN_PASSING:
            return Decision("answer", (context.procedure,), (), aspects, from_context=True)
        if not context.clarify_in_a_row:
            return Decision("clarify", (), (context.procedure,), aspects)
    if aspects and not context.clarify_in_a_row:
        return Decision("clarify", (), MOST_ASKED, aspects)
    return Decision("capabilities")


def _with_name(
    hits: list[tuple[str, float]],
    context: Context,
    aspects: tuple[str, ...],
    known: Having[str],
    evidence: Mapping[str, Any],
) -> Decision:
    """Something is named: clearly, by two names, or not clearly enough."""
    best, score = hits[0]
    # "còn tạm trú?" asks of the new procedure what was asked of the last one.
    if not aspects and context.procedure and evidence.get("goes_on"):
        aspects = context.aspects
    shares = {str(hit["id"]): float(hit["share"]) for hit in evidence["hits"]}
    others = [id for id, other in hits[1:] if other >= BOTH]
    if score >= BOTH and len(others) == 1 and _two_needs(evidence, best, others[0]):
        return _answer((best, others[0]), aspects, known)
    follows = best in context.related
    clear = shares[best] >= (CLEAR_IN_TALK if follows else CLEAR)
    alone = follows or max((shares[id] for id, _ in hits[1:]), default=0) < RIVAL * shares[best]
    sure = _is_sure(best, score, evidence, known) and not _is_general(evidence)
    if sure and clear and alone:
        return _answer((best,), aspects, known)
    if context.clarify_in_a_row:
        # No second question back: the list, and a human.
        return Decision("capabilities", (), tuple(id for id, _ in hits)[:MOST_OFFERED], aspects)
    candidates = tuple(id for id, _ in hits if id == best or shares[id] >= OFFERED)
    return Decision("clarify", (), candidates[:MOST_OFFERED], aspects)


def _is_general(evidence: Mapping[str, Any]) -> bool:
    """Say whether a word or two name nothing whole, and others as well: "căn cước"."""
    if int(evidence.get("content_words", 0)) > FEW_WORDS:
        return False
    best, *others = evidence["hits"]
    part = float(best.get("whole", 1.0)) < WHOLE
    return part and any(set(best["words"]) <= set(other["words"]) for other in others)


def _is_sure(best: str, score: float, evidence: Mapping[str, Any], known: Having[str]) -> bool:
    if best in known:
        return score >= SURE
    words = {hit["id"]: hit.get("words", ()) for hit in evidence["hits"]}
    return score >= SURE_OF_LISTED and len(words[best]) >= LISTED_WORDS


def _two_needs(evidence: Mapping[str, Any], one: str, other: str) -> bool:
    """Two procedures named in different words are two needs, not rivals for one."""
    words = {hit["id"]: set(hit.get("words", ())) for hit in evidence["hits"]}
    return bool(words[one] and words[other]) and not words[one] & words[other]


def _answer(ids: tuple[str, ...], aspects: tuple[str, ...], known: Having[str]) -> Decision:
    kind: Kind = "answer" if any(id in known for id in ids) else "no_source"
    return Decision(kind, ids, (), aspects)
