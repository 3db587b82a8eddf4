"""The replay of a session: its page, the empty stage that it is drawn on, and its data.

The stage is a document of its own. Its policy lets no script run and no file in but what was
archived with the study; the recording is drawn in a frame inside it, which inherits that.
"""

from __future__ import annotations

import gzip
from typing import Any

import msgspec
from flask import Blueprint, Response, abort, make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlmodel import col, select

from recorder.errors import NotFoundError, RefusedError, ThinkaloudError
from recorder.models import Asset, Batch, Session, Study
from recorder.store import Store
from recorder.tracker_files import viewer_file
from web import replay_assets, replay_course, replay_data, replay_segments
from web.live import policy, standing, stream_of
from web.media import audio_pieces
from web.replay_pauses import reasons
from web.security import require_key
from web.studies import find, the_store

replay = Blueprint("replay", __name__)

PLACE = "/studies/<slug>/sessions/<session_id>/replay"
MIN_PACKED = 1_000  # bytes: less is not worth packing
PACKED_LEVEL = 3
# Of an archived file that somebody opens by itself: an SVG must not run what it holds.
FILE_CSP = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
IMMUTABLE = "private, max-age=31536000, immutable"


@replay.get(PLACE)
@require_key
def show(slug: str, session_id: str) -> ResponseReturnValue:
    """Show the viewer; `?t=` opens it at a second."""
    store = the_store()
    study, session = find(store, slug, session_id)
    person = next(p for p in store.participants(study) if p.id == session.participant_id)
    stream = stream_of(session)
    page = render_template(
        "replay.html", study=study, session=session, person=person, viewer=viewer_file(),
        stream=stream, reasons=msgspec.json.encode(reasons()).decode(),
        **(standing(store, session) if stream else {}),
    )  # fmt: skip
    response = make_response(page)
    stage = url_for("replay.stage", slug=slug, session_id=session_id, _external=True)
    response.headers["Content-Security-Policy"] = f"{policy(stream)}; frame-src {stage}"
    return response


@replay.get(f"{PLACE}/stage")
@require_key
def stage(slug: str, session_id: str) -> ResponseReturnValue:
    """Give the empty document in which the recording is drawn."""
    find(the_store(), slug, session_id)
    files = url_for("replay.asset", slug=slug, session_id=session_id, digest="", _external=True)
    response = make_response(render_template("replay_stage.html"))
    response.headers["Content-Security-Policy"] = stage_policy(f"{files} data:")
    return response


def stage_policy(files: str) -> str:
    """Write the policy of a document in which a recording is drawn.

    Parameters
    ----------
    files
        Sources of pictures, fonts and style sheets; nothing else is ever loaded.
    """
    return (
        f"default-src 'none'; script-src 'none'; style-src 'unsafe-inline' {files}; "
        f"img-src {files}; font-src {files}; connect-src 'none'; object-src 'none'; "
        "form-action 'none'; base-uri 'none'; frame-ancestors 'self'"
    )


@replay.get(f"{PLACE}/index.json")
@require_key
def index(slug: str, session_id: str) -> ResponseReturnValue:
    """Give all of a session but its recording."""
    store = the_store()
    study, session = find(store, slug, session_id)
    state = replay_data.state(store, session_id, "replay")
    body = msgspec.json.encode(replay_data.index(store, study, session))
    return packed(body, {"X-Recording": state, "Cache-Control": "no-cache"})


@replay.get(f"{PLACE}/audio.json")
@require_key
def sound(slug: str, session_id: str) -> ResponseReturnValue:
    """List the files of what the participant said; empty where nobody was recorded."""
    store = the_store()
    find(store, slug, session_id)
    body = msgspec.json.encode(audio_pieces(store, slug, session_id))
    return packed(body, {"Cache-Control": "no-cache"})


@replay.get(f"{PLACE}/segments/<tab>.<int:number>.json")
@require_key
def segment(slug: str, session_id: str, tab: str, number: int) -> ResponseReturnValue:
    """Give a segment of the recording, its pointer runs, and where its files are."""
    store = the_store()
    study, session = find(store, slug, session_id)

    def link(digest: str) -> str:
        return url_for("replay.asset", slug=slug, session_id=session_id, digest=digest)

    try:
        body = segment_body(store, study, session, f"{tab}.{number}", link)
    except RefusedError as error:
        abort(error.status, error.detail)
    is_asked_by_state = request.args.get("v") == replay_data.state(store, session_id, "replay")
    is_final = session.state == "closed" and is_asked_by_state
    return packed(body, {"Cache-Control": IMMUTABLE if is_final else "no-cache"})


