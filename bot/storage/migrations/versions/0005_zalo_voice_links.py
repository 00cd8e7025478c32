"""What Zalo, voice, files and links need."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("conversation") as table:
        table.add_column(sa.Column("human_until", sa.Float))
        table.add_column(sa.Column("speak", sa.String(8), nullable=False, server_default=""))
        table.add_column(sa.Column("link", sa.String(16)))
    with op.batch_alter_table("outbox") as table:
        table.add_column(sa.Column("sent_by", sa.String(64)))
    op.create_table(
        "attachment",
        sa.Column("turn_id", sa.String(32), nullable=False),
        sa.Column("source", sa.LargeBinary, nullable=False),
        sa.Column("data", sa.LargeBinary),
        sa.Column("mime", sa.String(64)),
        sa.Column("created_at", sa.Float, nullable=False),
        sa.PrimaryKeyConstraint("turn_id", name="pk_attachment"),
        sa.ForeignKeyConstraint(["turn_id"], ["inbox.turn_id"], name="fk_attachment_turn_id_inbox"),
    )
    op.create_table(
        "file",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("conversation_id", sa.String(32), nullable=False),
        sa.Column("name", sa.LargeBinary, nullable=False),
        sa.Column("mime", sa.String(96), nullable=False),
        sa.Column("data", sa.LargeBinary, nullable=False),
        sa.Column("created_at", sa.Float, nullable=False),
        sa.Column("expires_at", sa.Float, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_file"),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversation.id"], name="fk_file_conversation_id_conversation"
        ),
    )
    op.create_index("ix_file_conversation_id", "file", ["conversation_id"])
    op.create_table(
        "channel_token",
        sa.Column("channel", sa.String(32), nullable=False),
        sa.Column("access", sa.LargeBinary, nullable=False),
        sa.Column("refresh", sa.LargeBinary, nullable=False),
        sa.Column("expires_at", sa.Float, nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("state_at", sa.Float, nullable=False),
        sa.PrimaryKeyConstraint("channel", name="pk_channel_token"),
    )
    op.create_table(
        "member",
        sa.Column("name", sa.String(64), nullable=False),
        sa.Column("password_hash", sa.String(160), nullable=False),
        sa.Column("role", sa.String(16), nullable=False),
        sa.Column("valid_from", sa.Float, nullable=False),
        sa.Column("created_at", sa.Float, nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_member"),
    )
    op.create_table(
        "link",
        sa.Column("code", sa.String(16), nullable=False),
        sa.Column("procedure", sa.String(64), nullable=False),
        sa.Column("commune", sa.String(64), nullable=False),
        sa.Column("team", sa.String(64), nullable=False),
        sa.Column("created_at", sa.Float, nullable=False),
        sa.PrimaryKeyConstraint("code", name="pk_link"),
        sa.UniqueConstraint("procedure", "commune", "team", name="uq_link_procedure_commune_team"),
    )
    op.create_table(
        "link_count",
        sa.Column("code", sa.String(16), nullable=False),
        sa.Column("day", sa.String(10), nullable=False),
        sa.Column("event", sa.String(16), nullable=False),
        sa.Column("count", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("code", "day", "event", name="pk_link_count"),
        sa.ForeignKeyConstraint(["code"], ["link.code"], name="fk_link_count_code_link"),
    )


def downgrade() -> None:
    for name in ("link_count", "link", "member", "channel_token", "file", "attachment"):
        op.drop_table(name)
    with op.batch_alter_table("outbox") as table:
        table.drop_column("sent_by")
    with op.batch_alter_table("conversation") as table:
        for column in ("human_until", "speak", "link"):
            table.drop_column(column)
