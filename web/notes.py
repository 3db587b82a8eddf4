"""The notes of a session over HTTP, for the replay viewer: add, change, remove."""

from __future__ import annotations

import time
from typing import Annotated

import msgspec
from flask import Blueprint, Response, abort, request
from flask.typing import ResponseReturnValue
from msgspec import Meta

from recorder import notes as kept
from recorder.decoding import decoder
from recorder.errors import RefusedError
from recorder.models import Note
from web.replay_data import as_told
from web.security import require_key
from web.studies import find, the_store

notes = Blueprint("notes", __name__)

PLACE = "/studies/<slug>/sessions/<session_id>/replay/notes"


class Written(msgspec.Struct, frozen=True):
    """A note as the viewer sends it; `t` is ms since the session's start."""

    t: float
    text: Annotated[str, Meta(max_length=4 * kept.MAX_CHARS)] = ""
    code: Annotated[str, Meta(max_length=kept.MAX_NAME_CHARS)] | None = None
    author: Annotated[str, Meta(max_length=kept.MAX_NAME_CHARS)] | None = None


@notes.post(PLACE)
@require_key
def add(slug: str, session_id: str) -> ResponseReturnValue:
    """Keep a new note; one that was removed comes back the same way."""
    store = the_store()
    _, session = find(store, slug, session_id)
    if session.state == "withdrawn":
        abort(409, "This session was withdrawn; nothing is kept of it any more.")
    written = _written()
    now_ms = time.time_ns() // 1_000_000
    try:
        note = kept.add_note(
            store, session_id, written.t, written.text, now_ms,
            code=written.code, author=written.author,
        )  # fmt: skip
    except RefusedError as error:
        abort(error.status, error.detail)
    return _answer(note, 201)


@notes.post(f"{PLACE}/<int:note_id>")
@require_key
def change(slug: str, session_id: str, note_id: int) -> ResponseReturnValue:
    """Replace what a note says."""
    store = the_store()
    find(store, slug, session_id)
    written = _written()
    try:
        note = kept.change_note(
            store, session_id, note_id, t=written.t, text=written.text, code=written.code
        )
    except RefusedError as error:
        abort(error.status, error.detail)
    return _answer(note, 200)


@notes.post(f"{PLACE}/<int:note_id>/delete")
@require_key
def remove(slug: str, session_id: str, note_id: int) -> ResponseReturnValue:
    """Forget a note; the viewer offers to take that back."""
    store = the_store()
    find(store, slug, session_id)
    kept.remove_note(store, session_id, note_id)
    return Response("{}", mimetype="application/json")


def _written() -> Written:
    try:
        return decoder(Written).decode(request.get_data())
    except (msgspec.MsgspecError, UnicodeError, RecursionError) as error:
        abort(400, f"This is no note: {error}.")


def _answer(note: Note, status: int) -> Response:
    return Response(msgspec.json.encode(as_told(note)), status, mimetype="application/json")
