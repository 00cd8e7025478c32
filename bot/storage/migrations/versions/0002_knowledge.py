"""Which version of the knowledge a reply is from; how often aspects are asked for."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("outbox", sa.Column("knowledge", sa.String(16)))
    op.create_table(
        "asked",
        sa.Column("procedure", sa.String(64), nullable=False),
        sa.Column("aspect", sa.String(24), nullable=False),
        sa.Column("day", sa.String(10), nullable=False),
        sa.Column("count", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("procedure", "aspect", "day", name="pk_asked"),
    )


def downgrade() -> None:
    op.drop_table("asked")
    with op.batch_alter_table("outbox") as table:
        table.drop_column("knowledge")
