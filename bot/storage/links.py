"""Links that community teams hand out, and what came of them: counts by day, of nobody.

Whoever follows a link is remembered as having come by it (on their conversation), so that
a later question counts for it, too; what is counted is only how often.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import func, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection
from sqlalchemy.exc import IntegrityError

from bot.storage.database import Database
from bot.storage.tables import conversation, link, link_count

Event = Literal["opened", "asked", "answered", "form", "human"]
EVENTS: dict[Event, str] = {
    "opened": "mở", "asked": "hỏi", "answered": "được trả lời", "form": "xong tờ khai",
    "human": "cần cán bộ",
}  # fmt: skip
"""In the order in which they are shown, as teams read them."""
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
"""Without what looks alike in print (i l 1, o 0)."""
CODE_LENGTH = 6
FEW = 5
"""Counts below this are not shown one by one: who came may be known in a hamlet."""


@dataclass(frozen=True)
class Link:
    """A link. ``procedure`` is a record's id, empty for the beginning; names as printed."""

    code: str
    procedure: str
    commune: str
    team: str


def make_links(db: Database, wanted: Iterable[tuple[str, str, str]]) -> list[Link]:
    """Return the links of (procedure, commune, team), made where they were not there yet."""
    with db.write() as connection:
        return [_find_or_make(connection, *one) for one in wanted]


def _find_or_make(connection: Connection, procedure: str, commune: str, team: str) -> Link:
    query = select(link.c.code).where(
        link.c.procedure == procedure, link.c.commune == commune, link.c.team == team
    )
    while True:
        found = connection.execute(query).scalar_one_or_none()
        if found:
            return Link(found, procedure, commune, team)
        code = _new_code()
        values = {"procedure": procedure, "commune": commune, "team": team}
        try:
            with connection.begin_nested():
                connection.execute(insert(link).values(code=code, created_at=time.time(), **values))
        except IntegrityError:
            continue  # the code is taken, or somebody made the same link a moment ago
        return Link(code, procedure, commune, team)


def _new_code() -> str:
    """Return a code with a digit in it, so that no word is one."""
    while True:
        code = "".join(secrets.choice(LETTERS) for _ in range(CODE_LENGTH))
        if any(letter.isdigit() for letter in code):
            return code


def looks_like_code(text: str) -> bool:
    """Say whether a text may be the code of a link."""
    said = text.strip().lower()
    has_digit = any(letter.isdigit() for letter in said)
    return len(said) == CODE_LENGTH and has_digit and set(said) <= set(LETTERS)


def find_link(db: Database, code: str) -> Link | None:
    """Return the link of a code, however it is written; ``None`` if there is none."""
    query = select(link).where(link.c.code == code.strip().lower())
    with db.read() as connection:
        row = connection.execute(query).one_or_none()
    return Link(row.code, row.procedure, row.commune, row.team) if row is not None else None


def came_by(db: Database, conversation_id: str, code: str, day: str) -> None:
    """Remember the link that led to a conversation, and count that it was opened."""
    with db.write() as connection:
        connection.execute(
            update(conversation).where(conversation.c.id == conversation_id).values(link=code)
        )
        count(connection, code, day, ["opened"])


def count(connection: Connection, code: str, day: str, events: Iterable[Event]) -> None:
    """Count what came of a link on a day, as part of the caller's transaction."""
    make = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    for event in sorted(set(events)):
        new = make(link_count).values(code=code, day=day, event=event, count=1)
        connection.execute(
            new.on_conflict_do_update(
                index_elements=["code", "day", "event"], set_={"count": link_count.c.count + 1}
            )
        )


def totals(db: Database, since: str) -> list[tuple[Link, dict[str, int]]]:
    """Return all links with what came of them since a day (ISO, inclusive)."""
    counted = (
        select(link_count.c.code, link_count.c.event, func.sum(link_count.c.count).label("times"))
        .where(link_count.c.day >= since)
        .group_by(link_count.c.code, link_count.c.event)
    )
    with db.read() as connection:
        links = connection.execute(
            select(link).order_by(link.c.commune, link.c.team, link.c.procedure)
        ).all()
        by_code: dict[str, dict[str, int]] = {}
        for row in connection.execute(counted):
            by_code.setdefault(row.code, {})[row.event] = int(row.times)
    return [
        (Link(row.code, row.procedure, row.commune, row.team), by_code.get(row.code, {}))
        for row in links
    ]


def shown(times: int) -> str:
    """Return a count as it may be shown: small ones only as "dưới 5"."""
    return str(times) if times == 0 or times >= FEW else f"dưới {FEW}"
