"""The tracker's script tag, put in first in the head of an HTML document."""

from __future__ import annotations

import codecs
import re

MOUNT = "/_thinkaloud"
TAG = f'<script src="{MOUNT}/tracker/thinkaloud.js"></script>'

_ATTRIBUTES = r"""(?:\s(?:"[^"]*"|'[^']*'|[^'">])*)?"""
# All that may stand before the head's content; `<header>` is no `<head>`.
_BEFORE = (
    r"(?:\s+|<!--.*?-->|<!doctype(?:\"[^\"]*\"|'[^']*'|[^>\"'])*>|<\?[^>]*>"
    rf"|<html{_ATTRIBUTES}>)*(?:<head{_ATTRIBUTES}>)?"
)
_FLAGS = re.DOTALL | re.IGNORECASE
_BEFORE_BYTES = re.compile(_BEFORE.encode(), _FLAGS)
_BEFORE_TEXT = re.compile(_BEFORE, _FLAGS)
_META_CHARSET = re.compile(rb"<meta[^>]{0,200}charset", re.IGNORECASE)
_META_SCAN_BYTES = 1024  # browsers look for <meta charset> in the first 1024 bytes (HTML standard)
_WIDE = ((codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
# What a browser says that it wants the answer for; absent from old ones and from programs.
_DOCUMENTS = {None, "document", "iframe", "frame", "nested-document"}


def with_tag(html: bytes) -> bytes:
    """Put the tracker's script tag in, before any other script can run.

    Nothing else is changed: the bytes' encoding, as told by a byte order mark, is kept, and a
    document without `<head>` gets the tag where a browser would begin one.
    """
    for mark, encoding in _WIDE:
        if html.startswith(mark):
            text = html[len(mark) :].decode(encoding, "surrogatepass")
            end = _end(_BEFORE_TEXT, text)
            return mark + (text[:end] + TAG + text[end:]).encode(encoding, "surrogatepass")
    start = len(codecs.BOM_UTF8) if html.startswith(codecs.BOM_UTF8) else 0
    end = start + _end(_BEFORE_BYTES, html[start:])
    return html[:end] + TAG.encode() + html[end:]


def wants_tag(destination: str | None, disposition: str = "") -> bool:
    """Say whether an HTML answer is shown as a page, and not fetched by a script or saved.

    Parameters
    ----------
    destination
        The request's `Sec-Fetch-Dest`.
    disposition
        The answer's `Content-Disposition`.
    """
    return destination in _DOCUMENTS and not disposition.lower().startswith("attachment")


def charset_of(html: bytes) -> str | None:
    """Return the charset to name in the header, or None where the document names its own."""
    if html.startswith((codecs.BOM_UTF8, *(mark for mark, _ in _WIDE))):
        return None
    if _META_CHARSET.search(html[:_META_SCAN_BYTES]):
        return None
    try:
        html.decode("utf-8")
    except UnicodeDecodeError:
        return None
    return "utf-8"


def _end(pattern: re.Pattern[bytes] | re.Pattern[str], text: bytes | str) -> int:
    found = pattern.match(text)  # type: ignore[arg-type]  # each with its own kind of text
    return found.end() if found else 0
