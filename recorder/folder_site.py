"""A prototype in a folder, served as a web server would, with the tracker in its pages."""

from __future__ import annotations

import mimetypes
from pathlib import Path
from urllib.parse import quote

from flask import Response, request, send_file
from werkzeug.security import safe_join

from recorder.archivist import Archivist, is_asset
from recorder.assets import MAX_ASSET_BYTES
from recorder.errors import NotFoundError, StudyError
from recorder.script_tag import charset_of, wants_tag, with_tag

# Some systems' tables lack these or (Windows' registry) name them otherwise.
_TYPES = {
    ".html": "text/html", ".htm": "text/html", ".xhtml": "application/xhtml+xml",
    ".css": "text/css", ".js": "text/javascript", ".mjs": "text/javascript",
    ".json": "application/json", ".map": "application/json", ".svg": "image/svg+xml",
    ".webp": "image/webp", ".avif": "image/avif", ".ico": "image/x-icon",
    ".wasm": "application/wasm",
    ".woff": "font/woff", ".woff2": "font/woff2", ".ttf": "font/ttf", ".otf": "font/otf",
    ".webmanifest": "application/manifest+json", ".mp4": "video/mp4", ".webm": "video/webm",
    ".md": "text/plain", ".txt": "text/plain",
}  # fmt: skip
_NOT_FOUND = b"""<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Not found</title>
</head><body><h1>There is no such page</h1><p>The prototype has no file for this address.</p></body>
</html>"""


class FolderSite:
    """Answers requests from a folder.

    Parameters
    ----------
    folder
        The prototype's files; `index.html` is its start page.
    archivist
        Takes the assets that are served.
    data
        The data folder; it may stand in the prototype's and is never served.
    """

    def __init__(self, folder: Path, archivist: Archivist, data: Path) -> None:
        if not folder.is_dir():
            raise NotFoundError(f"There is no folder {folder}; give the prototype's folder or URL.")
        self._root, self._data = folder.resolve(), data.resolve()
        if self._root == self._data:
            raise StudyError(f"{folder} is the data folder; give the prototype's own.")
        self._archivist = archivist

    def answer(self, path: str) -> Response:
        """Answer a request for a path, without its leading slash."""
        if request.method not in {"GET", "HEAD"}:
            return Response("Use GET here.", 405, {"Allow": "GET, HEAD"}, mimetype="text/plain")
        file = self._file(path)
        if file is not None and file.is_dir():
            if path and not path.endswith("/"):
                asked, _, query = target().partition("?")
                place = f"/{asked.strip('/')}/{'?' if query else ''}{query}"
                return Response(status=301, headers={"Location": place})
            file = self._file(f"{path}index.html")
        if file is None or not file.is_file():
            return self._not_found()
        kind = _type_of(file)
        if kind in {"text/html", "application/xhtml+xml"}:
            return self._page(file.read_bytes(), kind)
        self._offer(file, kind)
        answer = send_file(file, mimetype=kind, conditional=True, etag=True)
        answer.headers["Cache-Control"] = "no-cache"  # a prototype changes between two sessions
        return answer

    def _file(self, path: str) -> Path | None:
        """Return what a path names inside the folder; never a dotfile, never outside."""
        parts = [part for part in path.split("/") if part]
        is_hidden = any(part.startswith(".") and part != ".well-known" for part in parts)
        joined = safe_join(str(self._root), *parts) if "\0" not in path and not is_hidden else None
        if joined is None:
            return None
        try:
            found = Path(joined).resolve()
            # `/about` for about.html, as static hosts do.
            page = found.with_name(f"{found.name}.html")
            if not found.exists() and page.is_file():
                found = page.resolve()
            # A link may lead out of the folder; the data folder holds the key and all recordings.
            is_ours = found.is_relative_to(self._root) and not self._is_in_data(found)
        except OSError:
            return None  # a name longer than the file system takes
        return found if is_ours else None

    def _is_in_data(self, found: Path) -> bool:
        inside = [found, *found.parents][: len(found.parts) - len(self._root.parts)]
        # Not by name: `Thinkaloud-Data` is the same folder where case does not count.
        return any(path.exists() and path.samefile(self._data) for path in inside)

    def _page(self, html: bytes, kind: str, status: int = 200) -> Response:
        charset = charset_of(html)
        if wants_tag(request.headers.get("Sec-Fetch-Dest")):
            html = with_tag(html)
        full_kind = f"{kind}; charset={charset}" if charset else kind
        answer = Response(html, status, {"Cache-Control": "no-cache"}, content_type=full_kind)
        answer.headers["Vary"] = "Sec-Fetch-Dest"
        if status == 200:
            answer.add_etag()
            answer.make_conditional(request)
        return answer

    def _not_found(self) -> Response:
        own = self._file("404.html")
        html = own.read_bytes() if own is not None and own.is_file() else _NOT_FOUND
        return self._page(html, "text/html", 404)

    def _offer(self, file: Path, kind: str) -> None:
        about = file.stat()
        if is_asset(kind) and about.st_size <= MAX_ASSET_BYTES:
            version = f"{about.st_mtime_ns}-{about.st_size}"
            self._archivist.offer(address(), version, kind, file.read_bytes)


def address() -> str:
    """Return the address that the browser asked for, in the form that it has in the page."""
    return request.root_url.rstrip("/") + target()


def target() -> str:
    """Return path and query as they came; WSGI gives the path unquoted only."""
    raw = request.environ.get("PATH_INFO", "/").encode("latin-1")
    query = request.query_string.decode("latin-1")
    return quote(raw, safe="/%:@!$&'()*+,;=~") + (f"?{query}" if query else "")


def _type_of(file: Path) -> str:
    known = _TYPES.get(file.suffix.lower())
    return known or mimetypes.guess_type(file.name)[0] or "application/octet-stream"
