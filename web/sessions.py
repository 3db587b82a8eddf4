"""One session: its attempts with verdicts, its time line, its health."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from typing import Literal, cast

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from analyzer import spans
from analyzer.results import Attempt, StudyAnalysis
from analyzer.screen_rules import with_screens
from analyzer.segment import touched_s_of
from recorder import protocol, wire
from recorder.errors import RefusedError
from recorder.health import RecordingHealth, session_health
from recorder.models import Attempt as AttemptRow
from recorder.models import Pause, Session
from recorder.pauses import session_pauses
from recorder.store import Store
from web import results, timeline
from web.charts import session_strip
from web.formats import plural
from web.health import words
from web.replay_pauses import reasons
from web.security import require_key
from web.studies import find, the_store

MAX_TRIES = 10_000  # of one task in one session

sessions = Blueprint("sessions", __name__)


@sessions.get("/studies/<slug>/sessions/<session_id>")
@require_key
def show(slug: str, session_id: str) -> ResponseReturnValue:
    """Show what happened in a session; `?t=` points at a second."""
    return session_page(slug, session_id)


def session_page(
    slug: str,
    session_id: str,
    *,
    entered: Mapping[str, str] | None = None,
    refused: str = "",
    removed: Pause | None = None,
) -> str:
    """Write a session's page.

    Parameters
    ----------
    slug, session_id
        Which one.
    entered, refused
        What was typed into the form for pauses, and why it was not taken.
    removed
        A pause that was just removed: it can be taken back.
    """
    store = the_store()
    study, session = find(store, slug, session_id)
    definition = store.definition(study)
    events = with_screens(definition.screens, list(_events(store, session)))
    lines = timeline.rows(events)
    moment = _moment()
    at = timeline.nearest(lines, moment) if moment is not None else None
    first, shown = timeline.window(lines, at)
    attempts = store.attempts(session_id)
    health = session_health(store, session)
    pauses = session_pauses(store, session_id)
    duration_s = max((event.t for event in events), default=0.0) / 1000
    titles = {task.id: task.title for task in definition.tasks}
    bars = [
        (
            row.start_t / 1000,
            (row.end_t or duration_s * 1000) / 1000,
            titles.get(row.task, row.task),
        )
        for row in attempts
    ]
    strip = None
    if events:
        title = f"{plural(len(attempts), 'attempt')} and {plural(len(events), 'event')}"
        strip = session_strip(bars, timeline.marks(events), duration_s, title)
    result = results.latest(store, study)
    analysis = result.analysis if result else None
    return render_template(
        "session.html",
        study=study,
        session=session,
        viewport=_viewport(events),
        person=next(p for p in store.participants(study) if p.id == session.participant_id),
        attempts=attempts,
        titles=titles,
        outcomes=_outcomes(analysis, session_id),
        health=words(health),
        touched=[_touched_s(row, health, duration_s) for row in attempts],
        moment_link=lambda t_s: f"?t={t_s:.1f}#moment",
        duration_s=duration_s,
        n_events=len(events),
        lines=shown,
        first=first,
        n_lines=len(lines),
        at=at,
        moment=moment,
        strip=strip,
        pauses=pauses,
        paused=[
            0.0 if row.end_t is None else paused_s(pauses, row.start_t / 1_000, row.end_t / 1_000)
            for row in attempts
        ],
        reasons=reasons(),
        entered=entered or {},
        refused=refused,
        removed=removed,
    )


def paused_s(marked: Sequence[Pause], start_s: float, end_s: float) -> float:
    """Measure how much of a stretch of a session lies in its pauses, each second once."""
    pauses = spans.union((one.start_t / 1_000, one.end_t / 1_000) for one in marked)
    return spans.length_s(spans.clip(pauses, start_s, end_s))


@sessions.post("/studies/<slug>/sessions/<session_id>/verdict")
@require_key
def judge(slug: str, session_id: str) -> ResponseReturnValue:
    """Keep a moderator's verdict on an attempt, or take it back."""
    store = the_store()
    find(store, slug, session_id)
    verdict = request.form.get("verdict", "")
    if verdict not in {"success", "fail", ""}:
        abort(400, "A verdict is success, fail, or empty to take it back.")
    task = request.form.get("task", "")
    number = request.form.get("number", 1, type=int)
    if not 1 <= number <= MAX_TRIES:
        abort(400, f"A try has a number from 1 to {MAX_TRIES}.")
    decided = cast(Literal["success", "fail"] | None, verdict or None)
    store.judge(session_id, task, number, decided)
    flash("Verdict kept. The report takes it in when it is calculated again."
          if decided else "Verdict taken back; the rule decides again.", "")  # fmt: skip
    return redirect(url_for("sessions.show", slug=slug, session_id=session_id) + "#attempts", 303)


@sessions.post("/studies/<slug>/sessions/<session_id>/close")
@require_key
def close(slug: str, session_id: str) -> ResponseReturnValue:
    """End the session of a participant who has left; nothing more is taken of it."""
    store = the_store()
    _, session = find(store, slug, session_id)
    store.close_session(session, time.time_ns() // 1_000_000)
    flash("The session is closed.", "")
    return redirect(url_for("sessions.show", slug=slug, session_id=session_id), 303)


def _events(store: Store, session: Session) -> Iterator[protocol.Event]:
    for row in store.batches(session.id, "events"):
        try:
            batch = wire.decode_batch(wire.unfold(row.body))
        except RefusedError:
            continue  # damaged on disk: the health below counts it, the rest is shown
        if isinstance(batch, protocol.Batch):
            yield from batch.events


def _viewport(events: list[protocol.Event]) -> tuple[float, float] | None:
    """Return the size that the first page view was seen at.

    The hello of a phone comes before the page has told its viewport, and names the width that
    pages for large screens are laid out at.
    """
    page = next((event for event in events if isinstance(event, protocol.PageEvent)), None)
    return None if page is None else (page.width, page.height)


def _moment() -> float | None:
    t_s = request.args.get("t", type=float)
    # No recording is longer than a week; NaN fails the comparison too.
    return t_s if t_s is not None and 0 <= t_s <= protocol.MAX_T_MS / 1000 else None


def _outcomes(analysis: StudyAnalysis | None, session_id: str) -> dict[tuple[str, int], Attempt]:
    """Look up the analysed attempts of a session by task and number."""
    if analysis is None:
        return {}
    return {
        (attempt.task, attempt.number): attempt
        for task in analysis.tasks
        for attempt in task.attempts
        if attempt.session == session_id
    }


def _touched_s(attempt: AttemptRow, health: RecordingHealth, end_s: float) -> float | None:
    """Give how much of a try lies in gaps of the events, as the analysis does."""
    gaps_s = [
        (gap.start_t / 1_000, gap.end_t / 1_000) for gap in health.gaps if gap.stream == "events"
    ]
    ends_s = end_s if attempt.end_t is None else attempt.end_t / 1_000
    return touched_s_of(gaps_s, attempt.start_t / 1_000, ends_s)
