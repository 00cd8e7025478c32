"""Hears that somebody may be in danger now: fire, accident, stroke, violence."""

from __future__ import annotations

import functools
import re
from pathlib import Path

import yaml

from nlu.text.aspects import fits
from nlu.text.fold import fold
from nlu.text.normalize import normalize

STRICT = "="
_WORDS = re.compile(r"\w+")


def is_alarming(text: str) -> bool:
    """Say whether a message has words of an emergency, with or without diacritics.

    Whether it is one depends on the rest: who asks for papers after a stroke needs none.
    """
    words = _WORDS.findall(normalize(text))
    return any(
        _says(words[at:], phrase)
        for at, word in enumerate(words)
        for phrase in _phrases().get(fold(word), ())
    )


def _says(words: list[str], phrase: tuple[str, ...]) -> bool:
    if phrase[0] == STRICT:
        return tuple(words[: len(phrase) - 1]) == phrase[1:]
    return len(words) >= len(phrase) and all(map(fits, words, phrase))


@functools.cache
def _phrases() -> dict[str, list[tuple[str, ...]]]:
    """Return the phrases as normalised words, the strict ones with their mark in front.

    They stand under their first word, folded.
    """
    path = Path(__file__).with_name("alarm.yml")
    found: dict[str, list[tuple[str, ...]]] = {}
    for phrase in yaml.safe_load(path.read_text(encoding="utf-8"))["now"]:
        words = _WORDS.findall(normalize(phrase.removeprefix(STRICT)))
        mark = (STRICT,) if phrase.startswith(STRICT) else ()
        found.setdefault(fold(words[0]), []).append((*mark, *words))
    return found
