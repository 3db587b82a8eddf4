"""A running site, passed through with the tracker in its pages.

The browser speaks to our origin alone: cookies, redirects and the Origin header are rewritten to
fit. A WebSocket cannot be passed through (WSGI has none); such a site takes the script tag.
"""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from functools import partial
from http.cookiejar import CookieJar, DefaultCookiePolicy
from urllib.parse import urlsplit

import httpx
from flask import Response, request

from recorder.archivist import Archivist, is_asset, unpacked
from recorder.assets import MAX_ASSET_BYTES
from recorder.errors import StudyError
from recorder.folder_site import address, target
from recorder.script_tag import wants_tag, with_tag

MAX_PAGE_BYTES = 32 * 1024 * 1024
TIMEOUT = httpx.Timeout(60.0, connect=10.0)
# RFC 9110, section 7.6.1, and what older servers still send.
_HOP = {
    "connection",
    "keep-alive",
    "proxy-authenticate",
    "proxy-authorization",
    "proxy-connection",
    "te",  # codespell:ignore te
    "trailer",
    "transfer-encoding",
    "upgrade",
}
# True of the page as the site sent it, not with the tag in it.
_OF_THE_BYTES = {"content-length", "content-encoding", "content-md5", "digest", "content-digest",
                 "repr-digest", "accept-ranges", "etag", "last-modified"}  # fmt: skip
_ENCODINGS = ("gzip", "deflate")  # what we can undo to put the tag in


def site_origin(url: str) -> str:
    """Return the origin of a site that can be passed through.

    Raises
    ------
    StudyError
        If the address is none, or names a page of the site.
    """
    try:
        parts = urlsplit(url)
        is_site = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:  # a bracket or a port that is none
        is_site = False
    if not is_site:
        raise StudyError(f"`{url}` is no address of a site; give http(s)://host:port.")
    if parts.path.strip("/") or parts.query:
        raise StudyError(
            f"`{url}` has a path; give the site alone, and the path as `start` in the study."
        )
    return f"{parts.scheme}://{parts.netloc}"


