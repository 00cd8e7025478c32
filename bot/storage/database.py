"""Opens the database: SQLite on one machine, PostgreSQL when it grows."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, event, text
from sqlalchemy.engine import Connection, Engine, make_url
from sqlalchemy.exc import ArgumentError, OperationalError

from bot.errors import ConfigError

BUSY_MS = 10_000


class Database:
    """Connections of three kinds, so that each use pays for what it needs.

    * ``read``: a snapshot; never blocks a writer.
    * ``write``: one transaction, durable when the block ends (on SQLite WAL with
      ``synchronous=FULL``), rolled back when it raises.
    * ``jot``: a transaction whose loss in a power cut harms nobody (leases), so it
      does not wait for the disk.

    Args:
        url: SQLAlchemy address, ``sqlite:///path`` or ``postgresql://…``.

    Raises:
        ConfigError: the address cannot be understood.
    """

    def __init__(self, url: str) -> None:
        try:
            self.url = make_url(url)
        except ArgumentError as error:
            raise ConfigError(f"TROLY_DATABASE_URL không đọc được: {error}") from error
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        if self.is_sqlite:
            if self.url.database:
                Path(self.url.database).parent.mkdir(parents=True, exist_ok=True)
            self._reader = _sqlite(url, begin="BEGIN", synchronous="FULL")
            self._writer = _sqlite(url, begin="BEGIN IMMEDIATE", synchronous="FULL")
            self._jotter = _sqlite(url, begin="BEGIN IMMEDIATE", synchronous="NORMAL")
        else:
            engine = create_engine(url, future=True, pool_pre_ping=True, pool_size=10)
            self._reader = self._writer = self._jotter = engine

    @property
    def engine(self) -> Engine:
        """The engine that writes, for migrations."""
        return self._writer

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """Give a connection for reading."""
        with self._reader.connect() as connection:
            yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """Give a connection whose work is durable when the block ends."""
        with self._writer.begin() as connection:
            yield connection

    @contextmanager
    def jot(self) -> Iterator[Connection]:
        """Give a connection for work that may be lost in a power cut."""
        with self._jotter.begin() as connection:
            if not self.is_sqlite:
                connection.execute(text("SET LOCAL synchronous_commit TO OFF"))
            yield connection

    def ping(self) -> None:
        """Check that the database answers.

        Raises:
            ConfigError: it does not.
        """
        try:
            with self.read() as connection:
                connection.execute(text("SELECT 1"))
        except OperationalError as error:
            raise ConfigError(f"Không nối được cơ sở dữ liệu: {error.orig}") from error

    def close(self) -> None:
        """Give all connections back."""
        for engine in {self._reader, self._writer, self._jotter}:
            engine.dispose()


def _sqlite(url: str, *, begin: str, synchronous: str) -> Engine:
    """Make an engine that controls its own transactions.

    Python's sqlite3 starts transactions late and never IMMEDIATE, which makes two
    writers fail instead of wait; so it is told not to, and BEGIN is said here.
    """
    in_memory = make_url(url).database in (None, "", ":memory:")
    if in_memory:
        raise ConfigError("SQLite cần một tệp, ví dụ sqlite:///var/troly.db")
    engine = create_engine(
        url, future=True, connect_args={"check_same_thread": False, "timeout": BUSY_MS / 1000}
    )

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _: Any) -> None:
        connection.isolation_level = None
        cursor = connection.cursor()
        cursor.execute("PRAGMA journal_mode=WAL")
        cursor.execute(f"PRAGMA synchronous={synchronous}")
        cursor.execute(f"PRAGMA busy_timeout={BUSY_MS}")
        cursor.execute("PRAGMA foreign_keys=ON")
        cursor.close()

    @event.listens_for(engine, "begin")
    def start(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    return engine
