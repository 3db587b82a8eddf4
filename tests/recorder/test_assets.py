import pytest

from recorder.assets import MAX_ASSET_BYTES, normal_url, sniff
from recorder.errors import RefusedError

FILES = {
    "image/png": b"\x89PNG\r\n\x1a\n0000",
    "image/jpeg": b"\xff\xd8\xff\xe0....",
    "image/gif": b"GIF89a....",
    "image/webp": b"RIFF\x01\x02\x03\x04WEBPVP8 ",
    "image/avif": b"\0\0\0\x20ftypavif",
    "image/x-icon": b"\0\0\1\0\1\0\x20\x20",
    "image/bmp": b"BM\x01\x02\x03\x04\0\0\0\0\x36\0",
    "image/svg+xml": b'<?xml version="1.0"?>\n<!-- a -->\n<svg xmlns="x"></svg>',
    "font/woff2": b"wOF2\0\1\0\0",
    "font/woff": b"wOFF\0\1\0\0",
    "font/otf": b"OTTO\0\1\0\0",
    "font/ttf": b"\0\1\0\0\0\x0c",
    "video/mp4": b"\0\0\0\x20ftypisom",
    "video/webm": b"\x1a\x45\xdf\xa3....",
    "audio/mpeg": b"ID3\x04....",
    "audio/wav": b"RIFF\x01\x02\x03\x04WAVE",
    "text/css": b"@charset 'utf-8'; a { color: red }",
}


@pytest.mark.parametrize("kind", FILES)
def test_a_file_is_told_by_its_first_bytes(kind: str) -> None:
    assert sniff(FILES[kind], kind) == kind
    assert sniff(FILES[kind], kind.upper() + "; charset=utf-8") == kind


@pytest.mark.parametrize("kind", [kind for kind in FILES if kind != "text/css"])
@pytest.mark.parametrize("claim", ["", "application/octet-stream", "text/plain"])
def test_a_type_that_claims_nothing_is_filled_in(kind: str, claim: str) -> None:
    assert sniff(FILES[kind], claim) == kind


@pytest.mark.parametrize(
    ("kind", "claim"),
    [
        ("image/webp", "image/jpeg"),
        ("image/x-icon", "image/vnd.microsoft.icon"),
        ("font/woff2", "application/font-woff2"),
        ("font/ttf", "application/x-font-ttf"),
        ("image/svg+xml", "text/xml"),
    ],
)
def test_a_cousin_of_the_type_is_forgiven(kind: str, claim: str) -> None:
    assert sniff(FILES[kind], claim) == kind


@pytest.mark.parametrize("claim", ["text/html", "text/css", "image/png", "application/json"])
@pytest.mark.parametrize("data", [FILES["font/woff2"], FILES["audio/mpeg"]])
def test_a_lying_type_is_refused(data: bytes, claim: str) -> None:
    with pytest.raises(RefusedError) as refused:
        sniff(data, claim)
    assert refused.value.code == "bad_asset"


@pytest.mark.parametrize(
    ("data", "claim"),
    [
        (b"", "image/png"),
        (b"<!doctype html><p>", "text/css"),
        (b"  <script>alert(1)</script>", "text/css"),
        (b"a{}\0", "text/css"),
        (b"<!doctype html>", "image/svg+xml"),
        (b"alert(1)", "text/javascript"),
        (b"a{}", ""),
    ],
)
def test_what_is_no_asset_is_refused(data: bytes, claim: str) -> None:
    with pytest.raises(RefusedError) as refused:
        sniff(data, claim)
    assert refused.value.code == "bad_asset"


def test_a_file_that_is_too_large_is_refused() -> None:
    with pytest.raises(RefusedError) as refused:
        sniff(FILES["image/png"] + b"0" * MAX_ASSET_BYTES, "image/png")
    assert refused.value.code == "too_large"


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://Shop.Example/a.css#top", "https://shop.example/a.css"),
        ("HTTP://x", "http://x/"),
        ("http://x:80/a?b=1&c", "http://x/a?b=1&c"),
        ("https://x:443/", "https://x/"),
        ("http://x:8001/a", "http://x:8001/a"),
        ("http://user:pass@x/a", "http://x/a"),
        ("http://[::1]:8001/a", "http://[::1]:8001/a"),
        ("data:image/png;base64,xx", None),
        ("blob:http://x/1", None),
        ("file:///etc/passwd", None),
        ("javascript:1", None),
        ("//x/a", None),
        ("http://", None),
        ("http://x:99999/", None),
        ("http://[x/", None),
        ("http://x/a\0b", None),
        ("http://x/" + "a" * 4_000, None),
        ("", None),
    ],
)
def test_an_address_has_one_form(url: str, expected: str | None) -> None:
    assert normal_url(url) == expected
    if expected is not None:
        assert normal_url(expected) == expected


@pytest.mark.parametrize(
    ("start", "claim"),
    [
        (
            b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + b"\0\0\xc3\x50" * 2 + b"\x08\2\0\0\0" + b"\0" * 40,
            "image/png",
        ),
        (b"GIF89a\xff\xff\xff\xff" + b"\0" * 40, "image/gif"),
    ],
)
def test_a_picture_bomb_is_refused_before_a_pixel_is_unpacked(start: bytes, claim: str) -> None:
    with pytest.raises(RefusedError) as refused:
        sniff(start, claim)
    assert refused.value.code == "too_large"


def test_markup_that_is_called_a_picture_is_refused() -> None:
    for data in (b"<!doctype html><script>1</script>", b"<html><img>"):
        with pytest.raises(RefusedError) as refused:
            sniff(data, "image/png")
        assert refused.value.code == "bad_asset"


def test_a_drawing_with_a_script_is_called_a_drawing_whatever_its_name() -> None:
    # Drawings are shown as pictures only, and there no script runs.
    assert sniff(b"<svg><script>1</script></svg>", "image/png") == "image/svg+xml"
