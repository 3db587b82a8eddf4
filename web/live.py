"""Sessions that go on now: a study's list of them, and where one can be followed."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, current_app, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy import func
from sqlmodel import col, select

from recorder.health import session_health
from recorder.models import Batch, Participant, Session, Study
from recorder.store import Store
from web.health import HealthWords, words
from web.security import CSP, require_key
from web.studies import find, the_store

live = Blueprint("live", __name__)

SILENT_S = 120.0  # ours: longer than most read without any input


@dataclass(frozen=True, slots=True)
class Running:
    """A session that goes on, as the list shows it.

    Attributes
    ----------
    task
        The title of the task at hand; empty between tasks.
    begun
        Tries that were begun so far.
    age_s
        Since something was stored last; None where nothing was.
    is_silent
        Nothing came for so long that the participant has perhaps left.
    """

    session: Session
    person: Participant
    task: str
    begun: int
    age_s: float | None
    is_silent: bool
    health: HealthWords


@live.get("/studies/<slug>/live")
@require_key
def show(slug: str) -> ResponseReturnValue:
    """List the sessions that go on."""
    store = the_store()
    study = store.study(slug)
    return render_template("live.html", study=study, rows=running(store, study, _now_ms()))


@live.get("/studies/<slug>/live/list")
@require_key
def rows(slug: str) -> ResponseReturnValue:
    """Give that list alone, for a page that is open already."""
    store = the_store()
    study = store.study(slug)
    return render_template("_live_list.html", study=study, rows=running(store, study, _now_ms()))


@live.get("/studies/<slug>/sessions/<session_id>/live/health")
@require_key
def health(slug: str, session_id: str) -> ResponseReturnValue:
    """Give the health of a recording as it stands now, for the page that follows it."""
    store = the_store()
    study, session = find(store, slug, session_id)
    said = standing(store, session)
    return render_template("_live_health.html", study=study, session=session, **said)


def standing(store: Store, session: Session) -> dict[str, Any]:
    """Gather what `_live_health.html` tells of a session's recording."""
    return {
        "health": words(session_health(store, session)),
        "age_s": _ages_s(store, [session.id], _now_ms()).get(session.id),
    }


def running(store: Store, study: Study, now_ms: int) -> list[Running]:
    """Tell of a study's open sessions, the newest first.

    Parameters
    ----------
    store
        Where they lie.
    study
        Whose.
    now_ms
        The time, from which ages are counted.
    """
    opened = [session for session in store.sessions(study) if session.state == "open"]
    people = {person.id: person for person in store.participants(study)}
    titles = {task.id: task.title for task in store.definition(study).tasks}
    ages = _ages_s(store, [session.id for session in opened], now_ms)
    found = []
    for session in sorted(opened, key=lambda one: one.created_ms, reverse=True):
        tries = store.attempts(session.id)
        at_hand = [titles.get(one.task, one.task) for one in tries if one.end_t is None]
        age_s = ages.get(session.id)
        since_s = (now_ms - session.created_ms) / 1_000 if age_s is None else age_s
        found.append(
            Running(
                session=session,
                person=people[session.participant_id],
                task=at_hand[-1] if at_hand else "",
                begun=len(tries),
                age_s=age_s,
                is_silent=since_s > SILENT_S,
                health=words(session_health(store, session)),
            )
        )
    return found


def stream_of(session: Session) -> str:
    """Return the address of a session's stream; empty where there is none."""
    port = current_app.config["THINKALOUD_LIVE_PORT"]
    if session.state != "open" or not port:
        return ""
    name = urlsplit(request.host_url).hostname or ""
    place = f"[{name}]" if ":" in name else name
    return f"{request.scheme}://{place}:{port}/live/{session.id}"


def policy(stream: str) -> str:
    """Write the policy of a page that may read a stream, and nothing else of that site."""
    return CSP.replace("connect-src 'self'", f"connect-src 'self' {stream}".rstrip())


def _ages_s(store: Store, sessions: list[str], now_ms: int) -> dict[str, float]:
    """Tell how long ago the last batch of each session was stored."""
    query = select(Batch.session_id, func.max(Batch.received_ms))
    query = query.where(col(Batch.session_id).in_(sessions)).group_by(Batch.session_id)
    with store.reading() as orm:
        return {id_: max(0.0, (now_ms - last) / 1_000) for id_, last in orm.exec(query)}


def _now_ms() -> int:
    return time.time_ns() // 1_000_000
