"""Encryption of everything that a citizen wrote or was told, at rest."""

from __future__ import annotations

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

    def seal(self, text: str) -> bytes:
        """Return ``text`` encrypted."""
        return self._fernet.encrypt(text.encode("utf-8"))

    def open(self, sealed: bytes) -> str:
        """Return what was sealed.

        Raises:
            ConfigError: none of the keys fits; usually the key file was replaced.
        """
        try:
            return self._fernet.decrypt(bytes(sealed)).decode("utf-8")
        except InvalidToken as error:
            raise ConfigError(
                "Không giải mã được dữ liệu cũ: thêm lại khóa cũ vào TROLY_KEYS, sau khóa mới"
            ) from error