class ProxiedSite:
    """Answers requests from a running site.

    Parameters
    ----------
    url
        The site, as http(s)://host:port; all of it is passed through.
    archivist
        Takes the assets that pass.
    """

    def __init__(self, url: str, archivist: Archivist) -> None:
        self._origin = site_origin(url)
        self._archivist = archivist
        is_here = urlsplit(self._origin).hostname in {"127.0.0.1", "localhost", "::1"}
        self._client = httpx.Client(
            timeout=TIMEOUT,
            follow_redirects=False,
            # One participant's cookies must never be sent for another: the jar takes none.
            cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),
            trust_env=not is_here,  # a company's proxy does not know our loopback
        )

    def answer(self, _path: str) -> Response:
        """Pass a request on and its answer back."""
        asked = self._client.build_request(
            request.method,
            f"{self._origin}{target()}",
            headers=self._headers(),
            content=_body(),
        )
        try:
            upstream = self._client.send(asked, stream=True)
        except httpx.TimeoutException:
            return _failed(504, f"The site {self._origin} did not answer in time.")
        except (httpx.HTTPError, httpx.InvalidURL, ssl.SSLError) as error:
            return _failed(502, f"The site {self._origin} cannot be reached: {error}")
        is_page = (
            upstream.headers.get("content-type", "")
            .lower()
            .startswith(("text/html", "application/xhtml+xml"))
        )
        if is_page and self._takes_tag(upstream):
            return self._page(upstream)
        return self._passed(upstream)

    def _headers(self) -> list[tuple[str, str]]:
        """Return the request's headers as the site expects them."""
        dropped = _HOP | _named(request.headers.get("Connection", "")) | {"host", "accept-encoding"}
        own = f"{request.scheme}://{request.host}"
        headers = [
            # The site's protection against forged requests compares these with its own name.
            (name, value.replace(own, self._origin, 1) if name in {"Origin", "Referer"} else value)
            for name, value in request.headers
            if name.lower() not in dropped
        ]
        headers = [
            (name, _foreign(value) if name == "Cookie" else value) for name, value in headers
        ]
        asked = request.headers.get("Accept-Encoding", "").lower()
        common = ", ".join(name for name in _ENCODINGS if name in asked)
        return [*headers, ("Accept-Encoding", common or "identity")]

    def _takes_tag(self, upstream: httpx.Response) -> bool:
        encoding = upstream.headers.get("content-encoding", "").strip().lower()
        return (
            wants_tag(
                request.headers.get("Sec-Fetch-Dest"),
                upstream.headers.get("content-disposition", ""),
            )
            and encoding in {"", "identity", *_ENCODINGS}
            and upstream.status_code not in {204, 206, 304}
            and int(upstream.headers.get("content-length") or 0) <= MAX_PAGE_BYTES
        )

    def _page(self, upstream: httpx.Response) -> Response:
        try:
            html = upstream.read()
        except httpx.HTTPError as error:
            return _failed(502, f"The site {self._origin} broke off its answer: {error}")
        finally:
            upstream.close()
        answer = Response(with_tag(html) if html else html, upstream.status_code)
        self._copy_headers(upstream, answer, _HOP | _OF_THE_BYTES)
        answer.headers["Content-Length"] = str(len(answer.get_data()))
        answer.vary.add("Sec-Fetch-Dest")
        return answer

    def _passed(self, upstream: httpx.Response) -> Response:
        answer = Response(self._stream(upstream, address()), upstream.status_code)
        self._copy_headers(upstream, answer, _HOP)
        answer.call_on_close(upstream.close)
        return answer

    def _stream(self, upstream: httpx.Response, url: str) -> Iterator[bytes]:
        """Yield the body as it comes, and keep a copy of an asset that is small enough."""
        kind = upstream.headers.get("content-type", "")
        keeps = upstream.status_code == 200 and upstream.request.method == "GET" and is_asset(kind)
        copy = bytearray()
        try:
            for chunk in upstream.iter_raw():
                if keeps:
                    copy += chunk
                    keeps = len(copy) <= MAX_ASSET_BYTES
                yield chunk
        finally:
            upstream.close()
        if keeps:
            headers = upstream.headers
            version = headers.get("etag") or headers.get("last-modified") or str(len(copy))
            encoding = headers.get("content-encoding", "")
            self._archivist.offer(url, version, kind, partial(unpacked, bytes(copy), encoding))

    def _copy_headers(self, upstream: httpx.Response, answer: Response, dropped: set[str]) -> None:
        dropped = dropped | _named(upstream.headers.get("connection", ""))
        answer.headers.clear()
        for name, value in upstream.headers.multi_items():
            lower = name.lower()
            if lower in dropped or lower == "strict-transport-security":
                continue
            if lower in {"location", "content-location"}:
                answer.headers.add(name, self._own(value))
            elif lower == "set-cookie":
                answer.headers.add(name, _own_cookie(value, request.is_secure))
            else:
                answer.headers.add(name, value)

    def _own(self, location: str) -> str:
        """Turn an address of the site into one of ours; another site's is left as it is."""
        scheme = urlsplit(self._origin).scheme
        absolute = f"{scheme}:{location}" if location.startswith("//") else location
        rest = absolute.removeprefix(self._origin)
        if rest == absolute or rest[:1] not in {"", "/", "?", "#"}:
            return location
        return rest if rest.startswith("/") else f"/{rest}"


def _body() -> Iterator[bytes] | None:
    """Yield the request's body as it comes; None where there is none."""
    if not request.content_length and "chunked" not in request.headers.get("Transfer-Encoding", ""):
        return None
    return iter(lambda: request.stream.read(65_536), b"")


def _named(connection: str) -> set[str]:
    return {name.strip().lower() for name in connection.split(",") if name.strip()}


def _foreign(cookies: str) -> str:
    # Cookies know no ports: the researcher's would go to the site with their own requests.

    pairs = (pair.strip() for pair in cookies.split(";"))
    return "; ".join(pair for pair in pairs if not pair.startswith("thinkaloud-"))


def _own_cookie(cookie: str, is_secure: bool) -> str:
    """Make a site's cookie one of ours: no domain, and none that plain HTTP would lose."""
    name, *attributes = cookie.split(";")
    kept = [one for one in attributes if not one.strip().lower().startswith("domain")]
    if not is_secure and not name.strip().startswith(("__Secure-", "__Host-")):
        kept = [one for one in kept if one.strip().lower() not in {"secure", "samesite=none"}]
    return ";".join([name, *kept])


def _failed(status: int, text: str) -> Response:
    return Response(
        f"{text}\nIs it running? Then reload this page.\n", status, mimetype="text/plain"
    )
