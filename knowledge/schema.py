"""The shape of what the assistant knows: dated, sourced facts about procedures.

A record is written by hand in ``knowledge/procedures/<id>.yml``; this module says
which fields exist and what each may hold. It knows nothing about files
(:mod:`knowledge.loader`) or about finding records (:mod:`knowledge.search`).

Every fact is in one of three states that are never mixed:

* ``known``: the fact holds, with its source;
* ``silent``: the source was read and says nothing about it;
* ``unknown``: nobody has found out yet; ``ask`` names the office that knows.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Literal, TypeVar

import msgspec

State = Literal["known", "silent", "unknown"]
Confidence = Literal["high", "medium", "low"]
Level = Literal["commune", "commune_police", "police", "province", "other"]
ChannelKind = Literal["counter", "online", "post", "home"]
Lookup = Literal["yes", "no", "unknown"]
Tone = Literal["plain", "sad"]


class Strict(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Immutable, keyword-only, and a misspelt field is an error."""


class Source(Strict, frozen=True, kw_only=True):
    """Where facts come from: a law, a decree, or an official page (nguồn).

    ``short`` is what citizens read ("Luật Hộ tịch 2014"). "hearsay" is what is commonly
    known and was read in no document. ``seen_on`` is the day
    somebody read it for this project.
    """

    id: str
    title: str
    short: str
    kind: Literal["law", "portal", "press", "local", "hearsay"]
    seen_on: date
    url: str = ""
    issued_on: date | None = None
    valid_from: date | None = None
    valid_to: date | None = None


class Fact(Strict, frozen=True, kw_only=True):
    """One statement, with where it is from and when it holds.

    ``valid_from`` and ``valid_to`` are inclusive local dates; ``None`` means open.
    ``sources``, ``checked_on`` and ``confidence`` fall back to the record's.
    """

    text: str = ""
    state: State = "known"
    ask: str = ""
    valid_from: date | None = None
    valid_to: date | None = None
    sources: tuple[str, ...] = ()
    checked_on: date | None = None
    confidence: Confidence | None = None

    def holds_on(self, day: date) -> bool:
        """Say whether the fact is valid on ``day``."""
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_to is None or day <= self.valid_to
        )


class Fee(Fact, frozen=True, kw_only=True):
    """A fee (lệ phí) for one case. ``amount`` is in đồng; 0 means free.

    ``when`` is the case in words ("Làm trong 60 ngày"); empty means every case.
    ``unit`` is what the amount counts ("bản", "trang"); ``text`` is a remark.
    """

    amount: int | None = None
    unit: str = ""
    when: str = ""


class Paper(Fact, frozen=True, kw_only=True):
    """One paper to bring (giấy tờ). ``text`` names it.

    ``when`` empty means always needed; otherwise it completes "Chỉ khi …".
    ``lookup`` says whether the office can look the data up itself, so that
    reading out a number is enough.
    """

    when: str = ""
    copy: str = ""
    lookup: Lookup = "unknown"
    note: str = ""


class Channel(Fact, frozen=True, kw_only=True):
    """A way to file: at the counter, online, by post, or officers come home."""

    kind: ChannelKind


class Related(Strict, frozen=True, kw_only=True):
    """Another procedure that people often mean or need next.

    ``id`` is a record of ours; ``code`` alone names one that has no record yet.
    """

    label: str
    id: str = ""
    code: str = ""


class Procedure(Strict, frozen=True, kw_only=True):
    """One administrative procedure (thủ tục hành chính), as citizens need it.

    ``id`` is the key (codes are not unique). ``names`` are what people call it,
    ``questions`` how they ask for it; both are only for finding it.
    ``headline`` is the first sentence of an answer and carries no figure that
    depends on the day. ``other_codes`` are the codes of the same procedure at other
    levels. ``caution`` says what may have changed since, for the whole record.
    """

    id: str
    code: str | None
    other_codes: tuple[str, ...] = ()
    short_name: str
    official_name: str
    names: tuple[str, ...]
    questions: tuple[str, ...] = ()
    domain: str
    level: Level
    headline: str
    purpose: str
    confidence: Confidence
    checked_on: date
    sources: tuple[str, ...]
    legal_basis: tuple[str, ...] = ()
    tone: Tone = "plain"
    who: tuple[Fact, ...]
    where: tuple[Fact, ...]
    channels: tuple[Channel, ...]
    papers: tuple[Paper, ...]
    steps: tuple[Fact, ...]
    time: tuple[Fact, ...]
    deadline: tuple[Fact, ...] = ()
    fees: tuple[Fee, ...]
    exemptions: tuple[Fact, ...] = ()
    form: tuple[Fact, ...]
    result: tuple[Fact, ...]
    mistakes: tuple[Fact, ...] = ()
    caution: tuple[Fact, ...] = ()
    related: tuple[Related, ...] = ()
    online_url: str = ""


AnyFact = TypeVar("AnyFact", bound=Fact)


def on_day(facts: Iterable[AnyFact], day: date) -> tuple[AnyFact, ...]:
    """Return the facts that hold on ``day``, in their written order."""
    return tuple(fact for fact in facts if fact.holds_on(day))
