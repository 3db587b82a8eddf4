from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Error

from analyzer import painter
from analyzer.appearance import Appearance
from analyzer.desk import StoredFile
from analyzer.dom_html import static_page
from analyzer.moment import ANCHORS
from analyzer.painter import Drawing, Painter
from analyzer.render import decode, differing_share
from fixtures import recorded_pages
from fixtures.hostile_page import (
    canary,
    careless_html,
    hostile_changes,
    hostile_drawing,
    hostile_elements,
    hostile_styles,
)
from fixtures.studio import FINDER, Run, document, element, mirror, open_studio, snapshot, still
from recorder.errors import PictureError

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("painter")]


@pytest.fixture(scope="module")
def studio() -> Iterator[Run[Any]]:
    with open_studio() as run:
        yield run


# Chromium keeps pages of the web from this machine by itself; here that must not help.
OPEN = ("--disable-features=LocalNetworkAccessChecks", "--allow-loopback-in-peer-connection")
# What an open browser asks for of the hostile page, as the canary hears it.
EXPECTED = {
    "/audio.mp3", "/beacon", "/body.png", "/data.css", "/embed.svg", "/events", "/fallback.png",
    "/fe.png", "/fetch", "/foreign.png", "/form?", "/frame", "/image", "/image.svg",
    "/imagesrcset.png", "/img.png", "/import.css", "/inline.png", "/inner.css", "/inner.png",
    "/input.png", "/javascript.png", "/link-modulepreload", "/link-prefetch", "/link-preload",
    "/link-stylesheet", "/object.svg", "/poster.png", "/script.js", "/socket", "/source.webp",
    "/table.png", "/text-import.css", "/video.mp4",
}  # fmt: skip


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


def test_a_hostile_recording_reaches_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    closed = painter.launch_arguments()
    monkeypatch.setattr(painter, "launch_arguments", lambda: [*closed, *OPEN])
    with canary() as bird, open_studio() as studio:
        call = f"http://{bird.address}/"
        css = StoredFile(hostile_styles(f"{call}stored-").encode(), "text/css")
        svg = StoredFile(hostile_drawing(f"{call}stored-").encode(), "image/svg+xml")
        stored = {f"{call}link-stylesheet": css, f"{call}img.png": svg, f"{call}poster.png": svg,
                  f"{call}source.webp": svg}  # fmt: skip
        page = document("Text", *hostile_elements(bird.address))
        recorded = mirror(*snapshot(page, href=call), *hostile_changes(bird.address))
        drawing = draw(studio, static_page(recorded), stored.get)
        assert drawing.height >= 600
        part = draw(studio, static_page(recorded), stored.get, scroll=(0.0, 40.0))
        assert part.height == 600
    assert bird.heard == []


def test_the_canary_hears_a_browser_that_is_open() -> None:
    """The same page, scripts on and nothing closed: what the guards keep in would come out."""

    def careless(address: str) -> None:
        from playwright.sync_api import sync_playwright

        from analyzer.browser import QUIET, find_chromium

        with sync_playwright() as playwright:
            program = find_chromium(playwright.chromium.executable_path)
            browser = playwright.chromium.launch(
                executable_path=program, args=[*QUIET, *OPEN, "--no-sandbox"]
            )
            page = browser.new_page()
            html = careless_html(address)
            page.route("http://open.test/", lambda route: route.fulfill(
                body=html, content_type="text/html"))  # fmt: skip
            page.goto("http://open.test/", wait_until="commit")
            with suppress(Error):
                page.wait_for_load_state("load", timeout=10_000)
            for _ in range(100):
                if set(bird.heard) >= EXPECTED:
                    break
                page.wait_for_timeout(100)
            browser.close()

    with canary() as bird:
        thread = threading.Thread(target=careless, args=(bird.address,))
        thread.start()
        thread.join(60)
    assert EXPECTED - set(bird.heard) == set()


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


def test_a_page_looks_as_the_participants_browser_asked_for(studio: Run[Any]) -> None:
    css = (
        "body { background: white } @media (prefers-color-scheme: dark) { body { background: black "
        "} } @media (prefers-reduced-motion: reduce) { body { background: red } }"
    )
    page = still(element("style", css))

    def colour(appearance: Appearance | None) -> list[int]:
        drawing = draw(studio, page, nothing, appearance=appearance)
        pixel: list[int] = decode(drawing.png)[300, 400].tolist()
        return pixel

    assert colour(Appearance("dark")) == [0, 0, 0]
    assert colour(None) == [255, 255, 255]
    assert colour(Appearance("dark", reduced_motion=True)) == [0, 0, 255]


def test_a_viewport_is_drawn_where_it_was_scrolled_to(studio: Run[Any]) -> None:
    page = still(
        element("div", style="height: 1000px"), element("div", style="height:900px;background:red")
    )
    drawing = draw(studio, page, nothing, scroll=(0.0, 700.0))
    picture = decode(drawing.png)
    assert picture.shape == (600, 800, 3)
    assert picture[290, 400].tolist() == [255, 255, 255]
    assert picture[320, 400].tolist() == [0, 0, 255]
    assert drawing.is_cut


def test_a_picture_that_would_take_too_much_memory_loses_its_sharpness(studio: Run[Any]) -> None:
    page = still(element("div", "x", style="width: 3000px; height: 4000px"))
    drawing = draw(studio, page, nothing, scale=4.0)
    assert drawing.scale == 1.0
    assert decode(drawing.png).shape[:2] == (drawing.height, drawing.width)


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
