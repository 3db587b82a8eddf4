from __future__ import annotations

import json

import pytest

from web.replay_assets import homed, used

BASE = "https://shop.test/css/main.css"
FILES = {
    "https://shop.test/css/a.png": "/f/a",
    "https://shop.test/fonts/b.woff2": "/f/b",
    "https://cdn.test/c.css": "/f/c",
}


@pytest.mark.parametrize(
    ("css", "expected"),
    [
        ("x{background:url(a.png)}", 'x{background:url("/f/a")}'),
        ("x{background:url( 'a.png' )}", 'x{background:url("/f/a")}'),
        ('x{src:url("../fonts/b.woff2") format("woff2")}', 'x{src:url("/f/b") format("woff2")}'),
        ("@import 'https://cdn.test/c.css' screen;", '@import "/f/c" screen;'),
        ('@import url("//cdn.test/c.css");', '@import url("/f/c");'),
        (r"x{background:url(\61.png)}", 'x{background:url("/f/a")}'),
        (r'x{background:url("\000061.png")}', 'x{background:url("/f/a")}'),
        ("x{background:url(http://evil.test/x)}", 'x{background:url("data:,")}'),
        ("x{background:url(//[evil)}", 'x{background:url("data:,")}'),
        ("x{background:url(javascript:alert)}", 'x{background:url("data:,")}'),
        ("@import '';", '@import "data:,";'),
        ("x{background:url(data:image/png;base64,AA==)}", None),
        ("x{filter:url(#blur)}", None),
        ("x{color:red}", None),
    ],
)
def test_a_style_sheet_names_archived_files_alone(css: str, expected: str | None) -> None:
    assert homed(css, BASE, FILES.get) == (expected or css)


def test_addresses_of_a_recording_are_found_as_they_are_written() -> None:
    recording = {
        "src": "HTTPS://shop.test/css/a.png", "href": "https://SHOP.test/css/a.png#top",
        "srcset": "https://shop.test/fonts/b.woff2 1x, https://cdn.test/c.css, x",
        "css": 'x{background:url("https://shop.test/css/a.png")}', "other": "https://evil.test/",
    }  # fmt: skip
    found = used(json.dumps(recording).encode(), FILES)
    assert found["https://SHOP.test/css/a.png#top"] == "/f/a"
    assert found["https://shop.test/css/a.png"] == "/f/a"
    assert found["https://cdn.test/c.css"] == "/f/c"
    assert "https://evil.test/" not in found
