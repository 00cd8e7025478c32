"""Channels keep their tokens in the same databases that the storage is tested on."""

from tests.storage.conftest import cipher, db, postgres_server, postgres_url

__all__ = ["cipher", "db", "postgres_server", "postgres_url"]
