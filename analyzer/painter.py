"""Drawing a recorded page in headless Chromium, with nothing running and nothing reached.

Scripts are off, every request is answered from stored bytes or not at all, a CSP forbids the
rest, and the browser's own network is closed (`browser.py`): each of these alone leaks.
`page.evaluate` is ours and works with scripts off.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from analyzer.appearance import Appearance
from analyzer.browser import find_chromium, launch_arguments
from analyzer.desk import Desk, StoredFile
from analyzer.dom_html import StaticPage
from analyzer.page_scripts import BOXES, COMPLETE, IS_SETTLED, SCROLL_TO, SIZE
from recorder.errors import PictureError

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Route

MAX_HEIGHT_PX = 16_000  # what Chromium draws in one piece (16,384 device px), and OpenCV writes
MAX_WIDTH_PX = 4_000
MAX_PIXELS = 100_000_000  # of a picture in device px: 400 MB while it is drawn
MAX_VIEW_HEIGHT_PX = 4_000
LOAD_MS = 15_000
SETTLE_S = 4.0  # fonts and pictures come from memory: this is for a page with thousands
POLL_MS = 25

Box = tuple[float, float, float, float]  # x, y, width, height


@dataclass(frozen=True, slots=True)
class Drawing:
    """A page's picture.

    Attributes
    ----------
    png
        The whole page from its top, at most `MAX_HEIGHT_PX` high; or its viewport.
    width, height
        CSS px.
    scale
        Picture px per CSS px.
    boxes
        Of the elements that were asked for and can be seen: x, y, width, height, CSS px on
        the page.
    scrolled_away
        Likewise, of those that stand outside the visible part of an inner scroller.
    missing
        Addresses that the page asked for and nobody stored.
    page_size
        Width and height of the whole page, CSS px.
    """

    png: bytes
    width: int
    height: int
    scale: float
    boxes: dict[str, Box]
    scrolled_away: dict[str, Box]
    missing: tuple[str, ...]
    page_size: tuple[int, int]

    @property
    def is_cut(self) -> bool:
        """Whether the page went on below or beside the picture."""
        return self.page_size[0] > self.width or self.page_size[1] > self.height


@contextlib.contextmanager
def open_painter() -> Iterator[Painter]:
    """Start a Chromium that reaches nothing.

    Raises
    ------
    PictureError
        If Playwright or Chromium is not there or does not start; the text says what to do.
    """
    try:
        from playwright.sync_api import Error, sync_playwright  # noqa: PLC0415  # an extra
    except ImportError as error:
        raise PictureError(
            "Screens are drawn with Playwright: pip install 'thinkaloud[screens]'"
        ) from error
    with sync_playwright() as playwright:
        program = find_chromium(playwright.chromium.executable_path)
        try:
            browser = playwright.chromium.launch(
                executable_path=program, args=launch_arguments(), chromium_sandbox=False
            )
        except Error as error:
            first_line = str(error).splitlines()[0]
            raise PictureError(f"{program} does not start: {first_line}") from error
        with contextlib.closing(browser):
            yield Painter(browser)


class Painter:
    """A Chromium at work. It keeps one tab for each pixel ratio: to start one takes longest."""

    def __init__(self, browser: Browser) -> None:
        self.browser = browser
        self._easels: dict[float, _Easel] = {}

    def draw(
        self,
        page: StaticPage,
        stored: Callable[[str], StoredFile | None],
        *,
        scale: float = 1.0,
        anchors: Sequence[Mapping[str, Any]] = (),
        anchors_script: str = "",
        popovers: Sequence[str] = (),
        appearance: Appearance | None = None,
        scroll: tuple[float, float] | None = None,
    ) -> Drawing:
        """Draw a page, and measure elements in it.

        Parameters
        ----------
        page
            What to draw.
        stored
            Gives the file of an address, if it was stored.
        scale
            The participant's device pixel ratio.
        anchors
            Elements to measure: `{"id": …, "anchor": {…}}`.
        anchors_script
            Source of the tracker's own `anchors.js`, which finds elements by their anchors.
        popovers
            Selectors of popovers that were open: no attribute tells that they are.
        appearance
            What the participant's browser asked of pages.
        scroll
            Draw the viewport at this place of the page; without it the page in full, at
            scroll 0: elsewhere what is fixed to the viewport would lie in the middle.

        Raises
        ------
        PictureError
            If the page cannot be drawn.
        """
        from playwright.sync_api import Error  # noqa: PLC0415  # an extra

        scale = min(max(scale, 0.5), 4.0)
        try:
            easel = self._easels.get(scale) or self._set_up(scale)
            easel.desk = Desk(page, stored)
            _look(easel.tab, appearance or Appearance())
            drawing = _draw(easel.tab, easel.desk, scale, popovers, scroll)
            return _measure(easel.tab, drawing, anchors, anchors_script)
        except Error as error:
            # The tab may be dead, or still busy with this page: the next one gets a new tab.
            spoilt = self._easels.pop(scale, None)
            if spoilt is not None:
                with contextlib.suppress(Error):
                    spoilt.tab.context.close()
            reason = str(error).splitlines()[0]
            raise PictureError(f"Chromium could not draw the page: {reason}") from error

    def _set_up(self, scale: float) -> _Easel:
        context = self.browser.new_context(
            java_script_enabled=False,
            service_workers="block",
            device_scale_factor=scale,
            accept_downloads=False,
        )
        easel = _Easel(context.new_page())
        easel.tab.set_default_timeout(LOAD_MS)
        context.route("**/*", easel.answer)
        self._easels[scale] = easel
        return easel


def _look(tab: Page, appearance: Appearance) -> None:
    tab.emulate_media(
        color_scheme=appearance.color_scheme,
        reduced_motion="reduce" if appearance.reduced_motion else "no-preference",
    )


def _draw(
    tab: Page,
    desk: Desk,
    scale: float,
    popovers: Sequence[str],
    scroll: tuple[float, float] | None,
) -> Drawing:
    from playwright.sync_api import Error  # noqa: PLC0415  # an extra
    from playwright.sync_api import TimeoutError as TooSlow  # noqa: PLC0415

    view = {
        "width": _clamp(desk.page.width, 320, MAX_WIDTH_PX),
        "height": _clamp(desk.page.height, 240, MAX_VIEW_HEIGHT_PX),
    }
    tab.set_viewport_size(view)  # type: ignore[arg-type]  # a TypedDict in Playwright's own words
    tab.goto(desk.url, wait_until="commit")
    # What is not there after this time is left out of the picture.
    with contextlib.suppress(TooSlow):
        tab.wait_for_load_state("load")
    tab.evaluate(COMPLETE, list(popovers))
    for frame in tab.frames[1:]:
        with contextlib.suppress(Error):  # a frame that went away is no reason to fail
            frame.evaluate(COMPLETE, [])
    _settle(tab)
    full_width, full_height = tab.evaluate(SIZE)
    if scroll is not None:
        tab.evaluate(SCROLL_TO, list(scroll))
        png = tab.screenshot(animations="disabled", caret="hide", scale="device")
        size = (view["width"], view["height"])
        return _drawing(desk, png, size, scale, (full_width, full_height))
    width, height = min(full_width, MAX_WIDTH_PX), min(full_height, MAX_HEIGHT_PX)
    # Beyond 16,384 device px Chromium repeats its first tiles: a high page loses its sharpness.
    is_sharp = height * scale <= MAX_HEIGHT_PX and width * height * scale**2 <= MAX_PIXELS
    png = tab.screenshot(
        full_page=True,
        clip={"x": 0, "y": 0, "width": width, "height": height},
        animations="disabled",
        caret="hide",
        scale="device" if is_sharp else "css",
    )
    return _drawing(
        desk, png, (width, height), scale if is_sharp else 1.0, (full_width, full_height)
    )


def _drawing(
    desk: Desk, png: bytes, size: tuple[int, int], scale: float, page_size: tuple[int, int]
) -> Drawing:
    return Drawing(
        png=png,
        width=size[0],
        height=size[1],
        scale=scale,
        page_size=page_size,
        boxes={},
        scrolled_away={},
        missing=tuple(dict.fromkeys(desk.missing)),
    )


def _measure(
    tab: Page, drawing: Drawing, anchors: Sequence[Mapping[str, Any]], script: str
) -> Drawing:
    """Find the elements by the tracker's own code, so that both agree which one is meant."""
    if not anchors or not script:
        return drawing
    found = tab.evaluate(f"wanted => {{ {script}\n; return ({BOXES})(wanted); }}", list(anchors))
    boxes, away = ({id_: _box(box) for id_, box in part.items()} for part in found)
    return replace(drawing, boxes=boxes, scrolled_away=away)


@dataclass  # without slots: Playwright marks the owner of a handler by an attribute
class _Easel:
    """A tab, and the page that it draws at present."""

    tab: Page
    desk: Desk | None = None

    def answer(self, route: Route) -> None:
        """Let the page at hand answer."""
        if self.desk is None:
            route.abort()
        else:
            self.desk.answer(route)


def _settle(tab: Page) -> None:
    """Wait until fonts and pictures are there, as far as they come in time."""
    end = time.monotonic() + SETTLE_S
    while time.monotonic() < end and not tab.evaluate(IS_SETTLED):
        tab.wait_for_timeout(POLL_MS)


def _clamp(value: float, low: int, high: int) -> int:
    return min(max(round(value), low), high)


def _box(box: Sequence[float]) -> Box:
    x, y, width, height = (round(float(value), 2) for value in box)
    return (x, y, width, height)
