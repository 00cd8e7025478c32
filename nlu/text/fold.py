"""Vietnamese without diacritics, for comparing what was typed with and without them."""

from __future__ import annotations

import functools
import unicodedata


class _Bare(dict[int, str | None]):
    """What each character of a decomposed text becomes; learnt as characters come."""

    def __missing__(self, code: int) -> str | None:
        char = chr(code)
        bare = None if unicodedata.combining(char) else _D.get(char, char)
        self[code] = bare
        return bare


_D = {"đ": "d", "Đ": "d", "ð": "d", "Ð": "d"}
_BARE = _Bare()


LONGEST_WORD = 24
"""Letters of what is remembered: words come again, whole messages do not, and would
fill the memory with what people wrote."""


def fold(text: str) -> str:
    """Return ``text`` in lower case without any diacritics (đ becomes d).

    Works alike on composed and decomposed Unicode.
    """
    if text.isascii():
        return text.lower()
    return _fold_word(text) if len(text) <= LONGEST_WORD else _fold(text)


def _fold(text: str) -> str:
    # Lower-casing can bring a diacritic of its own (İ), so both are done twice.
    once = unicodedata.normalize("NFD", text).translate(_BARE).lower()
    return unicodedata.normalize("NFD", once).translate(_BARE)


_fold_word = functools.lru_cache(maxsize=8192)(_fold)
