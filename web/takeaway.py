"""What can be taken away from a replay: the menu, the file at once, films when they are made."""

from __future__ import annotations

from math import isfinite
from typing import Any, Literal
from urllib.parse import urlencode

import msgspec
from flask import Blueprint, Response, abort, jsonify, request, send_file, url_for
from flask.typing import ResponseReturnValue

from analyzer import film_sound
from analyzer.film import MISSING
from recorder.errors import NotFoundError, RefusedError
from recorder.models import Session, Study
from recorder.store import Store
from web import films, replay_data
from web.films import FilmJob
from web.formats import size
from web.replay_data import Index
from web.replay_file import replay_file
from web.replay_part import Wanted, around, chosen, whole
from web.security import require_key
from web.studies import find, the_store

takeaway = Blueprint("takeaway", __name__)

PLACE = "/studies/<slug>/sessions/<session_id>/replay/take"
KINDS: dict[str, Literal["webm", "mp4"]] = {"webm": "webm", "mp4": "mp4"}
TYPES = {"webm": "video/webm", "mp4": "video/mp4"}
AROUND_S = 15.0


@takeaway.get(PLACE)
@require_key
def menu(slug: str, session_id: str) -> ResponseReturnValue:
    """List what can be taken away at a second `?t=`, and the films that are there."""
    store = the_store()
    study, session = find(store, slug, session_id)
    index = replay_data.index(store, study, session)
    offered = [
        {"label": label, "query": _query(wanted)} for label, wanted in _offers(index, _second())
    ]
    return jsonify(
        parts=offered,
        films=_told(store, study, session),
        trouble="" if film_sound.is_available() else MISSING,
    )


@takeaway.get(f"{PLACE}/file")
@require_key
def file(slug: str, session_id: str) -> ResponseReturnValue:
    """Give a part as one HTML file."""
    store = the_store()
    study, session = find(store, slug, session_id)
    index = replay_data.index(store, study, session)
    part = chosen(index, _wanted())
    try:
        text = replay_file(store, study, session, part)
    except RefusedError as error:
        abort(error.status, error.detail)
    response = Response(text, mimetype="text/html")
    name = f"{slug}-{index.participant}-{part.name}.html"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = "no-store"
    return response


@takeaway.get(f"{PLACE}/films")
@require_key
def list_films(slug: str, session_id: str) -> ResponseReturnValue:
    """Tell how far the films of a session are."""
    store = the_store()
    study, session = find(store, slug, session_id)
    return jsonify(films=_told(store, study, session))


@takeaway.post(f"{PLACE}/films")
@require_key
def order(slug: str, session_id: str) -> ResponseReturnValue:
    """Start to make a film."""
    store = the_store()
    study, session = find(store, slug, session_id)
    if session.state == "withdrawn":
        abort(409, "This session was withdrawn; nothing is kept of it any more.")
    kind = KINDS.get(request.values.get("kind", ""))
    if kind is None:
        abort(400, "A film is webm or mp4.")
    if not film_sound.is_available():
        abort(409, MISSING)
    wanted = _wanted()
    index = replay_data.index(store, study, session)
    part = chosen(index, wanted)
    is_quick = request.values.get("skip_idle") == "1"
    try:
        films.order(
            store, study, session, wanted, part,
            kind=kind, skip_idle=is_quick, code=index.participant,
        )  # fmt: skip
    except RefusedError as error:
        abort(error.status, error.detail)
    return jsonify(films=_told(store, study, session)), 202


@takeaway.post(f"{PLACE}/films/<id_>/remove")
@require_key
def remove(slug: str, session_id: str, id_: str) -> ResponseReturnValue:
    """Remove a film, or call it off."""
    store = the_store()
    study, session = find(store, slug, session_id)
    films.remove(store.data, slug, session_id, id_)
    return jsonify(films=_told(store, study, session))


@takeaway.get(f"{PLACE}/films/<id_>")
@require_key
def film(slug: str, session_id: str, id_: str) -> ResponseReturnValue:
    """Give a film."""
    store = the_store()
    find(store, slug, session_id)
    job = films.film(store.data, slug, session_id, id_)
    path = films.path_of(store.data, slug, session_id, job)
    if job.state != "done" or not path.is_file():
        raise NotFoundError("This film is not there yet, or was removed.")
    response = send_file(
        path, mimetype=TYPES[job.kind], as_attachment=True, download_name=job.file, max_age=0
    )
    response.headers["Cache-Control"] = "no-store"
    return response


def _offers(index: Index, t_s: float) -> list[tuple[str, Wanted]]:
    t_s = min(max(t_s, 0.0), index.length_ms / 1000)
    offers = [(whole(index).title, Wanted())]
    for span in index.tasks:
        until = index.length_ms if span.until is None else span.until
        if span.from_ <= t_s * 1000 <= until:
            tried = "" if span.number == 1 else f", try {span.number}"
            wanted = Wanted("task", task=span.task, number=span.number)
            offers.append((f"This task: {span.title}{tried}", wanted))
    near = around(index, t_s, AROUND_S)
    offers.append((f"This moment: {near.title}", Wanted("moment", t_s=round(t_s, 1))))
    return offers


def _told(store: Store, study: Study, session: Session) -> list[dict[str, Any]]:
    return [
        {**_state(job), "href": _href(study, session, job), "text": _text(job)}
        for job in films.films(store.data, study.slug, session.id)
    ]


def _state(job: FilmJob) -> dict[str, Any]:
    told = msgspec.to_builtins(job)
    return {name: told[name] for name in ("id", "title", "kind", "state", "done", "total")}


def _href(study: Study, session: Session, job: FilmJob) -> str:
    return url_for("takeaway.film", slug=study.slug, session_id=session.id, id_=job.id)


def _text(job: FilmJob) -> str:
    if job.state == "failed":
        return job.error
    quick = ", idle skipped" if job.skip_idle else ""
    if job.state == "done":
        return f"{size(job.size)}{quick}"
    share = f"{100 * job.done // job.total} %" if job.total else "starting"
    return f"{share}{quick}"


def _query(wanted: Wanted) -> str:
    told = msgspec.to_builtins(wanted)
    return urlencode({"part": wanted.part, **told})


def _second() -> float:
    t_s = request.values.get("t", 0.0, type=float)
    return t_s if isfinite(t_s) else 0.0


def _wanted() -> Wanted:
    """Read what is wanted; what is no number counts as not given."""
    given = request.values
    part = given.get("part", "whole")
    if part == "task":
        number = given.get("number", None, type=int)
        return Wanted("task", task=given.get("task", ""), number=number)
    if part == "moment":
        t_s = given.get("t_s", 0.0, type=float)
        return Wanted("moment", t_s=t_s, around_s=given.get("around_s", AROUND_S, type=float))
    if part != "whole":
        raise NotFoundError("A part is the whole, a task, or a moment.")
    return Wanted()
