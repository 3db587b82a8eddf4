"""Every text that a study has stored, as a page for an ethics board, to search and to print."""

from __future__ import annotations

import io
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue

from recorder.audit import Audit, Choice
from recorder.audit import audit as gather
from recorder.audit_output import NOT_LISTED, write_csv
from recorder.store import Store
from web.security import require_key
from web.studies import the_store

AT_ONCE = 200  # lines on a page; all of them are in the table to take away
KEPT_S = 300  # how long an audit is kept for the next look

audits = Blueprint("audits", __name__)


@dataclass
class _Kept:
    state: tuple[str, str]
    audit: Audit
    until: float


_lock = threading.Lock()
_kept: list[_Kept] = []


@audits.get("/studies/<slug>/audit")
@require_key
def show(slug: str) -> ResponseReturnValue:
    """List the texts that were asked for."""
    store = the_store()
    study = store.study(slug)
    chosen = _choice()
    page = max(request.args.get("page", 1, type=int), 1)
    with _gathered(store, slug) as found:
        total, suspicious = found.count()
        n, _ = found.count(chosen)
        return render_template(
            "audit.html",
            study=study,
            lines=list(found.lines(chosen, AT_ONCE, (page - 1) * AT_ONCE)),
            n=n,
            total=total,
            suspicious=suspicious,
            chosen=chosen,
            first=(page - 1) * AT_ONCE,
            page=page,
            pages=-(-n // AT_ONCE),
            routes=found.names("route"),
            places=found.names("place"),
            media=found.media,
            consents=found.consents.most_common(),
            not_listed=NOT_LISTED,
        )


@audits.get("/studies/<slug>/audit.csv")
@require_key
def table(slug: str) -> ResponseReturnValue:
    """Give all texts as a table to take away."""
    with _gathered(the_store(), slug) as found:
        out = io.StringIO()
        write_csv(found, out)
    headers = {"Content-Disposition": f'attachment; filename="{slug}-audit.csv"'}
    return Response(out.getvalue(), mimetype="text/csv", headers=headers)


def _choice() -> Choice:
    asked = request.args
    return Choice(
        search=asked.get("q", "").strip()[:200],
        route=asked.get("route") if asked.get("route") not in {None, "*"} else None,
        place=asked.get("place") or None,
        is_suspicious="suspicious" in asked,
    )


@contextmanager
def _gathered(store: Store, slug: str) -> Iterator[Audit]:
    """Give the audit of what is stored now; one is kept a while, since it reads every recording.

    It lies in a nameless temporary file, never in the data folder, and what is newer, or erased
    meanwhile, makes it anew.
    """
    study = store.study(slug)
    notes = str(len(store.assets(study.id or 0)))
    state = (slug, f"{store.data} {store.state(study)} {notes}")
    with _lock:
        for old in [one for one in _kept if one.state != state or one.until < time.monotonic()]:
            _kept.remove(old)
            old.audit.close()
        if not _kept:
            _kept.append(_Kept(state, gather(store, slug), 0))
            timer = threading.Timer(KEPT_S + 1, _drop)
            timer.daemon = True
            timer.start()
        _kept[0].until = time.monotonic() + KEPT_S
        yield _kept[0].audit


def _drop() -> None:
    with _lock:
        while _kept:
            _kept.pop().audit.close()
