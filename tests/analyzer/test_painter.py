from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import closing, suppress
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Error

from analyzer import painter
from analyzer.desk import StoredFile
from analyzer.dom_html import static_page
from analyzer.moment import ANCHORS
from analyzer.painter import Drawing, Painter
from analyzer.render import decode, differing_share
from fixtures import recorded_pages
from fixtures.studio import FINDER, Run, element, mirror, open_studio, still
from recorder.errors import PictureError

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("painter")]


@pytest.fixture(scope="module")
def studio() -> Iterator[Run[Any]]:
    with open_studio() as run:
        yield run


def nothing(url: str) -> StoredFile | None:
    return None


def draw(studio: Run[Any], *args: Any, **options: Any) -> Drawing:
    drawing: Drawing = studio(lambda painter: painter.draw(*args, **options))
    return drawing


@pytest.mark.parametrize("scale", [1.0, 2.0])
@pytest.mark.parametrize("name", recorded_pages.page_names())
def test_a_drawn_page_looks_as_the_participant_saw_it(
    studio: Run[Any], name: str, scale: float
) -> None:
    page = static_page(mirror(*recorded_pages.recording(name)))
    drawing = draw(studio, page, recorded_pages.stored, scale=scale)
    truth = studio(lambda painter: recorded_pages.true_picture(painter.browser, name, scale))
    assert differing_share(decode(truth), decode(drawing.png)) <= 0.005
    assert drawing.missing == ()


def hostile(canary: str) -> list[Any]:
    """List elements that call home in every way that markup knows."""
    call = f"http://{canary}/"
    style = (
        f"@import '{call}a.css'; body {{ background: url({call}b.png) }} "
        f"@font-face {{ font-family: F; src: url({call}f.woff2) }} * {{ font-family: F }}"
    )
    return [
        element("style", style),
        element("img", src=f"{call}i.png", srcset=f"{call}i2.png 2x"),
        element("picture", element("source", srcset=f"{call}s.webp"), element("img")),
        element("link", rel="stylesheet", href=f"{call}c.css"),
        *(
            element("link", rel=rel, href=call, as_="script")
            for rel in (
                "preconnect", "dns-prefetch", "prefetch", "preload", "modulepreload", "prerender",
                "manifest", "icon", "apple-touch-icon", "import",
            )
        ),
        element("meta", http_equiv="refresh", content=f"0; url={call}refresh"),
        element("base", href=call),
        element("iframe", src=f"{call}frame"),
        element("iframe", rr_src=f"{call}frame"),
        element("iframe", srcdoc=f"<img src={call}d.png>"),
        element("frame", src=f"{call}frame"),
        element("object", element("img", src=f"{call}o.png"), data=f"{call}o.svg"),
        element("embed", src=f"{call}e.svg"),
        element("video", src=f"{call}v.mp4", poster=f"{call}p.png", autoplay=""),
        element("audio", element("source", src=f"{call}a.mp3"), src=f"{call}a.mp3"),
        element("input", type="image", src=f"{call}in.png", autofocus="", onfocus="fetch(1)"),
        element("a", "x", href=f"{call}", ping=f"{call}ping", autofocus=""),
        element("script", f"fetch('{call}')", src=f"{call}x.js"),
        element("div", "x", style=f"background: url({call}d.png); cursor: url({call}c.cur), auto"),
        element("table", background=f"{call}t.png"),
        element("svg", element("use", href=f"{call}u.svg#a"), element("image", href=f"{call}g")),
        element("form", element("button"), action=call),
        element("track", src=f"{call}t.vtt"),
        element("body", background=f"{call}bg.png", onload=f"new WebSocket('ws://{canary}')"),
    ]  # fmt: skip


@pytest.fixture
def canary() -> Iterator[tuple[str, list[bytes]]]:
    """A server on loopback that notes whoever connects."""
    heard: list[bytes] = []
    with closing(socket.create_server(("127.0.0.1", 0))) as server:

        def listen() -> None:
            while True:
                try:
                    caller, _ = server.accept()
                except OSError:
                    return
                caller.settimeout(1)
                with closing(caller):
                    try:
                        heard.append(caller.recv(100))
                    except OSError:
                        heard.append(b"")

        thread = threading.Thread(target=listen, daemon=True)
        thread.start()
        yield f"127.0.0.1:{server.getsockname()[1]}", heard
        server.shutdown(socket.SHUT_RDWR)
    thread.join(5)


