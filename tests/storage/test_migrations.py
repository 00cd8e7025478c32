"""The migrations make exactly the tables that the code uses."""

from __future__ import annotations

from pathlib import Path

from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext

from bot.storage.database import Database
from bot.storage.migrate import is_current, upgrade
from bot.storage.tables import metadata


def test_the_migrated_database_is_what_the_tables_say(db: Database) -> None:
    with db.read() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []


def test_migrating_twice_changes_nothing(db: Database) -> None:
    upgrade(db)
    assert is_current(db)


def test_an_empty_database_is_not_current(tmp_path: Path) -> None:
    assert not is_current(Database(f"sqlite:///{tmp_path / 'empty.db'}"))
