"""Which attributes of a recorded element are written out: none that runs, sends or steals focus."""

from __future__ import annotations

import re
from collections.abc import Mapping

DROPPED = frozenset(
    {
        "_csstext", "autofocus", "autoplay", "crossorigin", "http-equiv", "integrity", "loading",
        "manifest", "nonce", "ping", "shadowrootmode", "shadowroot", "srcdoc", "sandbox",
    }
)  # fmt: skip
# A frame's, script's or plug-in's own document is never asked for.
NO_SOURCE = frozenset({"iframe", "frame", "script", "embed", "object", "applet", "portal", "audio"})
SOURCES = frozenset({"src", "data", "archive", "code", "codebase", "classid"})
_NAME = re.compile(r"[^\s\"'<>/=\x00-\x1f\x7f]+")
_RUNS = re.compile(r"[\x00-\x20]*(javascript|vbscript|livescript)[\x00-\x20]*:", re.IGNORECASE)
_BLANK = re.compile(r"[\t\n\r]")  # browsers skip these inside an address


def safe_attributes(tag: str, attributes: Mapping[str, str]) -> dict[str, str]:
    """Choose the attributes of an element that may stand in a page where nothing runs.

    Parameters
    ----------
    tag
        Of the element, lower case.
    attributes
        As recorded, with rrweb's own (`rr_…`, `_cssText`).

    Returns
    -------
    dict
        Without handlers, addresses that run, meta refresh, nonces and lazy loading (what is
        never scrolled to would stay empty).
    """
    if tag == "meta" and any(name.lower() == "http-equiv" for name in attributes):
        return {}
    return {name: value for name, value in attributes.items() if _is_safe(tag, name.lower(), value)}


def _is_safe(tag: str, name: str, value: str) -> bool:
    if name in DROPPED or name.startswith(("on", "rr_", "data-thinkaloud-")):
        return False
    if tag in NO_SOURCE and name in SOURCES:
        return False
    if tag == "base" and name == "href" and not value.lower().startswith(("http:", "https:")):
        return False
    return _NAME.fullmatch(name) is not None and _RUNS.match(_BLANK.sub("", value)) is None
