"""Members of teams are added, listed and removed; a weak password is refused."""

from __future__ import annotations

import argparse
from pathlib import Path

import pytest

from bot.errors import ConfigError
from bot.settings import load_settings
from bot.storage.database import Database
from bot.storage.members import check_password
from bot.team_commands import run


@pytest.fixture(autouse=True)
def own_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An installation of its own."""
    monkeypatch.setenv("TROLY_DATA_DIR", str(tmp_path))


def do(what: str, name: str = "Cô Tư", *passwords: str) -> list[str]:
    """Run a command; return what was said."""
    said: list[str] = []
    answers = iter(passwords)
    options = argparse.Namespace(what=what, name=name, role="team")
    run(load_settings(), options, lambda _: next(answers), said.append)
    return said


def test_a_member_comes_changes_their_password_and_goes() -> None:
    do("add", "Cô Tư", "mot mat khau dai", "mot mat khau dai")
    do("add", "Cô Tư", "mat khau khac han", "mat khau khac han")
    db = Database(load_settings().database_url)
    assert check_password(db, "Cô Tư", "mot mat khau dai") is None
    member = check_password(db, "Cô Tư", "mat khau khac han")
    assert member is not None
    assert member.may("team")
    assert not member.may("admin")
    assert do("list") == ["Cô Tư: team"]
    do("remove")
    assert do("list") == []


@pytest.mark.parametrize(
    ("passwords", "said"),
    [(("ngan", "ngan"), "ít nhất 10"), (("mot mat khau dai", "khac"), "không giống nhau")],
)
def test_a_weak_or_mistyped_password_is_refused(passwords: tuple[str, str], said: str) -> None:
    with pytest.raises(ConfigError, match=said):
        do("add", "Cô Tư", *passwords)


def test_nobody_cannot_be_removed() -> None:
    with pytest.raises(ConfigError, match="Không có ai"):
        do("remove", "Ai đó")
