"""Drafts of forms, and wrong codes that were tried."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "draft",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("conversation_id", sa.String(32), nullable=False),
        sa.Column("code_hash", sa.String(64), nullable=False),
        sa.Column("data", sa.LargeBinary, nullable=False),
        sa.Column("active", sa.Integer, nullable=False),
        sa.Column("changed_at", sa.Float, nullable=False),
        sa.Column("expires_at", sa.Float, nullable=False),
        sa.UniqueConstraint("code_hash", name="uq_draft_code_hash"),
    )
    op.create_index("ix_draft_conversation_id", "draft", ["conversation_id"])
    op.create_index("ix_draft_expires_at", "draft", ["expires_at"])
    op.create_table(
        "code_try",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer, "sqlite"),
            primary_key=True,
            autoincrement=True,
        ),
        sa.Column("conversation_id", sa.String(32), nullable=False),
        sa.Column("at", sa.Float, nullable=False),
    )
    op.create_index("ix_code_try_conversation_id_at", "code_try", ["conversation_id", "at"])


def downgrade() -> None:
    op.drop_table("code_try")
    op.drop_table("draft")
