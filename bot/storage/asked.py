"""How often citizens ask for an aspect of a procedure: counts by day, nothing of anybody.

So it can be said which unknown facts are worth finding out first.
"""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection

from bot.storage.database import Database
from bot.storage.tables import asked

Pair = tuple[str, str]
"""A procedure and an aspect."""


def count(connection: Connection, pairs: Iterable[Pair], day: str) -> None:
    """Count one question for each pair on a day, as part of the caller's transaction.

    Args:
        connection: the transaction.
        pairs: procedures and aspects; one that stands twice counts once.
        day: the local date, ISO.
    """
    insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    # In one order everywhere, so that two dialogues never wait for each other.
    for procedure, aspect in sorted(set(pairs)):
        new = insert(asked).values(procedure=procedure, aspect=aspect, day=day, count=1)
        connection.execute(
            new.on_conflict_do_update(
                index_elements=["procedure", "aspect", "day"], set_={"count": asked.c.count + 1}
            )
        )


def totals(db: Database, since: str) -> dict[Pair, int]:
    """Return how often each pair was asked for since a day (ISO, inclusive)."""
    query = (
        select(asked.c.procedure, asked.c.aspect, func.sum(asked.c.count).label("times"))
        .where(asked.c.day >= since)
        .group_by(asked.c.procedure, asked.c.aspect)
    )
    with db.read() as connection:
        return {(row.procedure, row.aspect): int(row.times) for row in connection.execute(query)}
