"""What the actions need, built when first asked for and replaceable in tests."""

from __future__ import annotations

import functools
from dataclasses import dataclass

from bot.clock import Clock
from bot.settings import load_settings
from knowledge.store import Knowledge, knowledge
from knowledge.texts import Texts, load_texts


@dataclass(frozen=True)
class Container:
    """The parts that all actions share."""

    knowledge: Knowledge
    texts: Texts
    clock: Clock


@functools.cache
def container() -> Container:
    """Return the parts for this process.

    Raises:
        bot.errors.ConfigError: a setting is wrong.
        knowledge.errors.KnowledgeError: a knowledge file is wrong.
    """
    return Container(knowledge(), load_texts(), Clock(load_settings().today))
