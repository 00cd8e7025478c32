"""First tables: conversations, inbox, outbox, buttons, tracker events."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

Serial = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    op.create_table(
        "conversation",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("channel", sa.String(16), nullable=False),
        sa.Column("token_hash", sa.String(64)),
        sa.Column("created_at", sa.Float, nullable=False),
        sa.Column("last_seen_at", sa.Float, nullable=False),
        sa.Column("lease_owner", sa.String(64)),
        sa.Column("lease_token", sa.String(32)),
        sa.Column("lease_until", sa.Float),
        sa.PrimaryKeyConstraint("id", name="pk_conversation"),
        sa.UniqueConstraint("token_hash", name="uq_conversation_token_hash"),
    )
    op.create_table(
        "inbox",
        sa.Column("id", Serial, nullable=False, autoincrement=True),
        sa.Column("turn_id", sa.String(32), nullable=False),
        sa.Column("conversation_id", sa.String(32), nullable=False),
        sa.Column("client_id", sa.String(64), nullable=False),
        sa.Column("text", sa.LargeBinary, nullable=False),
        sa.Column("button", sa.String(32)),
        sa.Column("state", sa.String(8), nullable=False),
        sa.Column("status", sa.String(16)),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("received_at", sa.Float, nullable=False),
        sa.Column("done_at", sa.Float),
        sa.PrimaryKeyConstraint("id", name="pk_inbox"),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversation.id"], name="fk_inbox_conversation_id"
        ),
        sa.UniqueConstraint("turn_id", name="uq_inbox_turn_id"),
        sa.UniqueConstraint(
            "conversation_id", "client_id", name="uq_inbox_conversation_id_client_id"
        ),
    )
    op.create_index("ix_inbox_state_id", "inbox", ["state", "id"])
    op.create_table(
        "outbox",
        sa.Column("id", Serial, nullable=False, autoincrement=True),
        sa.Column("turn_id", sa.String(32), nullable=False),
        sa.Column("conversation_id", sa.String(32), nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("body", sa.LargeBinary, nullable=False),
        sa.Column("state", sa.String(8), nullable=False),
        sa.Column("created_at", sa.Float, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_outbox"),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversation.id"], name="fk_outbox_conversation_id"
        ),
        sa.UniqueConstraint("turn_id", "position", name="uq_outbox_turn_id_position"),
    )
    op.create_index("ix_outbox_conversation_id_id", "outbox", ["conversation_id", "id"])
    op.create_table(
        "button",
        sa.Column("token", sa.String(32), nullable=False),
        sa.Column("conversation_id", sa.String(32), nullable=False),
        sa.Column("command", sa.Text, nullable=False),
        sa.Column("created_at", sa.Float, nullable=False),
        sa.PrimaryKeyConstraint("token", name="pk_button"),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversation.id"], name="fk_button_conversation_id"
        ),
    )
    op.create_index("ix_button_conversation_id", "button", ["conversation_id"])
    op.create_table(
        "tracker_event",
        sa.Column("id", Serial, nullable=False, autoincrement=True),
        sa.Column("sender_id", sa.String(255), nullable=False),
        sa.Column("type_name", sa.String(64), nullable=False),
        sa.Column("timestamp", sa.Float, nullable=False),
        sa.Column("data", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_tracker_event"),
    )
    op.create_index("ix_tracker_event_sender_id_id", "tracker_event", ["sender_id", "id"])


def downgrade() -> None:
    for table in ("tracker_event", "button", "outbox", "inbox", "conversation"):
        op.drop_table(table)
