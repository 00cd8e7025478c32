"""``troly forms check``: whether every form can be filled in."""

from __future__ import annotations

import argparse

from actions.forms.check import problems
from bot.clock import Clock
from bot.errors import ConfigError
from bot.settings import Settings
from knowledge.store import knowledge, use_folders


def forms_check(settings: Settings, _: argparse.Namespace) -> None:
    """Print what is wrong, or how many forms there are.

    Raises:
        ConfigError: something is wrong.
        knowledge.errors.KnowledgeError: a file breaks the schema.
    """
    use_folders(settings.knowledge_dir, settings.cache_dir, settings.models_dir)
    known = knowledge()
    found = list(problems(known, Clock(settings.today).today()))
    for form, field, problem in found:
        print(f"{form}: {field}: {problem}")
    if found:
        raise ConfigError(f"{len(found)} chỗ phải sửa trong knowledge/forms")
    for form_ in known.forms.values():
        print(f"{form_.id}: {len(form_.fields)} mục, {form_.result}, {form_.version.document}")
    print(f"{len(known.forms)} tờ khai, không có lỗi.")
