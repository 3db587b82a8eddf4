"""Make the table of pauses."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

FLOAT = sa.Float(53)


def upgrade() -> None:
    op.create_table(
        "pause",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.String(), nullable=False),
        sa.Column("start_t", FLOAT, nullable=False),
        sa.Column("end_t", FLOAT, nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("author", sa.String(), nullable=True),
        sa.Column("created_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_pause"),
        sa.ForeignKeyConstraint(["session_id"], ["session.id"], name="fk_pause_session_id_session"),
    )
    op.create_index("ix_pause_session_id", "pause", ["session_id"])


def downgrade() -> None:
    op.drop_table("pause")
