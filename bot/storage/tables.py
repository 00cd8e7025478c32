"""The tables, one for each thing that must survive a crash.

Times are seconds since 1970 (UTC) as floats. Whatever a citizen wrote or read
is a sealed column (:class:`bot.privacy.crypto.Cipher`). The migrations in
``migrations/versions`` are what makes these tables; a test compares the two.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

# SQLite counts up by itself only for a column whose type is exactly INTEGER.
Serial = BigInteger().with_variant(Integer, "sqlite")

conversation = Table(
    "conversation",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("channel", String(16), nullable=False),
    Column("token_hash", String(64), unique=True),
    # Where a channel that is pushed to reaches the person, sealed, and what finds it: a
    # keyed hash.
    Column("address", LargeBinary),
    Column("address_hash", String(64), unique=True),
    # Since when the person does not want to hear from us any more (blocked the bot).
    Column("left_at", Float),
    # Until when a person of ours has the conversation, so that the assistant is silent.
    Column("human_until", Float),
    # How answers are spoken: nothing, "normal" or "slow" (bot.messages.Speak).
    Column("speak", String(8), nullable=False, server_default=""),
    # The link that led here, if one did.
    Column("link", String(16)),
    Column("created_at", Float, nullable=False),
    Column("last_seen_at", Float, nullable=False),
    # Who works on this conversation now; a run without the current token may
    # not commit, however late it comes back.
    Column("lease_owner", String(64)),
    Column("lease_token", String(32)),
    Column("lease_until", Float),
)

inbox = Table(
    "inbox",
    metadata,
    Column("id", Serial, primary_key=True, autoincrement=True),
    Column("turn_id", String(32), nullable=False, unique=True),
    Column("conversation_id", ForeignKey("conversation.id"), nullable=False),
    Column("client_id", String(64), nullable=False),
    Column("text", LargeBinary, nullable=False),
    Column("button", String(32)),
    Column("kind", String(12), nullable=False, server_default="text"),  # bot.messages.Kind
    Column("state", String(8), nullable=False),  # pending, done
    Column("status", String(16)),  # how it ended: bot.messages.Status
    Column("attempts", Integer, nullable=False),
    Column("received_at", Float, nullable=False),
    Column("done_at", Float),
    # The same message sent again, because the answer got lost, is one message.
    UniqueConstraint("conversation_id", "client_id"),
    Index(None, "state", "id"),
)

# What came with a message: a voice recording or a photo. Kept sealed, and only until the
# turn is answered.
attachment = Table(
    "attachment",
    metadata,
    Column("turn_id", ForeignKey("inbox.turn_id"), primary_key=True),
    # Where the channel keeps it (sealed), until it is fetched.
    Column("source", LargeBinary, nullable=False),
    Column("data", LargeBinary),
    Column("mime", String(64)),
    Column("created_at", Float, nullable=False),
)

# Finished documents and pictures that a reply brings, sealed, until they expire. The
# name is random: whoever has it may fetch the file.
file = Table(
    "file",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("conversation_id", ForeignKey("conversation.id"), nullable=False),
    Column("name", LargeBinary, nullable=False),
    Column("mime", String(96), nullable=False),
    Column("data", LargeBinary, nullable=False),
    Column("created_at", Float, nullable=False),
    Column("expires_at", Float, nullable=False),
    Index(None, "conversation_id"),
)

# Forms that are being filled in, or were and can still be fetched; the answers are sealed.
# Whoever has the code may go on elsewhere; a keyed hash finds it.
draft = Table(
    "draft",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("conversation_id", String(32), nullable=False),
    Column("code_hash", String(64), nullable=False, unique=True),
    Column("data", LargeBinary, nullable=False),
    Column("active", Integer, nullable=False),
    Column("changed_at", Float, nullable=False),
    Column("expires_at", Float, nullable=False),
    Index(None, "conversation_id"),
    Index(None, "expires_at"),
)

# Codes of drafts that were tried and are none's, to stop who guesses.
code_try = Table(
    "code_try",
    metadata,
    Column("id", Serial, primary_key=True, autoincrement=True),
    Column("conversation_id", String(32), nullable=False),
    Column("at", Float, nullable=False),
    Index(None, "conversation_id", "at"),
)

# Tokens of channels whose tokens change (Zalo Official Account), one row each.
channel_token = Table(
    "channel_token",
    metadata,
    Column("channel", String(32), primary_key=True),
    Column("access", LargeBinary, nullable=False),
    Column("refresh", LargeBinary, nullable=False),
    Column("expires_at", Float, nullable=False),
    # ok; refreshing; unsure (asked once, no answer came); needs_reauth (an admin must consent).
    Column("state", String(16), nullable=False),
    Column("state_at", Float, nullable=False),
)

# Who may see the pages for teams. The password is kept as an Argon2 hash; sessions made
# before ``valid_from`` have ended.
member = Table(
    "member",
    metadata,
    Column("name", String(64), primary_key=True),
    Column("password_hash", String(160), nullable=False),
    Column("role", String(16), nullable=False),  # bot.storage.members.Role
    Column("valid_from", Float, nullable=False),
    Column("created_at", Float, nullable=False),
)

# A link that a community team hands out: to a procedure, for a commune, on a channel.
link = Table(
    "link",
    metadata,
    Column("code", String(16), primary_key=True),
    Column("procedure", String(64), nullable=False),
    Column("commune", String(64), nullable=False),
    Column("team", String(64), nullable=False),
    Column("created_at", Float, nullable=False),
    UniqueConstraint("procedure", "commune", "team"),
)

# What came of links, by day; nothing of anybody.
link_count = Table(
    "link_count",
    metadata,
    Column("code", ForeignKey("link.code"), primary_key=True),
    Column("day", String(10), primary_key=True),
    Column("event", String(16), primary_key=True),  # bot.storage.links.Event
    Column("count", Integer, nullable=False),
)

outbox = Table(
    "outbox",
    metadata,
    Column("id", Serial, primary_key=True, autoincrement=True),
    Column("turn_id", String(32), nullable=False),
    Column("conversation_id", ForeignKey("conversation.id"), nullable=False),
    Column("position", Integer, nullable=False),
    Column("body", LargeBinary, nullable=False),
    # "pull": the channel fetches (web). Channels that are pushed to move through
    # pending, sending, sent, unknown, failed.
    Column("state", String(8), nullable=False),
    Column("created_at", Float, nullable=False),
    # The version of the knowledge that the reply was given from, if it was.
    Column("knowledge", String(16)),
    # Of pushed channels: how often it was tried, not before when again, since when it is
    # being sent or in its last state.
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("not_before", Float),
    Column("state_at", Float),
    # Which gateway is sending it, or was.
    Column("sent_by", String(64)),
    UniqueConstraint("turn_id", "position"),
    Index(None, "conversation_id", "id"),
    Index(None, "state", "id"),
)

button = Table(
    "button",
    metadata,
    Column("token", String(32), primary_key=True),
    Column("conversation_id", ForeignKey("conversation.id"), nullable=False),
    Column("command", Text, nullable=False),
    Column("created_at", Float, nullable=False),
    Index(None, "conversation_id"),
)

tracker_event = Table(
    "tracker_event",
    metadata,
    Column("id", Serial, primary_key=True, autoincrement=True),
    Column("sender_id", String(255), nullable=False),
    Column("type_name", String(64), nullable=False),
    Column("timestamp", Float, nullable=False),
    Column("data", LargeBinary, nullable=False),
    Index(None, "sender_id", "id"),
)

# How often an aspect of a procedure was asked for on a day; nothing of anybody.
asked = Table(
    "asked",
    metadata,
    Column("procedure", String(64), primary_key=True),
    Column("aspect", String(24), primary_key=True),
    Column("day", String(10), primary_key=True),
    Column("count", Integer, nullable=False),
)

# What was not understood, asked back, not known, or marked as answered wrongly. Nothing
# here names the conversation or the channel; the text is redacted before it is sealed.
unclear = Table(
    "unclear",
    metadata,
    Column("id", Serial, primary_key=True, autoincrement=True),
    Column("day", String(10), nullable=False),
    Column("kind", String(10), nullable=False),  # bot.storage.unclear.Kind
    Column("text", LargeBinary, nullable=False),
    Column("procedures", Text, nullable=False),  # answered or offered, JSON
    Column("aspects", Text, nullable=False),  # JSON
    Column("handled", String(10)),  # what an editor made of it; open while NULL
    Index(None, "day"),
)
