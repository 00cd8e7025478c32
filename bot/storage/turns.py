"""One turn, from lease to commit: the part of the storage that the dialogue uses.

A turn is worked on under a lease of its conversation and takes effect in one
transaction: tracker events, replies, buttons and "done" appear together or not
at all. So a dialogue may die at any moment, and the turn is simply run again.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlalchemy.engine import Connection

from bot.errors import BusyError, UserError
from bot.messages import Command, Reply, Speak, Status, Turn
from bot.privacy.crypto import Cipher
from bot.storage.asked import Pair, count
from bot.storage.database import Database
from bot.storage.drafts import Write
from bot.storage.inbox import DONE, PENDING, touch
from bot.storage.links import Event
from bot.storage.links import count as count_link
from bot.storage.news import announce
from bot.storage.outbox import PULL, WAITING, Outbox, Outgoing, find_command
from bot.storage.tables import attachment, conversation, inbox, tracker_event
from bot.storage.unclear import Unclear, add

LEASE_SECONDS = 60.0
PULLED = frozenset({"web"})
"""Channels whose people fetch their replies; all others are pushed to."""
MAX_ATTEMPTS = 3


@dataclass(frozen=True)
class StoredEvent:
    """One tracker event. ``data`` is its JSON; ``timestamp`` in seconds since 1970."""

    type_name: str
    timestamp: float
    data: str


@dataclass
class Lease:
    """The right to work on one turn, until ``until`` (seconds since 1970).

    ``events`` collects what the tracker store wants to keep, ``writes`` what forms do; both
    are written when the turn ends. ``worn_out`` says that the turn was begun too often already.
    """

    turn: Turn
    token: str
    channel: str
    expired_button: bool
    worn_out: bool
    events: list[StoredEvent] = field(default_factory=list)
    writes: list[Write] = field(default_factory=list)


@dataclass(frozen=True)
class Basis:
    """What the replies of a turn rest on: the version of the knowledge, what was asked.

    ``asked`` are procedures with aspects, counted for ``day`` (local, ISO);
    ``unclear`` is kept for editors to learn from; ``events`` are counted for the link by
    which the person came; ``speak`` is how answers are spoken from now on, ``None`` as
    before.
    """

    knowledge: str = ""
    asked: tuple[Pair, ...] = ()
    day: str = ""
    unclear: Unclear | None = None
    events: tuple[Event, ...] = ()
    speak: Speak | None = None


class TurnStore:
    """Begins and ends turns. ``owner`` names this dialogue, the same after a restart."""

    def __init__(self, db: Database, cipher: Cipher, owner: str) -> None:
        self._db = db
        self._cipher = cipher
        self._owner = owner
        self._outbox = Outbox(db, cipher)

    def begin(self, turn_id: str) -> Lease | list[Outgoing]:
        """Take the lease of a turn's conversation, or return the replies it already has.

        Raises:
            UserError: there is no such turn.
            BusyError: another dialogue works on this conversation, or an earlier
                message of it still waits; it comes first, whichever gateway took it.
        """
        with self._db.read() as connection:
            row = connection.execute(select(inbox).where(inbox.c.turn_id == turn_id)).one_or_none()
            if row is None:
                raise UserError("unknown_turn", "Không có lượt này.", 404)
            if row.state == DONE:
                return self._outbox.of_turn(connection, turn_id)
            if self._has_earlier(connection, row):
                raise BusyError(row.conversation_id)
            text = self._cipher.open(row.text)
            command = self._command(connection, row, text)
            whose = select(conversation.c.channel).where(conversation.c.id == row.conversation_id)
            channel = str(connection.execute(whose).scalar_one())
            picture = self._picture(connection, row)
        token = self._take(row.conversation_id, turn_id)
        turn = Turn(
            id=turn_id,
            conversation=row.conversation_id,
            text=text,
            command=command or None,
            kind=row.kind,
            picture=picture,
        )
        return Lease(
            turn=turn,
            token=token,
            channel=channel,
            expired_button=bool(row.button) and command is None,
            worn_out=row.attempts >= MAX_ATTEMPTS,
        )

    def _picture(self, connection: Connection, row: Any) -> bytes:
        """Return the photo of a turn; it is erased when the turn ends."""
        if row.kind != "photo":
            return b""
        query = select(attachment.c.data).where(attachment.c.turn_id == row.turn_id)
        sealed = connection.execute(query).scalar_one_or_none()
        return self._cipher.open_bytes(sealed) if sealed else b""

    def _command(self, connection: Connection, row: Any, text: str) -> Command | None:
        """Return what a button means; a number alone picks a button of the last reply."""
        if row.button:
            return find_command(connection, row.conversation_id, row.button)
        if row.kind == "text" and text.strip().isdecimal() and len(text.strip()) <= 2:
            return self._outbox.choice(connection, row.conversation_id, int(text))
        return None

    @staticmethod
    def _has_earlier(connection: Connection, row: Any) -> bool:
        earlier = select(inbox.c.id).where(
            inbox.c.conversation_id == row.conversation_id,
            inbox.c.state == PENDING,
            inbox.c.id < row.id,
        )
        return connection.execute(earlier.limit(1)).first() is not None

    def _take(self, conversation_id: str, turn_id: str) -> str:
        token = secrets.token_hex(16)
        now = time.time()
        free = (
            conversation.c.lease_owner.is_(None)
            | (conversation.c.lease_owner == self._owner)
            | (conversation.c.lease_until < now)
        )
        with self._db.jot() as connection:
            taken = connection.execute(
                update(conversation)
                .where(conversation.c.id == conversation_id, free)
                .values(lease_owner=self._owner, lease_token=token, lease_until=now + LEASE_SECONDS)
            )
            if taken.rowcount != 1:
                raise BusyError(conversation_id)
            connection.execute(
                update(inbox)
                .where(inbox.c.turn_id == turn_id)
                .values(attempts=inbox.c.attempts + 1)
            )
        return token

    def finish(
        self,
        lease: Lease,
        replies: Sequence[Reply],
        status: Status,
        basis: Basis = Basis(),
    ) -> list[Outgoing]:
        """Make everything that a turn did durable, at once.

        Raises:
            BusyError: the lease was lost meanwhile; nothing was written.
        """
        turn = lease.turn
        now = time.time()
        with self._db.write() as connection:
            self._give_back(connection, lease)
            ended = connection.execute(
                update(inbox)
                .where(inbox.c.turn_id == turn.id, inbox.c.state == PENDING)
                .values(state=DONE, status=status, done_at=now)
            )
            if ended.rowcount != 1:
                raise BusyError(turn.conversation)
            save_events(connection, self._cipher, turn.conversation, lease.events)
            for write in lease.writes:
                write(connection)
            touch(connection, turn.conversation, now)
            announce(connection, turn.conversation)
            count(connection, basis.asked, basis.day)
            if basis.unclear is not None:
                add(connection, self._cipher, basis.unclear)
            if turn.kind != "text":
                connection.execute(delete(attachment).where(attachment.c.turn_id == turn.id))
            speak = self._personal(connection, turn.conversation, basis)
            state = PULL if lease.channel in PULLED else WAITING
            return self._outbox.put(
                connection, turn.id, turn.conversation, replies, basis.knowledge, state, speak
            )

    @staticmethod
    def _personal(connection: Connection, conversation_id: str, basis: Basis) -> Speak:
        """Do what depends on the person; return how answers are spoken to them."""
        mine = conversation.c.id == conversation_id
        row = connection.execute(
            select(conversation.c.speak, conversation.c.link).where(mine)
        ).one()
        if basis.speak is not None and basis.speak != row.speak:
            connection.execute(update(conversation).where(mine).values(speak=basis.speak))
        if row.link and basis.day:
            count_link(connection, row.link, basis.day, basis.events)
        speak: Speak = row.speak if basis.speak is None else basis.speak
        return speak

    def _give_back(self, connection: Connection, lease: Lease) -> None:
        given = connection.execute(
            update(conversation)
            .where(
                conversation.c.id == lease.turn.conversation,
                conversation.c.lease_token == lease.token,
            )
            .values(lease_owner=None, lease_token=None, lease_until=None)
        )
        if given.rowcount != 1:
            raise BusyError(lease.turn.conversation)


def save_events(
    connection: Connection, cipher: Cipher, sender_id: str, events: Sequence[StoredEvent]
) -> None:
    """Append tracker events, sealed, as part of the caller's transaction."""
    if not events:
        return
    connection.execute(
        insert(tracker_event),
        [
            {
                "sender_id": sender_id,
                "type_name": item.type_name,
                "timestamp": item.timestamp,
                "data": cipher.seal(item.data),
            }
            for item in events
        ],
    )


def load_events(db: Database, cipher: Cipher, sender_id: str, *, whole: bool) -> list[str]:
    """Return the events (JSON) of a conversation, oldest first.

    Args:
        db: where they lie.
        cipher: opens them.
        sender_id: whose they are.
        whole: all of them; otherwise those since the last session began, so that
            a turn costs the same however long the conversation is.
    """
    mine = tracker_event.c.sender_id == sender_id
    query = select(tracker_event.c.data).where(mine).order_by(tracker_event.c.id)
    if not whole:
        last_start = (
            select(tracker_event.c.id)
            .where(mine, tracker_event.c.type_name == "session_started")
            .order_by(tracker_event.c.id.desc())
            .limit(1)
            .scalar_subquery()
        )
        query = query.where((tracker_event.c.id >= last_start) | (last_start.is_(None)))
    with db.read() as connection:
        return [cipher.open(row.data) for row in connection.execute(query).all()]
