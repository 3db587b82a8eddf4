"""The picture of a session at any moment, drawn when it is asked for."""

from __future__ import annotations

import threading
from collections import OrderedDict
from concurrent.futures import ThreadPoolExecutor

from flask import Blueprint, Response, abort, request
from flask.typing import ResponseReturnValue

from analyzer.moment import Moment, boxes_json, draw_moment
from analyzer.painter import open_painter
from recorder.models import Session
from recorder.protocol import MAX_T_MS
from recorder.screens import batch_marks
from recorder.store import Store
from web.security import require_key
from web.studies import find, the_store

moments = Blueprint("moments", __name__)

KEPT = 12  # pictures; of a page each takes about a megabyte
PATIENCE_S = 30.0

_Key = tuple[str, str, tuple[int, int], float, bool]
_drawn: OrderedDict[_Key, Moment] = OrderedDict()
_one_at_a_time = threading.Lock()  # a Chromium takes 200 MB


@moments.get("/studies/<slug>/sessions/<session_id>/picture")
@require_key
def picture(slug: str, session_id: str) -> ResponseReturnValue:
    """Give the page at `?t=` seconds as PNG; with `&part=viewport` as far as it was in view."""
    moment = _moment(slug, session_id)
    response = Response(moment.drawing.png, mimetype="image/png")
    response.headers["Cache-Control"] = "private, max-age=60"
    return response


@moments.get("/studies/<slug>/sessions/<session_id>/picture.json")
@require_key
def boxes(slug: str, session_id: str) -> ResponseReturnValue:
    """Give what stands beside that picture: the boxes of the elements on it."""
    return Response(boxes_json(_moment(slug, session_id)), mimetype="application/json")


def _moment(slug: str, session_id: str) -> Moment:
    store = the_store()
    _, session = find(store, slug, session_id)
    t_s = request.args.get("t", type=float)
    if t_s is None or not 0 <= t_s <= MAX_T_MS / 1000:  # NaN fails, too
        abort(400, "Say which moment: ?t= and the seconds since the session's start.")
    whole = request.args.get("part") != "viewport"
    # A running session grows: its pictures are drawn again.
    mark = batch_marks(store, session.study_id).get(session.id, (0, 0))
    key = (str(store.data), session.id, mark, t_s, whole)
    if not _one_at_a_time.acquire(timeout=PATIENCE_S):
        abort(503, "Other pictures are being drawn. Try again in a moment.")
    try:
        if key not in _drawn:
            _drawn[key] = _draw(store, session, t_s, whole=whole)
        _drawn.move_to_end(key)
        while len(_drawn) > KEPT:
            _drawn.popitem(last=False)
        return _drawn[key]
    finally:
        _one_at_a_time.release()


def _draw(store: Store, session: Session, t_s: float, *, whole: bool) -> Moment:
    """Draw in a thread of its own: Playwright refuses one in which an event loop runs."""

    def paint() -> Moment:
        with open_painter() as painter:
            return draw_moment(painter, store, session.id, t_s, whole=whole)

    with ThreadPoolExecutor(1) as pool:
        return pool.submit(paint).result()
