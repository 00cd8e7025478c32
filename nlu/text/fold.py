"""Vietnamese without diacritics, for comparing what was typed with and without them."""

from __future__ import annotations

import unicodedata

_D = str.maketrans({"đ": "d", "Đ": "d", "ð": "d", "Ð": "d"})


def fold(text: str) -> str:
    """Return ``text`` in lower case without any diacritics (đ becomes d).

    Works alike on composed and decomposed Unicode.
    """
    decomposed = unicodedata.normalize("NFD", text.translate(_D))
    bare = "".join(char for char in decomposed if not unicodedata.combining(char))
    return bare.lower().translate(_D)
