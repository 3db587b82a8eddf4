"""Screens and titles of imported pages: the tracker's own route pattern (`route.ts`)."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from analyzer.dom import Mirror
from analyzer.dom_node import TEXT

MAX_CHARS = 160
_ID = re.compile(
    r"@|%40|-\d{4,}$|^(\d+|(?=.*\d)([0-9a-f-]{8,}|[0-9a-z]{10,}|[\w-]{20,}))$", re.IGNORECASE
)
_HASH_ROUTE = re.compile(r"^!?(/[^?&]*)")


def route_pattern(url: str) -> str:
    """Give the pattern of an address: its path with ids replaced, so that alike pages are one.

    Parameters
    ----------
    url
        As the page told it; one that cannot be read is `/`.
    """
    try:
        parts = urlsplit(url)
    except ValueError:
        return "/"
    route = _HASH_ROUTE.match(parts.fragment)
    pattern = _path(parts.path) + (f"#{_path(route[1])}" if route else "")
    return pattern[:MAX_CHARS]


def _path(text: str) -> str:
    parts = [part for part in re.sub(r"/index\.html?$", "/", text).split("/") if part]
    return "/" + "/".join(":id" if _ID.search(part) else part for part in parts)


def title_of(mirror: Mirror) -> str | None:
    """Read the title of a page; None where it has none."""
    for node in mirror.walk():
        if node.tag == "title" and not node.is_svg:
            text = "".join(child.text for child in node.children if child.type == TEXT)
            return " ".join(text.split())[:300] or None
    return None
