"""The sound of a session, for the researcher: one file for each run, in byte ranges."""

from __future__ import annotations

import io
from typing import TypedDict

from flask import Blueprint, Response, abort, request, send_file, url_for

from recorder.errors import NotFoundError
from recorder.media import audio_file, audio_runs
from recorder.store import Store
from web.security import require_key
from web.studies import find, the_store

media = Blueprint("media", __name__)


class Piece(TypedDict):
    """One file of sound as `web/viewer/audio.ts` takes it; session ms."""

    url: str
    first_t: float
    last_t: float


def audio_pieces(store: Store, slug: str, session_id: str) -> list[Piece]:
    """List a session's files of sound in the order of time; those that cannot play are left out.

    Parameters
    ----------
    store
        Holds the pieces.
    slug, session_id
        Whose sound; they become part of the addresses.
    """
    return [
        Piece(
            url=url_for("media.audio", slug=slug, session_id=session_id, name=run.name),
            first_t=run.first_t,
            last_t=run.last_t,
        )
        for run in audio_runs(store, session_id)
        if run.has_start
    ]


@media.get("/studies/<slug>/sessions/<session_id>/audio/<name>")
@require_key
def audio(slug: str, session_id: str, name: str) -> Response:
    """Serve one run of a session's think-aloud audio."""
    store = the_store()
    find(store, slug, session_id)
    try:
        data, run = audio_file(store, session_id, name)
    except NotFoundError as error:
        abort(404, str(error))
    # Never a page, whatever the bytes are: a participant's browser has sent them.
    answer = send_file(
        io.BytesIO(data), mimetype=run.content_type, conditional=False, etag=False, max_age=0
    )
    answer.direct_passthrough = False
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    answer.headers["Cache-Control"] = "no-store"
    return answer.make_conditional(request, accept_ranges=True, complete_length=len(data))  # type: ignore[return-value]  # itself
