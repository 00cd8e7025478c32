"""What was not understood or was answered wrongly, for editors to learn from."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

Serial = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    op.create_table(
        "unclear",
        sa.Column("id", Serial, nullable=False, autoincrement=True),
        sa.Column("day", sa.String(10), nullable=False),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("text", sa.LargeBinary, nullable=False),
        sa.Column("procedures", sa.Text, nullable=False),
        sa.Column("aspects", sa.Text, nullable=False),
        sa.Column("handled", sa.String(10)),
        sa.PrimaryKeyConstraint("id", name="pk_unclear"),
    )
    op.create_index("ix_unclear_day", "unclear", ["day"])


def downgrade() -> None:
    op.drop_table("unclear")
