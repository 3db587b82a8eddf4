"""A replay, or a part of it, as one HTML file that plays without a server and without a network.

The file's own policy lets in nothing but what it carries; of scripts it runs the viewer alone,
named by its content. What was recorded is drawn by that viewer in a frame in which nothing runs.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import re
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
from flask import render_template
from markupsafe import Markup
from sqlmodel import col, select

from analyzer import film_sound
from analyzer.film_sound import Sound
from recorder.errors import NotFoundError, PictureError, RefusedError, ThinkaloudError
from recorder.media import audio_file, audio_runs
from recorder.models import Asset, Session, Study
from recorder.store import Store
from recorder.tracker_files import offline_viewer
from web import replay_assets, replay_data
from web.formats import day, size
from web.replay import segment_body
from web.replay_part import Part, cut, cut_segment
from web.single_file import data_uri
from web.version import VERSION

MAX_FILE_BYTES = 50_000_000  # what a mail program, a wiki or a browser still takes at once
MAX_IMPORTS = 4  # a sheet that imports a sheet that imports …
SHEETS = ("tokens.css", "app.css", "controls.css", "tables.css", "lists.css", "replay.css",
          "replay_controls.css", "replay_side.css", "replay_keys.css", "replay_pauses.css",
          "replay_file.css")  # fmt: skip
STAGE_POLICY = (
    "default-src 'none'; script-src 'none'; style-src 'unsafe-inline' data:; img-src data:; "
    "font-src data:; form-action 'none'; base-uri 'none'"
)
_STATIC = Path(__file__).parent / "static"


@dataclass(slots=True)
class Parcel:
    """What goes into a file, counted while it grows.

    Attributes
    ----------
    limit
        Bytes that the file may have.
    pieces
        By name: JSON, gzip, base64. None of it can end the element that it stands in.
    files
        Archived files as data URIs by digest.
    """

    limit: int
    size: int = 0
    pieces: dict[str, str] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)

    def put(self, name: str, body: bytes) -> None:
        """Add a piece.

        Raises
        ------
        RefusedError
            `too_large` where the file would outgrow its limit.
        """
        packed = base64.b64encode(gzip.compress(body, 6, mtime=0)).decode("ascii")
        self.size += len(packed)
        if self.size > self.limit:
            raise RefusedError(
                "too_large", 413,
                f"This would be a file of more than {size(self.limit)}. "
                "Take a task, or a moment with the seconds around it.",
            )  # fmt: skip
        self.pieces[name] = packed


def replay_file(store: Store, study: Study, session: Session, part: Part) -> str:
    """Write a part of a session as HTML with everything inside; needs an app context.

    Parameters
    ----------
    store, study, session
        Whose.
    part
        What of it, as `web.replay_part` makes it.

    Returns
    -------
    str
        A document that asks nobody for anything.

    Raises
    ------
    RefusedError
        `too_large` for more than `MAX_FILE_BYTES`, `no_consent` for a withdrawn session.
    NotFoundError
        If the viewer was not built.
    """
    return _page(store, study, session, part, MAX_FILE_BYTES, has_sound=True)


def film_page(store: Store, study: Study, session: Session, part: Part, limit: int) -> str:
    """Write the same replay without instruments, to be filmed; likewise."""
    return _page(store, study, session, part, limit, has_sound=False)


def sounds(store: Store, session: Session, part: Part) -> list[Sound]:
    """Read a part's think-aloud audio, in the part's own time."""
    found = []
    for run in audio_runs(store, session.id):
        if not run.has_start or run.last_t <= part.from_t or run.first_t >= part.until:
            continue
        data, _ = audio_file(store, session.id, run.name)
        times = ((t - part.from_t) / 1000 for t in (run.first_t, run.last_t))
        found.append(Sound(data, run.content_type, *times))
    return found


def _page(
    store: Store, study: Study, session: Session, part: Part, limit: int, *, has_sound: bool
) -> str:
    if session.state == "withdrawn":
        raise RefusedError("no_consent", 409, "This session was withdrawn; nothing is kept of it.")
    script = _script()
    index = cut(replay_data.index(store, study, session), part)
    parcel = Parcel(limit, size=len(script) + len(_css()))
    parcel.put("index", msgspec.json.encode(index))
    wanted: dict[str, None] = {}
    for info in index.segments:
        try:
            body = segment_body(store, study, session, info.id, lambda digest: digest)
        except RefusedError:
            continue  # too large for any browser; the viewer says that it is not there
        body, assets = cut_segment(body, part)
        parcel.put(f"segment-{info.id}", body)
        wanted |= dict.fromkeys(assets.values())
    parcel.put("files", msgspec.json.encode(_files(store, study, wanted, 2 * limit)))
    remark = _put_sound(parcel, store, session, part) if has_sound else ""
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode("ascii")
    return render_template(
        "replay_file.html",
        index=index, part=part, remark=remark, parcel=parcel, script=Markup(script),  # noqa: S704
        policy=_policy(digest), stage=_stage(), css=_css(), version=VERSION,
        is_film=not has_sound, made=day(time.time_ns() // 1_000_000),
    )  # fmt: skip


def _files(store: Store, study: Study, wanted: Iterable[str], limit: int) -> dict[str, str]:
    """Write archived files as data URIs, by digest, until they are more than anybody takes."""
    known = replay_assets.archived(store, study.id or 0)
    made: dict[str, str] = {}

    def file(digest: str, depth: int) -> str:
        if digest not in made:
            made[digest] = replay_assets.NOTHING  # a sheet that imports itself
            made[digest] = _data_uri(store, study, digest, lambda url: nested(url, depth + 1))
        return made[digest]

    def nested(url: str, depth: int) -> str | None:
        digest = known.get(url)
        return file(digest, depth) if digest is not None and depth <= MAX_IMPORTS else None

    files: dict[str, str] = {}
    held = 0
    for digest in wanted:
        files[digest] = file(digest, 0)
        held += len(files[digest])
        if held > limit:  # packed they are still too large, and the parcel says so
            break
    return files


def _data_uri(store: Store, study: Study, digest: str, link: replay_assets.Link) -> str:
    query = select(Asset).where(Asset.study_id == study.id, Asset.digest == digest)
    with store.reading() as orm:
        found = orm.exec(query.order_by(col(Asset.id).desc())).first()
    try:
        data = store.blobs.read(digest) if found is not None else b""
    except (ThinkaloudError, OSError):
        data = b""
    if found is None or not data:
        return replay_assets.NOTHING
    if found.content_type == "text/css":
        data = replay_assets.homed(data.decode("utf-8", "replace"), found.url, link).encode()
    # A type that was forged could otherwise write on into what names the file.
    kind = found.content_type if re.fullmatch(r"[\w.+-]+/[\w.+-]+", found.content_type) else ""
    return f"data:{kind};base64,{base64.b64encode(data).decode('ascii')}"


def _put_sound(parcel: Parcel, store: Store, session: Session, part: Part) -> str:
    """Put the audio in, cut to the part; what could not be done is told in words."""
    heard: list[dict[str, Any]] = []
    remark = ""
    for sound in sounds(store, session, part):
        clipped: Sound | None = sound
        try:
            if film_sound.is_available():
                clipped = film_sound.clip(sound, part.length_s)
            elif not part.is_whole:
                clipped = None
                remark = "Sound left out: cutting it needs pip install 'thinkaloud[video]'."
        except PictureError as error:
            clipped, remark = None, str(error)
        if clipped is not None:
            data = base64.b64encode(clipped.data).decode("ascii")
            times = {"first_t": clipped.first_s * 1000, "last_t": clipped.last_s * 1000}
            heard.append({"url": f"data:{clipped.content_type};base64,{data}", **times})
    parcel.put("sound", msgspec.json.encode(heard))
    return remark


def _policy(script_digest: str) -> str:
    return (
        f"default-src 'none'; script-src 'sha256-{script_digest}'; "
        "style-src 'unsafe-inline' data:; img-src data:; font-src data:; media-src data:; "
        "connect-src 'none'; object-src 'none'; form-action 'none'; base-uri 'none'"
    )


def _script() -> str:
    """Return the viewer; what would end or change the element that it stands in is escaped."""
    found = offline_viewer()
    if not found:
        raise NotFoundError(
            "The viewer was not built with this copy of Thinkaloud. From a checkout, "
            "`make bundles` builds it."
        )
    return re.sub(r"<(?=/script|!--|script)", r"\\x3c", found, flags=re.IGNORECASE)


@cache
def _stage() -> Markup:
    """Write the empty document in which the recording is drawn, with a policy of its own."""
    text = (_STATIC.parent / "templates" / "replay_stage.html").read_text(encoding="utf-8")
    meta = f'<meta http-equiv="Content-Security-Policy" content="{STAGE_POLICY}">'
    return Markup(text.replace("<head>", f"<head>\n{meta}", 1))  # noqa: S704  # our own file


@cache
def _css() -> Markup:
    """Join the style sheets, their fonts inside."""
    text = "\n".join((_STATIC / name).read_text(encoding="utf-8") for name in SHEETS)
    inlined = re.sub(
        r'url\("(fonts/[^"]+)"\)', lambda found: f'url("{data_uri(_STATIC / found[1])}")', text
    )
    return Markup(inlined)  # noqa: S704  # our own files
