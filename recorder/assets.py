"""Files that recorded pages use: which addresses are archived, and what the bytes really are."""

from __future__ import annotations

import re
from urllib.parse import urlsplit, urlunsplit

from recorder.errors import RefusedError
from recorder.picture_size import picture_size

MAX_ASSET_BYTES = 5 * 1024 * 1024
MAX_URL_CHARS = 4_000
MAX_GIF_SIDE = 20_000  # px; no page shows one, and two such sides are 1.6 GB in a browser

# The first bytes of each kind; WHATWG MIME Sniffing, sections 6.1-6.3, and the formats' own texts.
_MAGIC: tuple[tuple[bytes, str], ...] = (
    (rb"\x89PNG\r\n\x1a\n", "image/png"),
    (rb"\xff\xd8\xff", "image/jpeg"),
    (rb"GIF8[79]a", "image/gif"),
    (rb"RIFF....WEBP", "image/webp"),
    (rb"....ftypavi[fs]", "image/avif"),
    (rb"BM....\x00\x00\x00\x00", "image/bmp"),
    (rb"\x00\x00[\x01\x02]\x00[^\x00]\x00", "image/x-icon"),
    (rb"wOF2", "font/woff2"),
    (rb"wOFF", "font/woff"),
    (rb"OTTO", "font/otf"),
    (rb"\x00\x01\x00\x00|true", "font/ttf"),
    (rb"ttcf", "font/collection"),
    (rb"\x1a\x45\xdf\xa3", "video/webm"),
    (rb"....ftyp", "video/mp4"),
    (rb"OggS", "audio/ogg"),
    (rb"RIFF....WAVE", "audio/wav"),
    (rb"ID3|\xff[\xfb\xf3\xf2]", "audio/mpeg"),
    (rb"fLaC", "audio/flac"),
)
_PATTERNS = tuple((re.compile(magic, re.DOTALL), kind) for magic, kind in _MAGIC)
_SVG = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*>|<!--.*?-->|<!DOCTYPE[^>]*>|\s)*<svg[\s>]",
                  re.DOTALL | re.IGNORECASE)  # fmt: skip
_MARKUP = re.compile(rb"(?:\xef\xbb\xbf)?\s*<[a-z!?/]", re.IGNORECASE)
# Types that servers give to what they do not know: they claim nothing, so they cannot lie.
_CLAIMS_NOTHING = {"", "application/octet-stream", "binary/octet-stream", "text/plain"}
_FONT_CLAIM = re.compile(r"font|ttf|otf|woff|opentype|truetype|sfnt")


def normal_url(url: str) -> str | None:
    """Return the form of an address under which it is archived.

    The fragment is dropped, scheme and host are lower case, an empty path is `/`. None for what
    is not fetched over HTTP (`data:`, `blob:`), is malformed or too long.
    """
    try:
        parts = urlsplit(url.strip())
        host, port = (parts.hostname or "").lower(), parts.port
    except ValueError:
        return None
    is_plain = url.isprintable() and len(url) <= MAX_URL_CHARS
    if parts.scheme not in {"http", "https"} or not host or not is_plain:
        return None
    if ":" in host:
        host = f"[{host}]"
    is_default = port in {None, {"http": 80, "https": 443}[parts.scheme]}
    address = host if is_default else f"{host}:{port}"
    return urlunsplit((parts.scheme, address, parts.path or "/", parts.query, ""))


def sniff(data: bytes, claimed: str, limit: int = MAX_ASSET_BYTES) -> str:
    """Tell what bytes are, by themselves, and refuse them if they were called something else.

    Parameters
    ----------
    data
        A whole file.
    claimed
        Its Content-Type header; empty where there was none.
    limit
        How many bytes it may have.

    Returns
    -------
    str
        A MIME type of an image, a font, a style sheet, sound or film.

    Raises
    ------
    RefusedError
        `bad_asset`: of no known kind, empty, or of another kind than was claimed. `too_large`: in
        bytes, or in pixels once unpacked.
    """
    if len(data) > limit:
        raise RefusedError("too_large", 413, f"An asset has at most {limit} bytes.")
    claim = claimed.partition(";")[0].strip().lower()
    found = _kind(data, claim)
    if found is None:
        raise RefusedError(
            "bad_asset", 415, "This is no image, font, style sheet, sound or film that is known."
        )
    if not _agrees(claim, found):
        raise RefusedError("bad_asset", 415, f"This is {found}, but it was called {claim}.")
    _refuse_bomb(data, found)
    return found


def _refuse_bomb(data: bytes, kind: str) -> None:
    """Refuse a picture that unpacks to more than anybody can draw, however few bytes it has."""
    if kind == "image/gif":
        sides = [int.from_bytes(data[at : at + 2], "little") for at in (6, 8)]
        if max(sides) > MAX_GIF_SIDE:
            raise RefusedError("too_large", 413, f"The picture has {sides[0]} x {sides[1]} px.")
    elif kind in {"image/png", "image/jpeg", "image/webp"}:
        try:
            picture_size(data)
        except RefusedError as error:
            if error.code == "too_large":
                raise  # one with a damaged beginning is drawn as nothing


def _kind(data: bytes, claim: str) -> str | None:
    head = data[:64]
    for pattern, kind in _PATTERNS:
        if pattern.match(head):
            # An .ogg and an .mp4 hold sound or film alike: there the claim is believed.
            is_media = kind.startswith(("video/", "audio/"))
            return claim if is_media and claim.startswith(("video/", "audio/")) else kind
    if _SVG.match(data[:4_096]):
        return "image/svg+xml"
    # A style sheet has no magic bytes: it is text, is called CSS, and is no markup.
    if claim == "text/css" and b"\0" not in data and not _MARKUP.match(data):
        return "text/css"
    return None


def _agrees(claim: str, found: str) -> bool:
    if claim in _CLAIMS_NOTHING or claim == found:
        return True
    family = found.partition("/")[0]
    if family == "font":
        return _FONT_CLAIM.search(claim) is not None
    if found == "image/svg+xml" and claim in {"text/xml", "application/xml"}:
        return True
    return claim.partition("/")[0] == family
