"""Keeps messages in files while the database cannot take them.

An app that waits for its acknowledgement gives up after two seconds, a locked database may
take longer. So what was not stored in time is written to a file first, sealed and safe on
the disk; the file goes when the message is stored. Storing twice is harmless: the inbox
knows each message by its name.
"""

from __future__ import annotations

import itertools
import json
import os
import time
from dataclasses import asdict
from pathlib import Path

import structlog

from bot.channels.model import Inbound
from bot.errors import ConfigError
from bot.privacy.crypto import Cipher

log = structlog.get_logger(__name__)


class Spool:
    """Files of messages, in the order in which they came.

    Args:
        folder: of this gateway alone.
        cipher: seals them.
    """

    def __init__(self, folder: Path, cipher: Cipher) -> None:
        self._folder = folder
        self._cipher = cipher
        self._numbers = itertools.count()

    def keep(self, channel: str, inbound: Inbound) -> Path:
        """Write a message down, durably.

        Raises:
            OSError: the disk does not take it either.
        """
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        name = f"{time.time_ns():020d}-{next(self._numbers):06d}-{os.getpid()}"
        path = self._folder / name
        draft = path.with_suffix(".new")
        said = json.dumps({"channel": channel, **asdict(inbound)})
        with draft.open("wb") as file:
            file.write(self._cipher.seal(said))
            file.flush()
            os.fsync(file.fileno())
        draft.rename(path)
        where = os.open(self._folder, os.O_RDONLY)
        try:
            os.fsync(where)
        finally:
            os.close(where)
        return path

    def drop(self, path: Path) -> None:
        """Forget a message that is stored."""
        path.unlink(missing_ok=True)

    def left(self) -> list[tuple[Path, str, Inbound]]:
        """Return what an earlier run wrote down and did not store, oldest first.

        A file that cannot be read is left where it is, and said in the log.
        """
        if not self._folder.is_dir():
            return []
        found = []
        for path in sorted(self._folder.glob("*-*-*")):
            if path.suffix:
                continue
            try:
                said = json.loads(self._cipher.open(path.read_bytes()))
                channel = str(said.pop("channel"))
                found.append((path, channel, Inbound(**said)))
            except (ConfigError, OSError, ValueError, KeyError, TypeError) as error:
                log.error("spool.unreadable", file=path.name, error=type(error).__name__)
        return found
