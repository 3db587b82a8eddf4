"""Make the tables of media, notes and reviews."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

FLOAT = sa.Float(53)


def upgrade() -> None:
    op.create_table(
        "media",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("tab", sa.String(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("first_t", FLOAT, nullable=False),
        sa.Column("last_t", FLOAT, nullable=False),
        sa.Column("content_type", sa.String(), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("received_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_media"),
        sa.ForeignKeyConstraint(["session_id"], ["session.id"], name="fk_media_session_id_session"),
        sa.UniqueConstraint(
            "session_id", "kind", "tab", "seq", name="uq_media_session_id_kind_tab_seq"
        ),
    )
    op.create_table(
        "note",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.String(), nullable=False),
        sa.Column("t", FLOAT, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("code", sa.String(), nullable=True),
        sa.Column("author", sa.String(), nullable=True),
        sa.Column("created_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_note"),
        sa.ForeignKeyConstraint(["session_id"], ["session.id"], name="fk_note_session_id_session"),
    )
    op.create_index("ix_note_session_id", "note", ["session_id"])
    op.create_table(
        "review",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("t", FLOAT, nullable=False),
        sa.Column("location", sa.Text(), nullable=False),
        sa.Column("verdict", sa.String(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("created_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_review"),
        sa.ForeignKeyConstraint(
            ["session_id"], ["session.id"], name="fk_review_session_id_session"
        ),
        sa.UniqueConstraint(
            "session_id", "kind", "t", "location", name="uq_review_session_id_kind_t_location"
        ),
    )


def downgrade() -> None:
    for table in ("review", "note", "media"):
        op.drop_table(table)
