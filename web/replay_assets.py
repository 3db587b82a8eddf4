"""The archived files of a replay: which of them a segment needs, and style sheets that stay here.

A replay asks the live site for nothing. Addresses in a recording are exchanged for where the
archived file is; in an archived style sheet too, as its fonts and pictures are named by address.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from urllib.parse import urljoin

from sqlmodel import col, select

from recorder.assets import normal_url
from recorder.models import Asset
from recorder.store import Store

Link = Callable[[str], str | None]  # from an address to where its file is; None: not archived

NOTHING = "data:,"  # in the place of a file that nobody archived
# An address in JSON: it ends at what must be escaped in an address, or in the text around it.
_ADDRESS = re.compile(rb"https?://[^\s\"'<>()\\]+")
# Both ways in which CSS names a file, with a string's escapes kept together.
_NAMED = re.compile(
    r"""url\(\s*(?:"((?:\\.|[^"\\])*)"|'((?:\\.|[^'\\])*)'|((?:\\.|[^\s"'()\\])*))\s*\)"""
    r"""|@import\s+(?:"((?:\\.|[^"\\])*)"|'((?:\\.|[^'\\])*)')""",
    re.IGNORECASE,
)
_ESCAPE = re.compile(r"\\(?:([0-9a-fA-F]{1,6})\s?|(.))", re.DOTALL)
MAX_CODE_POINT = 0x10FFFF


def archived(store: Store, study_id: int) -> dict[str, str]:
    """Return the digest of what was last archived from each address of a study."""
    query = select(Asset.url, Asset.digest).where(Asset.study_id == study_id)
    with store.reading() as orm:
        return dict(orm.exec(query.order_by(col(Asset.id))).all())


def used(text: bytes, known: Mapping[str, str]) -> dict[str, str]:
    """Find the addresses in a recording that were archived.

    Parameters
    ----------
    text
        JSON.
    known
        From an address in its normal form to what it leads to.

    Returns
    -------
    dict
        From each address as the recording writes it to what `known` says.
    """
    found: dict[str, str] = {}
    for address in written(text):
        normal = normal_url(address)
        if normal is not None and normal in known:
            found[address] = known[normal]
    return found


def homed(css: str, base: str, link: Link) -> str:
    """Rewrite a style sheet so that it names archived files alone.

    Parameters
    ----------
    css
        As it was archived.
    base
        Where it was archived from: its relative addresses hold from there.
    link
        Where an address in its normal form leads.
    """

    def exchange(match: re.Match[str]) -> str:
        written = next((part for part in match.groups() if part is not None), "")
        is_import = match.group().startswith("@")
        place = _unescaped(written).strip()
        if place.lower().startswith("data:") or (place.startswith("#") and not is_import):
            return match.group()
        target = _resolved(base, place, link)
        return f'@import "{target}"' if is_import else f'url("{target}")'

    return _NAMED.sub(exchange, css)


def _resolved(base: str, place: str, link: Link) -> str:
    try:
        normal = normal_url(urljoin(base, place))
    except ValueError:  # forged
        normal = None
    return (link(normal) if normal is not None else None) or NOTHING


def _unescaped(text: str) -> str:
    def plain(match: re.Match[str]) -> str:
        if match[1] is None:
            return str(match[2])
        code = int(match[1], 16)
        return chr(code) if 0 < code <= MAX_CODE_POINT and not 0xD800 <= code < 0xE000 else "\ufffd"

    return _ESCAPE.sub(plain, text)


def written(text: bytes) -> Iterator[str]:
    """Yield each address of a text once, also without what ends a list of them."""
    for found in set(_ADDRESS.findall(text)):
        address = found.decode("utf-8", "replace")
        yield address
        if address.endswith((",", ";")):
            yield address[:-1]
