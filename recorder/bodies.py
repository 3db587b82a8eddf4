"""The bodies of a session's batches, read for an analysis that wants all of them."""

from __future__ import annotations

from typing import NamedTuple

import sqlalchemy as sa
from sqlmodel import SQLModel

from recorder.models import Batch as _Filled  # noqa: F401  # fills the metadata
from recorder.store import Store

_BATCH = SQLModel.metadata.tables["batch"].c
# Written once, and no object of a class for each row: that took four times as long.
_BODIES = (
    sa.select(_BATCH.tab, _BATCH.seq, _BATCH.digest, _BATCH.body)
    .where(_BATCH.session_id == sa.bindparam("of"), _BATCH.stream == "events")
    .order_by(_BATCH.tab, _BATCH.seq)
)


class Body(NamedTuple):
    """What came as one batch."""

    tab: str
    seq: int
    digest: str
    body: bytes  # gzip or plain


def bodies(store: Store, session_id: str) -> list[Body]:
    """Return a session's batches of events in the order of (tab, seq), all at once."""
    with store.reading() as orm:
        rows = orm.connection().execute(_BODIES, {"of": session_id})
        return [Body(*row) for row in rows]
