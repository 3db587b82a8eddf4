"""The tracker's bundles over HTTP: the core under a stable name, its chunks under hashed ones."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

import msgspec
from flask import Blueprint, Response, request

STATIC = Path(__file__).parent / "static"
CHUNKS = ("capture", "panel", "recording", "slices", "media", "forms")

_NAME = re.compile(r"[A-Za-z0-9_-]{1,60}(?:\.[A-Za-z0-9]{1,20})?\.js")
_HASHED = re.compile(r".*-[A-Za-z0-9_]{6,}\.js")


def chunks(folder: Path = STATIC) -> dict[str, str]:
    """Return the file name of each chunk; empty where the bundles were not built."""
    names = _names(folder)
    return {chunk: names[chunk] for chunk in CHUNKS if chunk in names}


def viewer_file(folder: Path = STATIC) -> str:
    """Return the file name of the replay viewer; empty where the bundles were not built."""
    return _names(folder).get("viewer", "")


def offline_viewer(folder: Path = STATIC) -> str:
    """Return the script of a replay in one file; empty where the bundles were not built."""
    name = _names(folder).get("offline", "")
    return (folder / name).read_text(encoding="utf-8") if name else ""


def _names(folder: Path) -> dict[str, str]:
    manifest = folder / "manifest.json"
    try:
        return _manifest(manifest, manifest.stat().st_mtime_ns)
    except (OSError, msgspec.MsgspecError):
        return {}


@lru_cache(maxsize=8)
def _manifest(path: Path, _mtime_ns: int) -> dict[str, str]:
    return msgspec.json.decode(path.read_bytes(), type=dict[str, str])


def tracker_files(folder: Path = STATIC) -> Blueprint:
    """Make the routes `/tracker/<file>`.

    Parameters
    ----------
    folder
        Where the build hook put the bundles.
    """
    blueprint = Blueprint("tracker", __name__)

    @blueprint.get("/tracker/<name>")
    def file(name: str) -> Response:
        # The source is open and holds no data, so any page may load it; what a page may *send*
        # is decided by the collector. import() of another origin's module needs the header.
        open_to_all = {
            "Access-Control-Allow-Origin": "*",
            "Cross-Origin-Resource-Policy": "cross-origin",
            "X-Content-Type-Options": "nosniff",
        }
        try:
            data = (folder / name).read_bytes() if _NAME.fullmatch(name) else None
        except OSError:
            data = None
        if data is None:
            text = "/* There is no such file of the tracker. */"
            return Response(text, 404, open_to_all, mimetype="text/javascript")
        answer = Response(data, headers=open_to_all, mimetype="text/javascript")
        if _HASHED.fullmatch(name):
            answer.headers["Cache-Control"] = "public, max-age=31536000, immutable"
        else:
            answer.headers["Cache-Control"] = "no-cache"
        answer.add_etag()
        return answer.make_conditional(request)  # type: ignore[return-value]  # itself

    return blueprint
