"""What the actions need, built when first asked for and replaceable in tests."""

from __future__ import annotations

import functools
from dataclasses import dataclass, field

from actions.forms.store import Drafts, MemoryDrafts
from bot.clock import Clock
from bot.settings import load_settings
from knowledge.store import Knowledge, knowledge, use_folders
from knowledge.texts import Texts


@dataclass(frozen=True)
class Container:
    """The parts that all actions share, with the knowledge as it is now."""

    knowledge: Knowledge
    clock: Clock
    drafts: Drafts = field(default_factory=MemoryDrafts)

    @property
    def texts(self) -> Texts:
        """What is said apart from procedure records."""
        return self.knowledge.texts


@functools.cache
def _clock() -> Clock:
    settings = load_settings()
    use_folders(settings.knowledge_dir, settings.cache_dir, settings.models_dir)
    return Clock(settings.today)


_drafts: Drafts = MemoryDrafts()


def use_drafts(drafts: Drafts) -> None:
    """Say where drafts of forms are kept; in this process's memory unless this is called."""
    global _drafts
    _drafts = drafts


def container() -> Container:
    """Return the parts for this process; a turn takes them once and sees one version.

    Raises:
        bot.errors.ConfigError: a setting is wrong.
        knowledge.errors.KnowledgeError: a knowledge file is wrong.
    """
    clock = _clock()
    return Container(knowledge(), clock, _drafts)
