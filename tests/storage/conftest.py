"""The storage tests run on both engines that an installation may have."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url

from bot.privacy.crypto import Cipher
from bot.storage.database import Database
from bot.storage.migrate import upgrade
from tests.postgres import ADVICE, find_binaries, running_server


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """The address of a PostgreSQL server for this run."""
    binaries = find_binaries()
    if binaries is None:
        pytest.skip(ADVICE)
    with running_server(binaries) as url:
        yield url


@pytest.fixture
def postgres_url(postgres_server: str) -> str:
    """The address of an empty PostgreSQL database."""
    name = f"t{uuid.uuid4().hex}"
    engine = create_engine(postgres_server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    engine.dispose()
    return str(make_url(postgres_server).set(database=name))


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def db(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """An empty, migrated database of each kind."""
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path / 'troly.db'}"
    else:
        url = request.getfixturevalue("postgres_url")
    database = Database(url)
    upgrade(database)
    yield database
    database.close()


@pytest.fixture
def cipher() -> Cipher:
    """A cipher with a fresh key."""
    return Cipher([Fernet.generate_key().decode()])
