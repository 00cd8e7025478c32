"""Which procedure a message is about, in the light of the conversation so far.

A wrong procedure costs somebody a day's travel, a question back costs a moment:
where two fit nearly alike, the person is asked.
"""

from __future__ import annotations

from collections.abc import Container as Having
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

Kind = Literal["answer", "clarify", "no_source", "capabilities"]

SURE = 0.65
"""A procedure with a record is answered from this confidence on."""
SURE_TO_STAY = 0.4
"""The same for what is talked about: its name stands in the answer, and most go on."""
SURE_OF_LISTED = 0.4
LISTED_WORDS = 2
"""The same for a procedure of the list without a record, and how many words must name it:
those are many and rarely meant."""
FITS = 0.03
"""So well it must fit whatever the confidence, which takes for granted that one is meant."""
LIKELY = 0.1
PERHAPS = 0.3
"""Below this score nothing fits, unless it is the best, with this confidence."""
NAMED = 0.18
"""A procedure that fits this well is named."""
CLEAR = 0.6
RIVAL = 0.3
"""The share of the chance that a procedure without a record must have, and how much of
it makes another one a rival; otherwise near ones are offered."""
FEW_WORDS = 3
SURE_OF_FEW = 0.85
WHOLE = 0.9
"""So few words must say a name as good as whole, if they are also in others' names and
the confidence is not high."""
OFFERED = 0.06
"""The share from which a procedure is offered beside the best."""
BOTH = 0.4
"""Two procedures that are each named this clearly are both answered."""
MOST_OFFERED = 4
MOST_NEEDS = 3
MOST_WORDS_IN_PASSING = 8
"""A message that names more than so many things may be about something else than the
talk before it, though no procedure was recognised; then the person is asked."""
MOST_ASKED = ("khai_sinh", "can_cuoc_cap_doi", "thuong_tru", "chung_thuc_ban_sao")
"""Offered when somebody asks for a fee or papers without saying of what."""


@dataclass(frozen=True)
class Context:
    """What was said before: the last procedure, what was asked of it, what was offered.

    ``demanded`` is the kind of paper that somebody was asked for, while it is not
    known yet for which procedure; ``day`` the day that was asked about before a
    question back. ``asks`` says that the message is a question, whatever it
    names.
    """

    procedure: str = ""
    day: str = ""
    asks: bool = False
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
    sure = float(evidence.get("sure", 0.0))
    hits = [
        (str(hit["id"]), float(hit["score"]))
        for n, hit in enumerate(found)
        if hit["score"] >= LIKELY or (n == 0 and sure >= PERHAPS)
    ]
    needs = _needs(evidence, hits)
    if needs:
        told = tuple(dict.fromkeys(aspect for _, each in needs for aspect in each))
        ids = tuple(id for id, _ in needs)
        each = tuple(each for _, each in needs)
        return replace(_answer(ids, told, known), each=each)
    chosen = _chosen(hits, context)
    if chosen:
        return _answer((chosen,), aspects or context.aspects, known)
    if context.procedure and evidence.get("in_talk"):
        return _in_talk(hits, context, aspects, known, evidence)
    if not hits:
        return _without_name(evidence, context, aspects, rejected)
    return _with_name(hits, context, aspects, known, evidence)


def _in_talk(
    hits: list[tuple[str, float]],
    context: Context,
    aspects: tuple[str, ...],
    known: Having[str],
    evidence: Mapping[str, Any],
) -> Decision:
    """A talk goes on: about the same procedure, a related one, or quite another."""
    rejected = set(evidence.get("rejected", ()))
    shares = {c["id"]: float(c["share"]) for c in evidence["in_talk"] if c["id"] not in rejected}
    best = next(iter(shares), "")
    both = _both(hits, evidence)
    if both:
        return _answer(both, aspects, known)
    share = shares.get(best, 0.0)
    named = best == (hits[0][0] if hits else "") and _is_just_named(evidence)
    sure = named or share >= (SURE_TO_STAY if best == context.procedure else SURE)
    if best not in known and best != context.procedure and hits:
        return _with_name(hits, context, aspects, known, evidence)
    # "Còn lệ phí?" names nothing that could lead elsewhere.
    bare = bool(aspects) and not evidence.get("content_words")
    if not best or bare or (best == context.procedure and (sure or context.clarify_in_a_row)):
        return _without_name(evidence, context, aspects, rejected)
    if sure and any(c["id"] == best and c.get("near") for c in evidence["in_talk"]):
        # "À không, bị mất" asks of what is near the same that was asked before.
        return _answer((best,), aspects or context.aspects, known)
    if sure:
        return _answer((best,), _inherited(aspects, context, evidence), known)
    near = tuple(id for id, share in shares.items() if share >= OFFERED)[:MOST_OFFERED]
    if context.clarify_in_a_row:
        return Decision("capabilities", (), near, aspects)
    return Decision("clarify", (), near, _inherited(aspects, context, evidence))


