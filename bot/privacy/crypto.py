"""Encryption of everything that a citizen wrote or was told, at rest."""

from __future__ import annotations

import hmac
from collections.abc import Sequence

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from bot.errors import ConfigError


class Cipher:
    """Seals texts for the database (Fernet: AES-128-CBC with HMAC-SHA256).

    Args:
        keys: Fernet keys; the first one seals, all of them open.
    """

    def __init__(self, keys: Sequence[str]) -> None:
        self._fernet = MultiFernet([Fernet(key) for key in keys])
        self._keys = tuple(key.encode() for key in keys)

    def fingerprints(self, text: str) -> list[str]:
        """Return what finds a sealed text again: keyed hashes (HMAC-SHA256, hex), newest first.

        Addresses are few enough to be tried through, so a plain hash would give them
        away. There is one for each key: what an older key marked is still found.
        """
        return [hmac.new(key, text.encode("utf-8"), "sha256").hexdigest() for key in self._keys]

    def seal(self, text: str) -> bytes:
        """Return ``text`` encrypted."""
        return self.seal_bytes(text.encode("utf-8"))

    def seal_bytes(self, data: bytes) -> bytes:
        """Return ``data`` encrypted."""
        return self._fernet.encrypt(data)

    def ticket(self, text: str) -> str:
        """Return a text that only we can read, and that tells when it was made; fits an address."""
        return self._fernet.encrypt(text.encode("utf-8")).decode("ascii")

    def of_ticket(self, ticket: str, seconds: float) -> str | None:
        """Return the text of a ticket that we made not longer ago; ``None`` of any other."""
        try:
            return self._fernet.decrypt(ticket.encode("utf-8"), ttl=int(seconds)).decode("utf-8")
        except InvalidToken:
            return None

    def open(self, sealed: bytes) -> str:
        """Return what was sealed.

        Raises:
            ConfigError: none of the keys fits; usually the key file was replaced.
        """
        return self.open_bytes(sealed).decode("utf-8")

    def open_bytes(self, sealed: bytes) -> bytes:
        """Return what :meth:`seal_bytes` sealed.

        Raises:
            ConfigError: none of the keys fits.
        """
        try:
            return self._fernet.decrypt(bytes(sealed))
        except InvalidToken as error:
            raise ConfigError(
                "Không giải mã được dữ liệu cũ: thêm lại khóa cũ vào TROLY_KEYS, sau khóa mới"
            ) from error
