"""What a message says, apart from what the person wants to do with it."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Protocol

from nlu.confidence import confidence
from nlu.places import Mention, find_location
from nlu.talk import Said, Talk, chances
from nlu.text.alarm import is_alarming
from nlu.text.aspects import find_aspects
from nlu.text.clauses import split_clauses
from nlu.text.codes import find_dossier_codes, find_procedure_codes
from nlu.text.contrast import Contrast, split_contrast
from nlu.text.days import find_day
from nlu.text.demands import Demand, find_demand
from nlu.text.fold import fold
from nlu.text.normalize import normalize
from nlu.text.words import content_words

# Everybody here lives in this province: its names tell nothing about what is asked.
PROVINCE = re.compile(
    r"\b(?:(?:ở|o|tại|tai|trong|của|cua)\s+)?(?:(?:tỉnh|tinh)\s+)?"
    r"(?:tây ninh|tay ninh|long an)(?:\s+(?:mới|moi))?\b"
)
GOES_ON = re.compile(r"(?:(?:a|u|ua|da|roi) )?(?:con|vay|the|roi|neu|lo)\b")

ASKED_FROM = 0.7
"""How sure a clause must name a procedure to be a need of its own."""
SEVERAL = 0.3
"""Two procedures that fit this well may both be asked for."""
FEW_WORDS = 2
"""A clause with no more words that name things goes on about the one before it."""
NAMED_FROM = 0.6
"""How sure it must be that what stands beside a demanded paper, or the paper, is named."""
SENSE = 0.65
MORE_SENSE = 0.15
"""What somebody has already, or does not mean, belongs to the need if that is so much
surer with it; the second only when it is less sure than this without."""
MOST_CLAUSES = 12
MOST_IN_TALK = 6
REJECTED_FROM = 0.2
"""How sure a procedure must be named to count as "not that one", or as named at all."""
WANTED = frozenset({"documents", "place", "steps", "fee", "time", "online", "form"})
"""Aspects that are asked of a procedure, not of a paper that was demanded."""


class Hit(Protocol):
    """A procedure found by a search."""

    @property
    def id(self) -> str:
        """Key of the record."""

    @property
    def score(self) -> float:
        """0..1."""

    @property
    def share(self) -> float:
        """0..1, against all other records."""

    @property
    def family(self) -> str:
        """Shared by one procedure at several levels."""

    @property
    def whole(self) -> float:
        """0..1, how much of its best name was said."""

    @property
    def learnt(self) -> float:
        """0..2, what the record model says."""

    @property
    def words(self) -> Iterable[str]:
        """The words of the message that name it."""


Search = Callable[[str], Iterable[Hit]]
FindPlaces = Callable[[str], list[Mention]]
FindAspects = Callable[[str], tuple[str, ...]]
"""Returns the aspects that a normalised message asks for."""


def _no_places(_: str) -> list[Mention]:
    return []


def gather(
    text: str,
    search: Search,
    find_places: FindPlaces = _no_places,
    asks: FindAspects = find_aspects,
    talk: Talk | None = None,
) -> dict[str, Any]:
    """Return the evidence of a message, JSON-ready.

    ``hits`` (best first; ``id``, ``score`` and ``share`` 0..1, naming ``words``, ``whole``,
    and ``at``, the position of the first of those words),
    ``sure`` (0..1, the chance that the best of them is meant), ``rejected`` (ids the
    person says are not meant), ``asked`` (procedures asked for in a clause of their own,
    with that clause's aspects), ``aspects``, ``dossier_codes``, ``procedure_codes``, and
    ``content_words``, how many words name things rather than ask about them;
    ``goes_on``, whether it begins like a follow-up ("còn …", "vậy …"); ``places`` (see
    :mod:`nlu.places`), ``location`` ([latitude, longitude] or empty), ``day``, the
    day that is asked about as it was said (see :mod:`nlu.text.days`), and
    ``demanded``, the paper that an office asked for or that is doubted, ``alarm``,
    whether there are words of an emergency, and ``in_talk``, the chance of each procedure
    to be meant in the talk that goes on (``id``, ``share``, and whether it is ``near`` to
    what is talked about; best first).
    """
    # A clause may be a whole message: nothing is searched twice.
    search = functools.lru_cache(maxsize=MOST_CLAUSES)(search)
    contrast = split_contrast(text)
    demanded = _demand(contrast.kept, search)
    about, meant, rejected = _meant(text, contrast, demanded, search)
    day = find_day(contrast.kept)
    if day and not content_words(about):
        # "Còn qua ngày 5/1 thì sao" asks the same for another day; the day is no deadline.
        asks = find_aspects
    said = fold(about).split()
    aspects = list(asks(contrast.kept) or asks(normalize(text)))
    goes_on = bool(GOES_ON.match(fold(contrast.kept)))
    sure = round(_sure(meant), 3)
    words = len(content_words(about))
    in_talk: list[dict[str, Any]] = []
    if talk:
        message = Said(
            alone={hit.id: share for hit, share in meant.items()},
            together=_together(talk, about, rejected, search),
            sure=sure,
            score=max((hit.score for hit in meant if hit.id != talk.id), default=0.0),
            words=words,
            asks=bool(aspects),
            goes_on=goes_on,
        )
        in_talk = [
            {"id": id, "share": round(p, 4), "near": id in talk.related}
            for id, p in chances(message, talk).items()
        ]
    return {
        "hits": [
            {
                "id": hit.id,
                "score": hit.score,
                "share": round(share, 4),
                "words": list(hit.words),
                "whole": hit.whole,
                "at": min((said.index(w) for w in hit.words if w in said), default=len(said)),
            }
            for hit, share in meant.items()
        ],
        "sure": sure,
        "rejected": sorted(rejected),
        "asked": (
            _asked(PROVINCE.sub(" ", contrast.kept), search, rejected, asks)
            if _may_ask_for_several(contrast.kept, meant)
            else []
        ),
        "aspects": ["documents"] if demanded else aspects,
        "dossier_codes": list(find_dossier_codes(text)),
        "procedure_codes": list(find_procedure_codes(text)),
        "content_words": words,
        "goes_on": goes_on,
        "places": find_places(contrast.kept),
        "location": find_location(text),
        "day": day,
        "demanded": demanded.paper if demanded else "",
        "alarm": is_alarming(text),
        "in_talk": in_talk[:MOST_IN_TALK],
    }


def _together(talk: Talk, about: str, rejected: Iterable[str], search: Search) -> dict[str, float]:
    """Return the shares of what a message names together with what is talked about."""
    found = _without(_one_of_each(search(f"{talk.name} {about}".strip())), rejected)
    return {hit.id: share for hit, share in found.items()}


def _meant(
    text: str, contrast: Contrast, demanded: Demand | None, search: Search
) -> tuple[str, dict[Hit, float], set[str]]:
    """Return the words that tell which procedure is meant, the procedures, and which are not.

    The procedures come with their shares of the chance, best first.
    """
    # The paper that an office wants says nothing about which procedure it is for.
    about = PROVINCE.sub(" ", demanded.rest if demanded else contrast.kept)
    kept = _one_of_each(search(about))
    rejected = _rejected(contrast.rejected, search, kept)
    meant = _without(kept, rejected)
    if contrast.done or (contrast.rejected and _sure(meant) < SENSE):
        # "Không phải đúng hạn, con tôi trễ hạn" says only together what it is about.
        whole = PROVINCE.sub(" ", normalize(text))
        other = _without(_one_of_each(search(whole)), rejected)
        if _sure(other) > _sure(meant) + MORE_SENSE:
            return whole, other, rejected
    return about, meant, rejected


def _demand(kept: str, search: Search) -> Demand | None:
    """Return the demand of a message, unless the paper itself is what somebody wants.

    "Ngân hàng đòi giấy độc thân, xin ở đâu" asks how to get it: no other procedure
    is named, and something is asked that belongs to one.
    """
    demand = find_demand(kept)
    if demand is None:
        return None
    of, itself = (_surest(search(said), NAMED_FROM) for said in (demand.rest, demand.paper))
    if demand.permit:
        wanted = of in ("", itself)
    else:
        asked = bool(WANTED & set(find_aspects(demand.rest)))
        wanted = not of and asked and not demand.doubted
    return None if wanted and itself else demand


def _surest(hits: Iterable[Hit], least: float) -> str:
    """Return the procedure that some words mean, if it is at least this sure; or ""."""
    found = _one_of_each(hits)
    best = next(iter(found), None)
    return best.id if best is not None and _sure(found) >= least else ""


def _without(found: Mapping[Hit, float], rejected: Iterable[str]) -> dict[Hit, float]:
    """Return what is left of some procedures, with the chance of those that are not meant."""
    not_meant = set(rejected)
    left = max(1 - sum(share for hit, share in found.items() if hit.id in not_meant), 1e-9)
    return {h: min(share / left, 1.0) for h, share in found.items() if h.id not in not_meant}


def shares_and_lead(hits: Iterable[Hit]) -> tuple[float, float, float]:
    """Return what :func:`nlu.confidence.confidence` takes, for some hits of a search."""
    return _compared(_one_of_each(hits))


def _sure(meant: Mapping[Hit, float]) -> float:
    """Return how sure it is that the best of some procedures, by their shares, is meant."""
    return confidence(*_compared(meant)) if meant else 0.0


def _compared(meant: Mapping[Hit, float]) -> tuple[float, float, float]:
    best, *others = meant
    second = meant[others[0]] if others else 0.0
    return meant[best], second, best.learnt - max((hit.learnt for hit in others), default=0.0)


def _one_of_each(hits: Iterable[Hit]) -> dict[Hit, float]:
    """Return the best hit of each family with the share of all of it, best first.

    One procedure at several levels is one thing to a citizen.
    """
    best: dict[str, Hit] = {}
    shares: dict[str, float] = {}
    for hit in hits:
        best.setdefault(hit.family or hit.id, hit)
        shares[hit.family or hit.id] = shares.get(hit.family or hit.id, 0.0) + hit.share
    return {hit: shares[family] for family, hit in best.items()}


def _may_ask_for_several(kept: str, meant: Iterable[Hit]) -> bool:
    """Say whether it is worth looking clause by clause: what a turn's time goes into."""
    asking = sum(bool(find_aspects(clause)) for clause in split_clauses(kept))
    return asking > 1 or sum(hit.score >= SEVERAL for hit in meant) > 1


def _asked(
    kept: str, search: Search, rejected: set[str], asks: FindAspects
) -> list[dict[str, Any]]:
    """Return the needs that are said in one clause each: a procedure with its aspects.

    What a story only mentions comes without a question and is not among them.
    """
    clauses = split_clauses(kept)
    needs: dict[str, list[str]] = {}
    named = ""
    for clause in clauses[:MOST_CLAUSES] if len(clauses) > 1 else ():
        aspects = asks(clause)
        content = content_words(clause)
        if content:
            meant = _surest(search(clause), ASKED_FROM)
            if meant and meant not in rejected:
                named = meant
            elif len(content) > FEW_WORDS:
                named = ""
        # A clause that only asks goes on about what the one before it named.
        if aspects and named:
            needs.setdefault(named, []).extend(aspects)
    return [{"id": id, "aspects": list(dict.fromkeys(told))} for id, told in needs.items()]


def _rejected(parts: Iterable[str], search: Search, kept: Iterable[Hit]) -> set[str]:
    """Return what the rejected parts name, unless the kept part names it better."""
    named: Mapping[str, float] = {hit.id: hit.score for hit in kept}
    return {
        hit.id
        for part in parts
        for hit in list(search(part))[:1]
        if hit.score >= REJECTED_FROM and hit.score > named.get(hit.id, 0.0)
    }
