"""What an official system says of a procedure, in one form for all of its formats.

Nothing is interpreted here that the source does not say: an amount of 0 or none is
kept as "no amount", since such systems write 0 where they mean "see the remark".
"""

from __future__ import annotations

from datetime import date
from typing import Literal

from knowledge.schema import ChannelKind, Strict

Unit = Literal["working_day", "day", "month", "hour", "year", ""]


class OfficialFee(Strict, frozen=True, kw_only=True):
    """A fee line. ``amount`` in đồng, positive, or ``None``: not said as a number."""

    amount: int | None = None
    text: str = ""


class Method(Strict, frozen=True, kw_only=True):
    """A way to file, with its time (``time`` in ``unit``) and fees.

    The same way may stand several times, for cases with other times.
    """

    kind: ChannelKind
    time: int | None = None
    unit: Unit = ""
    text: str = ""
    fees: tuple[OfficialFee, ...] = ()


class OfficialPaper(Strict, frozen=True, kw_only=True):
    """A line of the checklist; ``case`` is the case it stands under.

    One line may name several papers; it is kept as it is.
    """

    name: str
    case: str = ""
    originals: int | None = None
    copies: int | None = None
    form: str = ""


class Detail(Strict, frozen=True, kw_only=True):
    """A procedure as an official system describes it.

    ``known`` names the parts that the format can carry and did carry; a part that
    is not among them was not fetched, which is not the same as empty.
    """

    code: str
    name: str
    domain: str = ""
    levels: tuple[str, ...] = ()
    issuer: str = ""
    agencies: tuple[str, ...] = ()
    applicants: tuple[str, ...] = ()
    steps: tuple[str, ...] = ()
    methods: tuple[Method, ...] = ()
    papers: tuple[OfficialPaper, ...] = ()
    requirements: tuple[str, ...] = ()
    results: tuple[str, ...] = ()
    legal_basis: tuple[str, ...] = ()
    decision: str = ""
    online_url: str = ""
    known: tuple[str, ...] = ()
    imported_on: date
    origin: str


class Listed(Strict, frozen=True, kw_only=True):
    """A line of an official list of procedures: that it exists, and who answers for it."""

    code: str
    name: str
    domain: str = ""
    issuer: str = ""
    agencies: tuple[str, ...] = ()


class Refused(Strict, frozen=True, kw_only=True):
    """A record that was not taken, and why; ``internal`` ones are not for citizens."""

    where: str
    why: str
    internal: bool = False


class Taken(Strict, frozen=True, kw_only=True):
    """A record that was taken, with what was odd about it."""

    where: str
    record: Detail | Listed
    odd: tuple[str, ...] = ()


Outcome = Taken | Refused
