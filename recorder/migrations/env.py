"""Run the migrations on the connection that `recorder.database` hands over."""

from __future__ import annotations

from alembic import context
from sqlmodel import SQLModel

from recorder import models  # noqa: F401  # fills the metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=SQLModel.metadata,
    render_as_batch=True,  # SQLite alters a table by copying it
)
with context.begin_transaction():
    context.run_migrations()
