"""The outbox: replies that were given, kept until their channel has them."""

from __future__ import annotations

import hashlib
import json
import secrets
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.engine import Connection
from sqlalchemy.exc import IntegrityError

from bot.messages import Command, Reply, Speak
from bot.privacy.crypto import Cipher
from bot.storage.database import Database
from bot.storage.files import put_file
from bot.storage.tables import button, conversation, outbox

PULL = "pull"
"""The person fetches it. Replies that are pushed move through the other states."""
WAITING = "pending"
SENDING = "sending"
SENT = "sent"
UNKNOWN = "unknown"
"""It was being sent when the sender died, or no answer came: it may have arrived."""
TOLD = "told"
"""It was unknown, and was said again as such when the person wrote again."""
FAILED = "failed"
HELD = "held"
"""The app takes nothing for this person until they write again; then it is sent."""

MAYBE_LOST = "Tin này có thể chưa tới bà con, trợ lý gửi lại:"
SENDING_SECONDS = 120.0
"""After so long without an end, whoever was sending is gone."""


@dataclass(frozen=True)
class Outgoing:
    """A stored reply.

    ``body`` is JSON-ready: text, small, status, buttons, files, speak, wants_location.
    """

    id: int
    turn_id: str
    body: Mapping[str, Any]
    at: float

    def to_dict(self) -> dict[str, Any]:
        """Return the reply as the web chat receives it."""
        return {"id": self.id, "turn_id": self.turn_id, **self.body}


@dataclass(frozen=True)
class Claimed:
    """A reply that is being sent: to whom, by which channel, for which time (1 ..)."""

    reply: Outgoing
    conversation: str
    channel: str
    address: str
    attempt: int


