"""``troly team``: who may see the pages for community teams."""

from __future__ import annotations

import argparse
from collections.abc import Callable

from bot.errors import ConfigError
from bot.settings import Settings
from bot.storage.database import Database
from bot.storage.members import all_members, remove_member, save_member
from bot.storage.migrate import upgrade


def run(
    settings: Settings,
    options: argparse.Namespace,
    ask: Callable[[str], str],
    say: Callable[[str], None],
) -> None:
    """Add, remove or list members.

    Args:
        settings: of this installation.
        options: ``what``, and ``name`` and ``role`` where they are needed.
        ask: asks for a password without showing it.
        say: shows a line.

    Raises:
        ConfigError: the password is too short, or there is no such member.
    """
    db = Database(settings.database_url)
    upgrade(db)
    if options.what == "list":
        for member in all_members(db):
            say(f"{member.name}: {member.role}")
        return
    if options.what == "remove":
        if not remove_member(db, options.name):
            raise ConfigError(f"Không có ai tên {options.name}")
        say(f"Đã bỏ {options.name}.")
        return
    password = ask("Mật khẩu: ")
    if ask("Gõ lại mật khẩu: ") != password:
        raise ConfigError("Hai lần gõ không giống nhau")
    try:
        save_member(db, options.name, password, options.role)
    except ValueError as error:
        raise ConfigError(f"Chưa thêm được: {error}") from error
    say(f"Đã thêm {options.name} ({options.role}). Vào bằng địa chỉ …/doi/")
