"""Brings the database to the newest version (alembic), from code, without an ini file."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.engine import Connection

from bot.storage.database import Database


def upgrade(db: Database) -> None:
    """Run the migrations that this database does not have yet."""
    with db.write() as connection:
        command.upgrade(_config(connection), "head")


def is_current(db: Database) -> bool:
    """Say whether every migration has run."""
    with db.read() as connection:
        current = MigrationContext.configure(connection).get_current_heads()
        return set(current) == set(ScriptDirectory.from_config(_config()).get_heads())


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["connection"] = connection
    return config
