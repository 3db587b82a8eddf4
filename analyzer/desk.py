"""What answers a drawn page's requests: stored bytes, or nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from analyzer.dom_html import StaticPage

if TYPE_CHECKING:
    from playwright.sync_api import Route

CSP = (
    "default-src 'none'; img-src http: https: data:; style-src http: https: data: 'unsafe-inline'; "
    "font-src http: https: data:; form-action 'none'; script-src 'none'; object-src 'none'"
)

# Another recording may hold another file under the same address.
KEEP_NOTHING = {"cache-control": "no-store"}


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file that a recorded page used."""

    data: bytes
    content_type: str


@dataclass(slots=True)
class Desk:
    """Answers the requests of a page that is drawn.

    Attributes
    ----------
    page
        What is drawn.
    stored
        Gives the file of an address, if it was stored.
    missing
        Addresses that were asked for and nobody stored.
    is_served
        Whether the page itself has been given: it is asked for once.
    """

    page: StaticPage
    stored: Callable[[str], StoredFile | None]
    missing: list[str] = field(default_factory=list)
    is_served: bool = False

    @property
    def url(self) -> str:
        """The address that the page was recorded at, so that its relative addresses hold."""
        url = self.page.url.partition("#")[0]
        return url if url.startswith(("http://", "https://")) else "http://recording.invalid/"

    def answer(self, route: Route) -> None:
        """Give the page itself, once; a stored file; or nothing."""
        request = route.request
        if request.is_navigation_request():
            if self.is_served or request.url != self.url:
                route.abort()
                return
            self.is_served = True
            kind = {"content-type": "text/html; charset=utf-8", "content-security-policy": CSP}
            route.fulfill(body=self.page.html, headers=kind | KEEP_NOTHING)
            return
        found = self.stored(request.url)
        if found is None:
            self.missing.append(request.url)
            route.abort()
            return
        # Fonts are asked for with CORS; whoever stored the file was allowed to read it.
        kind = {"content-type": found.content_type, "access-control-allow-origin": "*"}
        route.fulfill(body=found.data, headers=kind | KEEP_NOTHING)
