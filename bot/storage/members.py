"""Who may see the pages for community teams."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Literal, get_args

from argon2 import PasswordHasher
from argon2.exceptions import VerificationError
from sqlalchemy import delete, insert, select, update

from bot.storage.database import Database
from bot.storage.tables import member

Role = Literal["viewer", "team", "editor", "admin"]
"""Each may do what the ones before it may: see, make links, edit texts, manage members."""
ROLES: tuple[Role, ...] = get_args(Role)
LEAST_PASSWORD = 10

_hasher = PasswordHasher()
_NOBODY = _hasher.hash("nobody has this password")
"""Checked where there is no such member, so that it takes as long."""


@dataclass(frozen=True)
class Member:
    """Somebody of a team. Sessions from before ``valid_from`` (seconds since 1970) have ended."""

    name: str
    role: Role
    valid_from: float

    def may(self, role: Role) -> bool:
        """Say whether they may do what a role may."""
        return ROLES.index(self.role) >= ROLES.index(role)


def save_member(db: Database, name: str, password: str, role: Role) -> None:
    """Add a member, or give them a new password and role; their sessions end.

    Raises:
        ValueError: the password is too short, or the name is empty or too long.
    """
    if len(password) < LEAST_PASSWORD:
        raise ValueError(f"mật khẩu cần ít nhất {LEAST_PASSWORD} ký tự")
    if not 1 <= len(name) <= 64:
        raise ValueError("tên cần từ 1 đến 64 ký tự")
    now = time.time()
    values = {"password_hash": _hasher.hash(password), "role": role, "valid_from": now}
    with db.write() as connection:
        changed = connection.execute(update(member).where(member.c.name == name).values(values))
        if changed.rowcount == 0:
            connection.execute(insert(member).values(name=name, created_at=now, **values))


def remove_member(db: Database, name: str) -> bool:
    """Take a member away, and with them their sessions; say whether there was one."""
    with db.write() as connection:
        return bool(connection.execute(delete(member).where(member.c.name == name)).rowcount)


def find_member(db: Database, name: str) -> Member | None:
    """Return a member; ``None`` if there is none of this name."""
    with db.read() as connection:
        row = connection.execute(select(member).where(member.c.name == name)).one_or_none()
    return Member(row.name, row.role, row.valid_from) if row is not None else None


def all_members(db: Database) -> list[Member]:
    """Return everybody, by name."""
    with db.read() as connection:
        rows = connection.execute(select(member).order_by(member.c.name)).all()
    return [Member(row.name, row.role, row.valid_from) for row in rows]


def check_password(db: Database, name: str, password: str) -> Member | None:
    """Return the member whose password this is; ``None`` if it is nobody's."""
    with db.read() as connection:
        row = connection.execute(select(member).where(member.c.name == name)).one_or_none()
    try:
        _hasher.verify(row.password_hash if row is not None else _NOBODY, password)
    except VerificationError:
        return None
    return Member(row.name, row.role, row.valid_from) if row is not None else None


def end_sessions(db: Database, name: str) -> None:
    """End all sessions of a member."""
    with db.write() as connection:
        connection.execute(
            update(member).where(member.c.name == name).values(valid_from=time.time())
        )
