"""Which batches each session has, in a few letters: equal marks mean equal recordings."""

from __future__ import annotations

import hashlib
from itertools import groupby
from operator import itemgetter

from sqlmodel import col, select

from recorder.models import Batch, Session, Study
from recorder.store import Store

NOTHING = hashlib.sha256().hexdigest()  # the mark of a session without batches


def marks(store: Store, study: Study) -> dict[str, str]:
    """Tell what is stored of each session of a study, without reading any of it.

    Parameters
    ----------
    store
        Where it lies.
    study
        Its row.

    Returns
    -------
    dict
        Session id -> hex digits, made of the names and checksums of its batches of both
        streams. Sessions without batches are not in it: theirs is `NOTHING`.
    """
    key = (Batch.session_id, Batch.tab, Batch.stream, Batch.seq)
    query = select(*key, Batch.digest).join(Session).where(col(Session.study_id) == study.id)  # type: ignore[call-overload]  # five columns
    found: dict[str, str] = {}
    with store.reading() as orm:
        rows = orm.exec(query.order_by(*key).execution_options(yield_per=5_000))
        for session_id, group in groupby(rows, key=itemgetter(0)):
            said = hashlib.sha256()
            for row in group:
                said.update(repr(tuple(row[1:])).encode())
            found[session_id] = said.hexdigest()
    return found
