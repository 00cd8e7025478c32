"""How single facts are said: money, dates, fees, papers, and what is not known."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from actions.say import capital, end, say_date, say_money
from knowledge.schema import Fact, Fee, Paper

PORTAL = "Cổng Dịch vụ công quốc gia"
LOOKED_UP = "cán bộ tra được, chỉ cần đọc số"
SILENT = "nguồn hiện có không nói tới"
SOON = 60
"""Days ahead that a change is announced."""


def say_unknown(ask: str) -> str:
    """Say that a fact is not known, and who knows."""
    return f"chưa có trong dữ liệu của trợ lý. Hỏi {ask}."


def say_fact(fact: Fact) -> str:
    """Return a fact as a sentence; what is unknown or not said in the source is said so."""
    if fact.state == "unknown":
        said = say_unknown(fact.ask)
        return f"{end(fact.text)} Phần này {said}" if fact.text else capital(said)
    if fact.state == "silent":
        return end(fact.text) if fact.text else capital(SILENT) + "."
    return end(fact.text)


def say_fee(fee: Fee, *, remark: bool = True) -> str:
    """Return a fee as one line: its case, the amount, and the remark if wanted."""
    case = f"{fee.when}: " if fee.when else ""
    note = f" {end(fee.text)}" if fee.text and remark else ""
    if fee.state == "unknown":
        return f"{case}{say_unknown(fee.ask)}{note}"
    if fee.state == "silent":
        return f"{case}{SILENT}."
    if fee.amount is None:
        return case + end(fee.text)
    unit = f"/{fee.unit}" if fee.unit and fee.amount else ""
    return f"{case}{say_money(fee.amount)}{unit}.{note}"


def say_paper(paper: Paper) -> str:
    """Return a paper as one line: name, original or copy, whether it can be looked up."""
    said = paper.text + (f" ({paper.copy})" if paper.copy else "")
    if paper.when:
        said += f": chỉ khi {paper.when}"
    remarks = [paper.note] if paper.note else []
    if paper.lookup == "yes" and not paper.note:
        remarks.append(capital(LOOKED_UP))
    return " ".join([end(said), *map(end, remarks)])


def changes_ahead(facts: Iterable[Fact], day: date) -> list[str]:
    """Announce what changes within sixty days after ``day``.

    What begins is told with its day; what only ends is told with its last day.
    """
    listed = list(facts)
    begins = [
        fact for fact in listed if fact.valid_from and 0 < (fact.valid_from - day).days <= SOON
    ]
    lines = [f"Từ {say_date(fact.valid_from)}: {_say(fact)}" for fact in begins if fact.valid_from]
    followed = {(_case(fact), fact.valid_from) for fact in begins}
    for fact in listed:
        last = fact.valid_to
        ends = last is not None and fact.holds_on(day) and (last - day).days <= SOON
        if ends and last and (_case(fact), last + timedelta(days=1)) not in followed:
            lines.append(f"Chỉ đến hết {say_date(last)}: {_say(fact)}")
    return lines


def before_known(fees: Iterable[Fee], day: date, checked_on: date) -> list[str]:
    """Say what is not known of the fees on a day that has passed.

    Args:
        fees: all fees of a record, of any day.
        day: the day asked about.
        checked_on: when the record was checked: what has no first day is known to
            hold then, no more.
    """
    listed = list(fees)
    begins: dict[str, date] = {}
    for fee in listed:
        if fee.valid_from:
            begins[fee.when] = min(fee.valid_from, begins.get(fee.when, fee.valid_from))
    held = {fee.when for fee in listed if fee.holds_on(day)}
    lines = [
        f"{case or 'Lệ phí'}: không biết mức trước ngày {say_date(first)}."
        for case, first in begins.items()
        if day < first and case not in held and first <= checked_on
    ]
    open_ended = any(fee.holds_on(day) and not fee.valid_from for fee in listed)
    if day < checked_on and open_ended:
        lines.append(
            "Mức không ghi ngày bắt đầu là mức biết được khi kiểm tra ngày "
            f"{say_date(checked_on)}; ngày {say_date(day)} có thể khác."
        )
    return lines


def first_change(facts: Iterable[Fact], day: date) -> date | None:
    """Return the first day within sixty days on which something is not as today."""
    days = [fact.valid_from for fact in facts if fact.valid_from]
    days += [fact.valid_to + timedelta(days=1) for fact in facts if fact.valid_to]
    near = [one for one in days if 0 < (one - day).days <= SOON]
    return min(near, default=None)


def _case(fact: Fact) -> str:
    """Return which fee or paper it is; of other facts any may follow any."""
    return fact.when if isinstance(fact, Fee) else ""


def _say(fact: Fact) -> str:
    if isinstance(fact, Fee):
        return say_fee(fact, remark=False)
    return say_paper(fact) if isinstance(fact, Paper) else say_fact(fact)


def bullets(lines: Iterable[str]) -> list[str]:
    """Return lines as a list; a single one stays a sentence."""
    said = list(lines)
    return said if len(said) == 1 else [f"• {line}" for line in said]


def is_uncertain(facts: Sequence[Fact]) -> bool:
    """Say whether any fact among these should be asked again."""
    return any(fact.confidence == "low" and fact.state == "known" for fact in facts)
