"""The words of a message that name things, as against asking about them."""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import yaml

from nlu.text.aspects import cue_positions, fits
from nlu.text.fold import fold
from nlu.text.normalize import normalize

_WORDS = re.compile(r"\w+")


@functools.lru_cache(maxsize=256)
def content_words(text: str) -> tuple[str, ...]:
    """Return the folded words that are left without fillers, people and questions.

    "Còn lệ phí?" leaves nothing; "khai sinh mấy ngày" leaves khai and sinh. With
    diacritics typed, only words with the same ones are dropped: "hội" is not "hỏi".
    """
    words = _WORDS.findall(normalize(text))
    folded = [fold(word) for word in words]
    naming = _name_positions(words, folded)
    asking = cue_positions(words)
    return tuple(
        bare
        for at, (word, bare) in enumerate(zip(words, folded, strict=True))
        if at in naming or not (at in asking or word.isdigit() or _is_stopword(word, bare))
    )


def _is_stopword(word: str, bare: str) -> bool:
    return any(fits(word, stopword) for stopword in _stopwords().get(bare, ()))


def _name_positions(words: Sequence[str], folded: Sequence[str]) -> set[int]:
    """Return the positions of phrases that name something though their words do not."""
    places: set[int] = set()
    for at, bare in enumerate(folded):
        for name in _names().get(bare, ()):
            said = words[at : at + len(name)]
            if len(said) == len(name) and all(map(fits, said, name)):
                places.update(range(at, at + len(name)))
    return places


@functools.cache
def _table() -> dict[str, Any]:
    path = Path(__file__).with_name("stopwords.yml")
    table: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return table


@functools.cache
def _stopwords() -> dict[str, set[str]]:
    """Return the stopwords by their folded form."""
    by_fold: dict[str, set[str]] = {}
    for line in _table()["stopwords"]:
        for word in str(line).split():
            by_fold.setdefault(fold(word), set()).add(word)
    return by_fold


@functools.cache
def _names() -> dict[str, list[tuple[str, ...]]]:
    """Return the names as words, by their first folded word."""
    by_first: dict[str, list[tuple[str, ...]]] = {}
    for name in _table()["names"]:
        words = tuple(str(name).split())
        by_first.setdefault(fold(words[0]), []).append(words)
    return by_first