def test_a_hostile_recording_reaches_nothing(
    studio: Run[Any], canary: tuple[str, list[bytes]]
) -> None:
    address, heard = canary
    css = StoredFile(f"@import 'http://{address}/deep.css';".encode(), "text/css")
    svg = StoredFile(
        f"<svg xmlns='http://www.w3.org/2000/svg'><image href='http://{address}/n.png'/>"
        f"<script>fetch('http://{address}/s')</script></svg>".encode(),
        "image/svg+xml",
    )
    stored = {f"http://{address}/c.css": css, f"http://{address}/i.png": svg}.get
    drawing = draw(studio, still("Text", *hostile(address)), stored)
    assert heard == []
    assert drawing.height >= 600


def test_the_canary_hears_a_browser_that_is_open(canary: tuple[str, list[bytes]]) -> None:
    address, heard = canary
    page = still(element("img", src=f"http://{address}/i.png"))

    def careless() -> None:
        from playwright.sync_api import sync_playwright

        from analyzer.browser import QUIET, find_chromium

        with sync_playwright() as playwright:
            program = find_chromium(playwright.chromium.executable_path)
            browser = playwright.chromium.launch(
                executable_path=program, args=[*QUIET, "--no-sandbox"]
            )
            browser.new_page().set_content(page.html)
            browser.close()

    thread = threading.Thread(target=careless)
    thread.start()
    thread.join(60)
    assert heard


def test_nothing_of_the_recording_runs(studio: Run[Any]) -> None:
    page = still(
        element("p", "before", id="p"),
        element("img", src="x:", onerror="p.style.height = '5000px'"),
        element("script", "document.body.style.height = '5000px'"),
        element("a", "x", href="javascript:document.body.remove()"),
    )
    assert draw(studio, page, nothing).height == 600


def test_a_tab_that_died_fails_one_picture_and_not_the_next() -> None:
    def crash(painter: Painter) -> None:
        painter.draw(still("x"), nothing)
        (tab,) = [c.pages[0] for c in painter.browser.contexts if c.pages]
        with suppress(Error):
            tab.goto("chrome://crash")

    with open_studio() as run:
        run(crash)
        with pytest.raises(PictureError, match="could not draw"):
            draw(run, still("x"), nothing)
        assert draw(run, still("x"), nothing).height == 600


def test_another_file_under_the_same_address_is_drawn(studio: Run[Any]) -> None:
    page = still(element("img", src="http://garden.test/a.svg", style="position:fixed;inset:0"))

    def colour(name: str) -> list[int]:
        svg = (
            f"<svg xmlns='http://www.w3.org/2000/svg' width='800' height='600'>"
            f"<rect width='800' height='600' fill='{name}'/></svg>"
        )
        drawing = draw(studio, page, lambda _: StoredFile(svg.encode(), "image/svg+xml"))
        pixel: list[int] = decode(drawing.png)[300, 400].tolist()
        return pixel

    assert colour("red") == [0, 0, 255]
    assert colour("blue") == [255, 0, 0]


def test_what_nobody_stored_is_named(studio: Run[Any]) -> None:
    page = still(element("img", src="http://garden.test/a.png"))
    assert draw(studio, page, nothing).missing == ("http://garden.test/a.png",)


def test_relative_addresses_hold_at_the_recorded_address(studio: Run[Any]) -> None:
    page = still(element("video", poster="poster.png"))
    assert draw(studio, page, nothing).missing == ("http://garden.test/poster.png",)


def test_the_page_is_drawn_in_full_and_its_elements_are_measured_in_css_px(
    studio: Run[Any],
) -> None:
    page = still(
        element("div", style="height: 1500px"), element("b", "end", id="end", style="display:block")
    )
    wanted = [
        {"id": "#end", "anchor": {"key": "#end"}},
        {"id": "#gone", "anchor": {"key": "#gone"}},
    ]
    drawing = draw(studio, page, nothing, scale=2.0, anchors=wanted, anchors_script=FINDER)
    assert drawing.boxes.keys() == {"#end"}
    x, y, width, _ = drawing.boxes["#end"]
    assert (x, y, width) == (8, 1508, 784)
    assert decode(drawing.png).shape == (drawing.height * 2, drawing.width * 2, 3)


