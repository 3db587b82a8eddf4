"""Pauses of a session: marked in a form on its page or in the replay, removed, and taken back.

A page gets a page; the replay viewer, which asks for JSON, gets the pause or the reason against it.
"""

from __future__ import annotations

import re
import time
from collections import defaultdict
from collections.abc import Mapping, Sequence

import msgspec
from flask import Blueprint, Response, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from analyzer.results import StudyAnalysis
from recorder import pauses as kept
from recorder.errors import NotFoundError, RefusedError
from recorder.models import Pause
from web.problems import wants_json
from web.replay_pauses import as_told
from web.security import require_key
from web.sessions import paused_s, session_page
from web.studies import find, the_store

pauses = Blueprint("pauses", __name__)

PLACE = "/studies/<slug>/sessions/<session_id>/pauses"
MAX_ID = 2**31 - 1
SAME_S = 1e-3  # the finest that a form can say
SHOWN_AS = (
    "A moment is minutes and seconds as on the player, such as 2:05, or seconds, such as 125."
)

# Hours and minutes may be missing; seconds may have a part, with a point or a comma.
_MOMENT = re.compile(
    r"(?:(?:(\d{1,3}):)?(\d{1,5}):)?(\d{1,6}(?:[.,]\d{1,3})?)", re.ASCII
)  # fmt: skip


@pauses.get(PLACE)
@require_key
def show(slug: str, session_id: str) -> ResponseReturnValue:
    """Lead to the session's page, where its pauses are."""
    return _back(slug, session_id)


@pauses.post(PLACE)
@require_key
def change(slug: str, session_id: str) -> ResponseReturnValue:
    """Mark a pause; or remove one, where the form names it."""
    find(the_store(), slug, session_id)
    return _remove(slug, session_id) if "remove" in request.form else _add(slug, session_id)


def moment_ms(text: str) -> float | None:
    """Read a moment as a person writes it.

    Parameters
    ----------
    text
        `2:05`, `1:02:05.5` or `125,5`.

    Returns
    -------
    float or None
        Session ms; None for what is no moment.
    """
    found = _MOMENT.fullmatch(text.strip())
    if found is None:
        return None
    hours, minutes, seconds = found.groups()
    rest_s = float(seconds.replace(",", "."))
    if (minutes is not None and rest_s >= 60) or (hours is not None and int(minutes) >= 60):
        return None
    return round(1_000 * (3_600 * int(hours or 0) + 60 * int(minutes or 0) + rest_s))


def are_newer(analysis: StudyAnalysis, marked: Sequence[Pause]) -> bool:
    """Tell whether pauses were marked or removed that a result does not know of.

    Parameters
    ----------
    analysis
        The result.
    marked
        All pauses of its study as they are now.
    """
    of: dict[str, list[Pause]] = defaultdict(list)
    for one in marked:
        of[one.session_id].append(one)
    return any(
        abs(paused_s(of[a.session], a.start_s, a.end_s) - a.paused_s) > SAME_S
        for task in analysis.tasks
        for a in task.attempts
        if a.end_s is not None
    )


def _add(slug: str, session_id: str) -> ResponseReturnValue:
    form = request.form
    try:
        pause = _keep(session_id, form)
    except RefusedError as error:
        if error.status != 422 or wants_json():
            abort(error.status, error.detail)
        # With all that was typed: nobody shall write it twice.
        return session_page(slug, session_id, entered=form, refused=error.detail), 422
    if wants_json():
        return Response(msgspec.json.encode(as_told(pause)), 201, mimetype="application/json")
    flash("Pause kept. The report takes it off when it is calculated again.", "")
    return _back(slug, session_id)


def _keep(session_id: str, form: Mapping[str, str]) -> Pause:
    start_ms, end_ms = moment_ms(form.get("from", "")), moment_ms(form.get("to", ""))
    if start_ms is None or end_ms is None:
        field = "From" if start_ms is None else "To"
        raise RefusedError("invalid_pause", 422, f"{field} is no moment. {SHOWN_AS}")
    return kept.add_pause(
        the_store(), session_id, start_ms, end_ms, form.get("reason", ""),
        note=form.get("note", ""), author=form.get("author", ""), now_ms=_now_ms(),
    )  # fmt: skip


def _remove(slug: str, session_id: str) -> ResponseReturnValue:
    number = request.form.get("remove", 0, type=int)
    try:
        # A number beyond the column's is an error of the database, not a pause.
        gone = kept.remove_pause(the_store(), session_id, min(max(number, 0), MAX_ID))
    except NotFoundError:  # pressed twice, or the page was loaded again
        if wants_json():
            return _nothing()
        flash("This pause was gone already.", "")
        return _back(slug, session_id)
    if wants_json():
        return _nothing()
    # Not by a redirect: a note belongs neither into an address nor into a cookie.
    return session_page(slug, session_id, removed=gone)


def _nothing() -> Response:
    return Response("{}", mimetype="application/json")


def _back(slug: str, session_id: str) -> ResponseReturnValue:
    page = url_for("sessions.show", slug=slug, session_id=session_id)
    return redirect(f"{page}#pauses", 303)


def _now_ms() -> int:
    return time.time_ns() // 1_000_000
