"""Channels that replies are pushed to: where people are reached, and how sending stands."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("conversation") as table:
        table.add_column(sa.Column("address", sa.LargeBinary))
        table.add_column(sa.Column("address_hash", sa.String(64)))
        table.add_column(sa.Column("left_at", sa.Float))
        table.create_unique_constraint("uq_conversation_address_hash", ["address_hash"])
    with op.batch_alter_table("inbox") as table:
        table.add_column(sa.Column("kind", sa.String(12), nullable=False, server_default="text"))
    with op.batch_alter_table("outbox") as table:
        table.add_column(sa.Column("attempts", sa.Integer, nullable=False, server_default="0"))
        table.add_column(sa.Column("not_before", sa.Float))
        table.add_column(sa.Column("state_at", sa.Float))
    op.create_index("ix_outbox_state_id", "outbox", ["state", "id"])


def downgrade() -> None:
    op.drop_index("ix_outbox_state_id", "outbox")
    with op.batch_alter_table("outbox") as table:
        for column in ("attempts", "not_before", "state_at"):
            table.drop_column(column)
    with op.batch_alter_table("inbox") as table:
        table.drop_column("kind")
    with op.batch_alter_table("conversation") as table:
        table.drop_constraint("uq_conversation_address_hash", type_="unique")
        for column in ("address", "address_hash", "left_at"):
            table.drop_column(column)