def _inherited(
    aspects: tuple[str, ...], context: Context, evidence: Mapping[str, Any]
) -> tuple[str, ...]:
    """Return what is asked: "còn tạm trú?" asks of it what was asked of the last one."""
    if not aspects and context.procedure and evidence.get("goes_on"):
        return context.aspects
    return aspects


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
    goes_on = bool(aspects) or not named or context.asks
    if context.procedure and context.procedure not in rejected and goes_on:
        if named <= MOST_WORDS_IN_PASSING:
            return Decision("answer", (context.procedure,), (), aspects, from_context=True)
        if not context.clarify_in_a_row:
            return Decision("clarify", (), (context.procedure,), aspects)
    if aspects and len(context.offered) == 1 and context.offered[0] not in rejected:
        # Who asks on has taken the one thing offered for granted.
        return Decision("answer", context.offered, (), aspects, from_context=True)
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
    best, _ = hits[0]
    aspects = _inherited(aspects, context, evidence)
    shares = {str(hit["id"]): float(hit["share"]) for hit in evidence["hits"]}
    both = _both(hits, evidence)
    if both:
        return _answer(both, aspects, known)
    sure = _is_sure(best, context, evidence) if best in known else _is_clear(best, evidence)
    if sure and not _is_general(evidence):
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
    if float(evidence.get("sure", 0.0)) >= SURE_OF_FEW:
        return False
    best, *others = evidence["hits"]
    part = float(best.get("whole", 1.0)) < WHOLE
    return part and any(set(best["words"]) <= set(other["words"]) for other in others)


def _is_sure(best: str, context: Context, evidence: Mapping[str, Any]) -> bool:
    sure = float(evidence["sure"]) >= SURE or _is_just_named(evidence)
    return sure and evidence["hits"][0]["score"] >= FITS


def _is_just_named(evidence: Mapping[str, Any]) -> bool:
    """Say whether a few words are a name as a whole: "khai sinh cần giấy tờ gì".

    The confidence rests on longer messages, in which siblings are never far.
    """
    best = evidence["hits"][0]
    few = int(evidence.get("content_words", 0)) <= FEW_WORDS
    return bool(few and best.get("whole", 0.0) >= WHOLE and best["share"] >= CLEAR)


def _is_clear(best: str, evidence: Mapping[str, Any]) -> bool:
    """Say whether a procedure without a record is named well and alone."""
    found, *others = evidence["hits"]
    rival = max((other["share"] for other in others), default=0.0)
    clear = found["share"] >= CLEAR and rival < RIVAL * found["share"]
    return bool(
        clear and found["score"] >= SURE_OF_LISTED and len(found.get("words", ())) >= LISTED_WORDS
    )


def _both(hits: list[tuple[str, float]], evidence: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the two procedures that a message names, in its order, if it names just two."""
    named = [id for id, score in hits if score >= BOTH]
    if len(named) == 2 and named[0] == hits[0][0] and _two_needs(evidence, *named):
        at = {hit["id"]: int(hit.get("at", 0)) for hit in evidence["hits"]}
        return tuple(sorted(named, key=lambda id: at[id]))
    return ()


def _two_needs(evidence: Mapping[str, Any], one: str, other: str) -> bool:
    """Two procedures named in different words are two needs, not rivals for one."""
    words = {hit["id"]: set(hit.get("words", ())) for hit in evidence["hits"]}
    return bool(words[one] and words[other]) and not words[one] & words[other]


def _answer(ids: tuple[str, ...], aspects: tuple[str, ...], known: Having[str]) -> Decision:
    kind: Kind = "answer" if any(id in known for id in ids) else "no_source"
    return Decision(kind, ids, (), aspects)
