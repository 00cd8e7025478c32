"""How often aspects are asked for is counted by day, and nothing of anybody is kept."""

from __future__ import annotations

from bot.storage.asked import count, totals
from bot.storage.database import Database
from bot.storage.tables import asked


def test_questions_add_up_by_day_and_since_a_day(db: Database) -> None:
    for day, pairs in (
        ("2026-11-22", [("khai_sinh", "fee")]),
        ("2026-11-24", [("khai_sinh", "fee"), ("khai_sinh", "fee"), ("khai_tu", "time")]),
        ("2026-11-24", [("khai_sinh", "fee")]),
    ):
        with db.write() as connection:
            count(connection, pairs, day)
    assert totals(db, "2026-01-01") == {("khai_sinh", "fee"): 3, ("khai_tu", "time"): 1}
    assert totals(db, "2026-11-23") == {("khai_sinh", "fee"): 2, ("khai_tu", "time"): 1}


def test_the_table_holds_no_column_about_a_person() -> None:
    assert {column.name for column in asked.columns} == {"procedure", "aspect", "day", "count"}