class Outbox:
    """Reads and writes replies; swaps the meaning of buttons for opaque tokens."""

    def __init__(self, db: Database, cipher: Cipher) -> None:
        self._db = db
        self._cipher = cipher

    def put(
        self,
        connection: Connection,
        turn_id: str,
        conversation: str,
        replies: Sequence[Reply],
        knowledge: str = "",
        state: str = PULL,
        speak: Speak = "",
    ) -> list[Outgoing]:
        """Store the replies of a turn as part of the caller's transaction.

        ``knowledge`` is the version of the knowledge that they are from, ``state``
        whether they are fetched or pushed, ``speak`` whether they are to be read aloud
        without being asked.
        """
        now = time.time()
        stored = []
        for position, reply in enumerate(replies):
            body = self._body(connection, conversation, reply, now)
            body["speak"] = speak
            sealed = self._cipher.seal(json.dumps(body, ensure_ascii=False))
            result = connection.execute(
                insert(outbox).values(
                    turn_id=turn_id,
                    conversation_id=conversation,
                    position=position,
                    body=sealed,
                    state=state,
                    created_at=now,
                    knowledge=knowledge or None,
                )
            )
            stored.append(Outgoing(int(result.inserted_primary_key[0]), turn_id, body, now))
        return stored

    def _body(
        self, connection: Connection, conversation: str, reply: Reply, now: float
    ) -> dict[str, Any]:
        tokens = [secrets.token_urlsafe(12) for _ in reply.buttons]
        if tokens:
            connection.execute(
                insert(button),
                [
                    {
                        "token": token,
                        "conversation_id": conversation,
                        "command": json.dumps(choice.command.to_dict()),
                        "created_at": now,
                    }
                    for token, choice in zip(tokens, reply.buttons, strict=True)
                ],
            )
        return {
            "text": reply.text,
            "small": reply.small,
            "status": reply.status,
            "buttons": [
                {"title": choice.title, "token": token}
                for token, choice in zip(tokens, reply.buttons, strict=True)
            ],
            "files": [
                put_file(connection, self._cipher, conversation, one) for one in reply.attached
            ],
            "wants_location": reply.wants_location,
        }

    def of_turn(self, connection: Connection, turn_id: str) -> list[Outgoing]:
        """Return the replies that a turn got."""
        query = select(outbox).where(outbox.c.turn_id == turn_id).order_by(outbox.c.position)
        return [self._open(row) for row in connection.execute(query)]

    def after(self, conversation: str, after: int, limit: int = 200) -> list[Outgoing]:
        """Return the replies of a conversation with an id above ``after``, oldest first."""
        query = (
            select(outbox)
            .where(outbox.c.conversation_id == conversation, outbox.c.id > after)
            .order_by(outbox.c.id)
            .limit(limit)
        )
        with self._db.read() as connection:
            return [self._open(row) for row in connection.execute(query).all()]

    def one(self, conversation_id: str, id: int) -> Outgoing | None:
        """Return a reply of a conversation; ``None`` if it has no such reply."""
        query = select(outbox).where(outbox.c.conversation_id == conversation_id, outbox.c.id == id)
        with self._db.read() as connection:
            row = connection.execute(query).one_or_none()
        return None if row is None else self._open(row)

    def any_one(self, id: int) -> Outgoing | None:
        """Return a reply of whoever it is, for those who hold a ticket to it."""
        with self._db.read() as connection:
            row = connection.execute(select(outbox).where(outbox.c.id == id)).one_or_none()
        return None if row is None else self._open(row)

    def newest(self, conversation: str, limit: int) -> list[Outgoing]:
        """Return the last ``limit`` replies of a conversation, oldest first."""
        query = (
            select(outbox)
            .where(outbox.c.conversation_id == conversation)
            .order_by(outbox.c.id.desc())
            .limit(limit)
        )
        with self._db.read() as connection:
            return [self._open(row) for row in reversed(connection.execute(query).all())]

    def choice(self, connection: Connection, conversation: str, number: int) -> Command | None:
        """Return what the button in place ``number`` (1 ..) of the last reply means."""
        query = (
            select(outbox)
            .where(outbox.c.conversation_id == conversation)
            .order_by(outbox.c.id.desc())
            .limit(1)
        )
        row = connection.execute(query).one_or_none()
        buttons = self._open(row).body["buttons"] if row is not None else ()
        if not 1 <= number <= len(buttons):
            return None
        return find_command(connection, conversation, buttons[number - 1]["token"])

    def give_up_sending(self, owner: str) -> int:
        """Note as unknown what a gateway was sending when it died; return how many.

        To be called at its start, before it sends anything.
        """
        mine = (outbox.c.state == SENDING) & (outbox.c.sent_by == owner)
        with self._db.write() as connection:
            ended = connection.execute(
                update(outbox).where(mine).values(state=UNKNOWN, state_at=time.time())
            )
        return int(ended.rowcount)

    def claim(self, channels: Sequence[str], limit: int, owner: str = "") -> list[Claimed]:
        """Take replies that are due to be sent, at most one of each conversation.

        The state ``sending`` is durable before anything is sent. Replies of those who
        left are given up, and what somebody was sending and never ended is unknown.
        """
        now = time.time()
        earlier = outbox.alias()
        first = ~(
            select(earlier.c.id)
            .where(
                earlier.c.conversation_id == outbox.c.conversation_id,
                earlier.c.id < outbox.c.id,
                earlier.c.state.in_((WAITING, SENDING)),
            )
            .exists()
        )
        due = (outbox.c.not_before.is_(None)) | (outbox.c.not_before <= now)
        query = (
            select(outbox, conversation.c.channel, conversation.c.address, conversation.c.left_at)
            .join(conversation, conversation.c.id == outbox.c.conversation_id)
            .where(outbox.c.state == WAITING, conversation.c.channel.in_(channels), due, first)
            .order_by(outbox.c.id)
            .limit(limit)
        )
        with self._db.write() as connection:
            connection.execute(
                update(outbox)
                .where(outbox.c.state == SENDING, outbox.c.state_at < now - SENDING_SECONDS)
                .values(state=UNKNOWN, state_at=now)
            )
            taken = []
            for row in connection.execute(query).all():
                state = SENDING if row.left_at is None else FAILED
                moved = connection.execute(
                    update(outbox)
                    .where(outbox.c.id == row.id, outbox.c.state == WAITING)
                    .values(
                        state=state,
                        state_at=now,
                        attempts=outbox.c.attempts + 1,
                        sent_by=owner[:64],
                    )
                )
                if moved.rowcount == 1 and state == SENDING:
                    taken.append(self._claimed(row))
            return taken

    def _claimed(self, row: Any) -> Claimed:
        address = self._cipher.open(row.address)
        return Claimed(self._open(row), row.conversation_id, row.channel, address, row.attempts + 1)

    def settle(self, id: int, state: str, not_before: float | None = None) -> None:
        """Note how sending a reply ended: sent, unknown, failed, or pending once more."""
        with self._db.write() as connection:
            connection.execute(
                update(outbox)
                .where(outbox.c.id == id, outbox.c.state == SENDING)
                .values(state=state, state_at=time.time(), not_before=not_before)
            )

    def notice(self, conversation_id: str, text: str, name: str) -> None:
        """Say something that no turn asked for; the same ``name`` only once."""
        try:
            with self._db.write() as connection:
                reply = Reply(text, status="blocked")
                turn_id = _name(conversation_id, name)
                self.put(connection, turn_id, conversation_id, [reply], state=WAITING)
        except IntegrityError:
            return

    def catch_up(self, conversation_id: str) -> bool:
        """Do, now that a person writes again, what had to wait for that; say if there was any.

        What was held back is sent. What may not have arrived is said again, as such.
        """
        mine = outbox.c.conversation_id == conversation_id
        late = mine & outbox.c.state.in_((HELD, UNKNOWN))
        with self._db.read() as connection:
            if connection.execute(select(outbox.c.id).where(late).limit(1)).first() is None:
                return False
        with self._db.write() as connection:
            connection.execute(
                update(outbox)
                .where(mine, outbox.c.state == HELD)
                .values(state=WAITING, not_before=None, attempts=0)
            )
            unknown = select(outbox).where(mine, outbox.c.state == UNKNOWN).order_by(outbox.c.id)
            for row in connection.execute(unknown).all():
                told = connection.execute(
                    update(outbox)
                    .where(outbox.c.id == row.id, outbox.c.state == UNKNOWN)
                    .values(state=TOLD)
                )
                if told.rowcount == 1:
                    again = Reply(f"{MAYBE_LOST}\n\n{self._open(row).body['text']}")
                    turn_id = _name(conversation_id, f"again:{row.id}")
                    self.put(connection, turn_id, conversation_id, [again], state=WAITING)
        return True

    def _open(self, row: Any) -> Outgoing:
        body = json.loads(self._cipher.open(row.body))
        return Outgoing(int(row.id), row.turn_id, body, row.created_at)


def _name(conversation_id: str, name: str) -> str:
    """Return a turn id for what no turn asked for, the same for the same name."""
    return hashlib.sha256(f"{conversation_id}:{name}".encode()).hexdigest()[:32]


def find_command(connection: Connection, conversation: str, token: str) -> Command | None:
    """Return what a button means; ``None`` for a token that this conversation never got."""
    query = select(button.c.command).where(
        button.c.token == token, button.c.conversation_id == conversation
    )
    command = connection.execute(query).scalar_one_or_none()
    return None if command is None else Command.from_dict(json.loads(command))
