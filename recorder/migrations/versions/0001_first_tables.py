"""Make the first tables."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

FLOAT = sa.Float(53)


def upgrade() -> None:
    _people()
    _recordings()
    _pictures()


def downgrade() -> None:
    for table in ("screen", "asset", "attempt", "batch", "session", "participant", "study"):
        op.drop_table(table)


def _people() -> None:
    op.create_table(
        "study",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("definition", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_ms", sa.BigInteger(), nullable=False),
        sa.Column("is_simulated", sa.Boolean(), nullable=False),
        sa.Column("prototype", sa.String(), nullable=True),
        sa.Column("prototype_url", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_study"),
    )
    op.create_index("ix_study_slug", "study", ["slug"], unique=True)
    op.create_table(
        "participant",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("study_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("join_token", sa.String(), nullable=False),
        sa.Column("variant", sa.String(), nullable=True),
        sa.Column("segment", sa.String(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("is_simulated", sa.Boolean(), nullable=False),
        sa.Column("created_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_participant"),
        sa.ForeignKeyConstraint(["study_id"], ["study.id"], name="fk_participant_study_id_study"),
        sa.UniqueConstraint("study_id", "code", name="uq_participant_study_id_code"),
    )
    op.create_index("ix_participant_study_id", "participant", ["study_id"])
    op.create_index("ix_participant_join_token", "participant", ["join_token"], unique=True)


def _recordings() -> None:
    op.create_table(
        "session",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("study_id", sa.Integer(), nullable=False),
        sa.Column("participant_id", sa.Integer(), nullable=False),
        sa.Column("token", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("created_ms", sa.BigInteger(), nullable=False),
        sa.Column("closed_ms", sa.BigInteger(), nullable=True),
        sa.Column("origin_ms", FLOAT, nullable=True),
        sa.Column("definition_version", sa.Integer(), nullable=False),
        sa.Column("consent_ms", sa.BigInteger(), nullable=False),
        sa.Column("consent_text", sa.Text(), nullable=False),
        sa.Column("tracker", sa.String(), nullable=True),
        sa.Column("user_agent", sa.String(), nullable=True),
        sa.Column("width", sa.Float(), nullable=True),
        sa.Column("height", sa.Float(), nullable=True),
        sa.Column("dpr", sa.Float(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_session"),
        sa.ForeignKeyConstraint(["study_id"], ["study.id"], name="fk_session_study_id_study"),
        sa.ForeignKeyConstraint(
            ["participant_id"], ["participant.id"], name="fk_session_participant_id_participant"
        ),
    )
    op.create_index("ix_session_study_id", "session", ["study_id"])
    op.create_index("ix_session_participant_id", "session", ["participant_id"])
    op.create_index("ix_session_token", "session", ["token"], unique=True)
    op.create_table(
        "batch",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("session_id", sa.String(), nullable=False),
        sa.Column("tab", sa.String(), nullable=False),
        sa.Column("stream", sa.String(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("first_t", FLOAT, nullable=False),
        sa.Column("last_t", FLOAT, nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("task_events", sa.Integer(), nullable=False),
        sa.Column("codec", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("received_ms", sa.BigInteger(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_batch"),
        sa.ForeignKeyConstraint(["session_id"], ["session.id"], name="fk_batch_session_id_session"),
        sa.UniqueConstraint(
            "session_id", "tab", "stream", "seq", name="uq_batch_session_id_tab_stream_seq"
        ),
    )
    op.create_table(
        "attempt",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.String(), nullable=False),
        sa.Column("task", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("start_t", FLOAT, nullable=False),
        sa.Column("end_t", FLOAT, nullable=True),
        sa.Column("end_action", sa.String(), nullable=True),
        sa.Column("verdict", sa.String(), nullable=True),
        sa.Column("verdict_ms", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_attempt"),
        sa.ForeignKeyConstraint(
            ["session_id"], ["session.id"], name="fk_attempt_session_id_session"
        ),
        sa.UniqueConstraint(
            "session_id", "task", "number", name="uq_attempt_session_id_task_number"
        ),
    )


def _pictures() -> None:
    op.create_table(
        "asset",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("study_id", sa.Integer(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("content_type", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_asset"),
        sa.ForeignKeyConstraint(["study_id"], ["study.id"], name="fk_asset_study_id_study"),
        sa.UniqueConstraint("study_id", "url", "digest", name="uq_asset_study_id_url_digest"),
    )
    op.create_index("ix_asset_study_id", "asset", ["study_id"])
    op.create_table(
        "screen",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("study_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("viewport_class", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("boxes", sa.Text(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("scale", sa.Float(), nullable=False),
        sa.Column("session_id", sa.String(), nullable=False),
        sa.Column("t", FLOAT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_screen"),
        sa.ForeignKeyConstraint(["study_id"], ["study.id"], name="fk_screen_study_id_study"),
        sa.UniqueConstraint(
            "study_id", "key", "viewport_class", name="uq_screen_study_id_key_viewport_class"
        ),
    )
    op.create_index("ix_screen_study_id", "screen", ["study_id"])
