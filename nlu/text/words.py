"""The words of a message that name things, as against asking about them."""

from __future__ import annotations

import functools
import re
from pathlib import Path

import yaml

from nlu.text.aspects import cue_positions
from nlu.text.fold import fold
from nlu.text.normalize import normalize

_WORDS = re.compile(r"\w+")


def content_words(text: str) -> list[str]:
    """Return the folded words that are left without fillers, people and questions.

    "Còn lệ phí?" leaves nothing; "khai sinh mấy ngày" leaves khai and sinh.
    """
    words = _WORDS.findall(normalize(text))
    asking = cue_positions(words)
    folded = (fold(word) for at, word in enumerate(words) if at not in asking)
    return [word for word in folded if word not in _stopwords() and not word.isdigit()]


@functools.cache
def _stopwords() -> frozenset[str]:
    path = Path(__file__).with_name("stopwords.yml")
    lines = yaml.safe_load(path.read_text(encoding="utf-8"))
    return frozenset(fold(word) for line in lines for word in str(line).split())
