"""Drafts of forms in the database (:mod:`bot.storage.drafts`)."""

from __future__ import annotations

import json
from datetime import datetime

from actions.forms.draft import Draft
from actions.forms.store import Erased, Kept
from bot.clock import LOCAL
from bot.privacy.crypto import Cipher
from bot.storage.database import Database
from bot.storage.drafts import DraftRow, DraftTable


class StoredDrafts:
    """Keeps drafts sealed; what a turn changes is written when the turn ends."""

    def __init__(self, db: Database, cipher: Cipher) -> None:
        self._table = DraftTable(db, cipher)

    def active(self, conversation: str, now: datetime) -> Kept | None:
        """Return the draft that is being filled in."""
        return _kept(self._table.latest(conversation, active=True, now=now.timestamp()))

    def parked(self, conversation: str, now: datetime) -> Kept | None:
        """Return the draft that was put aside last."""
        return _kept(self._table.latest(conversation, active=False, now=now.timestamp()))

    def by_code(self, code: str, now: datetime) -> Kept | None:
        """Return the draft of a code."""
        return _kept(self._table.by_code(code, now.timestamp()))

    def keep(self, kept: Kept) -> None:
        """Keep a draft, new or changed."""
        data = json.dumps({"draft": kept.draft.to_dict(), "code": kept.code}, ensure_ascii=False)
        row = DraftRow(kept.id, kept.conversation, data, kept.active, kept.expires_at.timestamp())
        self._table.put(row, kept.code)

    def drop(self, kept: Kept) -> None:
        """Erase one draft."""
        self._table.remove(kept.id)

    def erase(self, conversation: str) -> Erased:
        """Erase all drafts and files of a conversation at once, counted before and after."""
        answers = sum(
            len(json.loads(row.data)["draft"]["answers"]) for row in self._table.of(conversation)
        )
        before = self._table.counts(conversation)
        self._table.erase(conversation)
        after = self._table.counts(conversation)
        return Erased(before.drafts, answers, before.files, after.drafts, after.files)

    def note_wrong_code(self, conversation: str) -> None:
        """Remember that somebody gave a code that is none's."""
        self._table.note_wrong_code(conversation)

    def guesses_too_much(self, conversation: str) -> bool:
        """Say whether somebody gave too many wrong codes."""
        return self._table.guesses_too_much(conversation)


def _kept(row: DraftRow | None) -> Kept | None:
    if row is None:
        return None
    data = json.loads(row.data)
    return Kept(
        row.id,
        row.conversation,
        Draft.from_dict(data["draft"]),
        data["code"],
        datetime.fromtimestamp(row.expires_at, LOCAL),
        row.active,
    )