def test_what_is_scrolled_out_of_sight_is_told_apart_from_what_is_seen(studio: Run[Any]) -> None:
    rows = [element("div", str(n), id=f"r{n}", style="height: 40px") for n in range(10)]
    page = still(element("div", *rows, style="height: 100px; overflow: auto", rr_scrollTop=80))
    wanted = [{"id": f"#r{n}", "anchor": {"key": f"#r{n}"}} for n in range(10)]
    drawing = draw(studio, page, nothing, anchors=wanted, anchors_script=FINDER)
    assert sorted(drawing.boxes) == ["#r2", "#r3", "#r4"]
    assert sorted(drawing.scrolled_away) == ["#r0", "#r1", "#r5", "#r6", "#r7", "#r8", "#r9"]
    assert drawing.boxes["#r2"][:2] == (8, 8)


@pytest.mark.parametrize("name", recorded_pages.page_names())
def test_the_trackers_own_finder_finds_every_element_where_it_stood(
    studio: Run[Any], name: str
) -> None:
    script = ANCHORS.read_text()
    described = studio(lambda painter: recorded_pages.described(painter.browser, name, script))
    page = static_page(mirror(*recorded_pages.recording(name)))
    wanted = [{"id": id_, "anchor": anchor} for id_, anchor in described.items()]
    drawing = draw(studio, page, recorded_pages.stored, anchors=wanted, anchors_script=script)
    assert len(wanted) > 5
    boxes = drawing.boxes | drawing.scrolled_away
    assert boxes.keys() == described.keys()
    for id_, box in boxes.items():
        assert box == pytest.approx(described[id_]["box"], abs=1.0), described[id_]


def test_a_page_without_end_is_cut_and_says_so(studio: Run[Any]) -> None:
    page = still(element("div", style="height: 90000px; background: red"), "end")
    drawing = draw(studio, page, nothing)
    assert drawing.is_cut
    assert drawing.height == painter.MAX_HEIGHT_PX
    assert decode(drawing.png)[-1, 400].tolist() == [0, 0, 255]


def test_a_high_sharp_page_is_drawn_less_sharp_rather_than_wrong(studio: Run[Any]) -> None:
    page = still(
        element("div", style="height: 9000px; background: red"),
        element("div", style="height: 1000px; background: blue"),
    )
    drawing = draw(studio, page, nothing, scale=2.0)
    picture = decode(drawing.png)
    assert drawing.scale == 1.0
    assert picture.shape[:2] == (drawing.height, drawing.width)
    assert picture[9_500, 400].tolist() == [255, 0, 0]
    assert picture[8_500, 400].tolist() == [0, 0, 255]


def test_an_open_popover_is_shown(studio: Run[Any]) -> None:
    style = "position: fixed; inset: 0; width: 100%; height: 100%; background: lime; border: 0"
    page = still(element("div", "menu", id="menu", popover="", style=style))
    closed = decode(draw(studio, page, nothing).png)
    shown = decode(draw(studio, page, nothing, popovers=["#menu", "not a selector("]).png)
    assert closed[300, 400].tolist() == [255, 255, 255]
    assert shown[300, 400].tolist() == [0, 255, 0]


def test_a_page_with_a_fixed_bar_has_it_once_at_the_top(studio: Run[Any]) -> None:
    bar = element(
        "div", style="position: fixed; top: 0; left: 0; width: 100%; height: 40px; background: red"
    )
    page = still(bar, element("div", style="height: 3000px"))
    picture = decode(draw(studio, page, nothing).png)
    red = np.flatnonzero((picture[:, 400] == [0, 0, 255]).all(axis=1))
    assert (red[0], red[-1]) == (0, 39)


def test_without_a_browser_the_error_says_what_to_do(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    fake = tmp_path / "chromium"
    fake.write_text("#!/bin/sh\nexit 3\n")
    fake.chmod(0o755)
    monkeypatch.setenv("THINKALOUD_CHROMIUM", str(fake))
    caught: list[BaseException] = []

    def start() -> None:
        try:
            with painter.open_painter():
                pass
        except PictureError as error:
            caught.append(error)

    thread = threading.Thread(target=start)
    thread.start()
    thread.join(60)
    assert "does not start" in str(caught[0])