def segment_body(
    store: Store, study: Study, session: Session, id_: str, link: Any
) -> bytes:  # fmt: skip
    """Write a segment as `web/viewer/source.ts` has it.

    Parameters
    ----------
    store, study, session
        Whose.
    id_
        As the index names it.
    link
        From a digest to where the viewer finds that file.

    Raises
    ------
    NotFoundError
        If there is no such segment.
    RefusedError
        If it is too large for a browser.
    """
    now = replay_data.stored(store, session.id)
    stretches = replay_data.surveyed(store, session.id, now["replay"]).stretches
    places = {one.id: at for at, one in enumerate(stretches)}
    if id_ not in places:
        raise NotFoundError("There is no such part of the recording.")
    at = places[id_]
    stretch = stretches[at]
    is_last = at + 1 == len(stretches) or stretches[at + 1].tab != stretch.tab
    until = float("inf") if is_last else stretches[at + 1].from_t
    runs = replay_segments.runs(_rows(store, stretch), stretch)
    known = replay_assets.archived(store, study.id or 0)
    files = replay_assets.used(runs, known)
    # Before the first snapshot there may be a pointer already; it belongs to what follows.
    is_first = at == 0 or stretches[at - 1].tab != stretch.tab
    told = replay_data.gathered(store, session.id, now["events"])
    rest = {
        "id": id_,
        "row": replay_data.row_of(now),
        "pointers": replay_course.pointers(
            told, stretch.tab, 0.0 if is_first else stretch.from_t, until
        ),
        "assets": {url: link(digest) for url, digest in files.items()},
    }
    return msgspec.json.encode(rest)[:-1] + b',"runs":' + runs + b"}"


@replay.get(f"{PLACE}/assets/", defaults={"digest": ""})
@replay.get(f"{PLACE}/assets/<digest>")
@require_key
def asset(slug: str, session_id: str, digest: str) -> ResponseReturnValue:
    """Give an archived file by its content; a style sheet with its own files' addresses."""
    store = the_store()
    study, _ = find(store, slug, session_id)
    query = select(Asset).where(Asset.study_id == study.id, Asset.digest == digest)
    with store.reading() as orm:
        found = orm.exec(query.order_by(col(Asset.id).desc())).first()
    if found is None:
        raise NotFoundError("No such file was archived with this study.")
    try:
        data = store.blobs.read(found.digest)
    except (ThinkaloudError, OSError) as error:
        raise NotFoundError("The archived file is there no more.") from error
    is_sheet = found.content_type == "text/css"
    if is_sheet:
        known = replay_assets.archived(store, study.id or 0)

        def link(url: str) -> str | None:
            digest = known.get(url)
            return digest and url_for(
                "replay.asset", slug=slug, session_id=session_id, digest=digest
            )

        data = replay_assets.homed(data.decode("utf-8", "replace"), found.url, link).encode()
    response = packed(
        data,
        # What a sheet names may be archived later; other files never change under their digest.
        {"Cache-Control": "no-cache" if is_sheet else IMMUTABLE},
        "text/css; charset=utf-8" if is_sheet else found.content_type,
    )
    response.headers["Content-Security-Policy"] = FILE_CSP
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    return response


def packed(body: bytes, headers: dict[str, str], kind: str = "application/json") -> Response:
    """Answer with a body, gzip where the browser takes it, under a tag of its content."""
    response = Response(body, headers=headers, content_type=kind)
    response.add_etag()
    is_text = kind.startswith(("application/json", "text/", "image/svg"))
    if is_text and len(body) > MIN_PACKED and request.accept_encodings.quality("gzip") > 0:
        response.set_data(gzip.compress(body, PACKED_LEVEL, mtime=0))
        response.headers["Content-Encoding"] = "gzip"
    response.headers["Vary"] = "Accept-Encoding, Cookie"
    return response.make_conditional(request)  # type: ignore[return-value]  # itself


def _rows(store: Store, stretch: replay_segments.Stretch) -> list[Batch]:
    ids = sorted({id_ for place in stretch.places for id_ in place[0]})
    rows: list[Batch] = []
    with store.reading() as orm:
        for begin in range(0, len(ids), 500):  # SQLite takes a limited number of parameters
            some = ids[begin : begin + 500]
            rows += orm.exec(select(Batch).where(col(Batch.id).in_(some)))
    return rows
