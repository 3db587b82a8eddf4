"""A part of a replay as a film: Chromium, closed to the network, draws it picture by picture.

Time is ours: each picture is drawn when the page stands at its moment, however long that takes. The
page is the same as in the file that is taken away, without its instruments.
"""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analyzer import film_sound
from analyzer.film import MISSING, Film, even_size, write_film
from analyzer.painter import open_painter
from recorder.errors import PictureError, RefusedError
from recorder.models import Session, Study
from recorder.store import Store
from web import replay_data
from web.replay_data import Index
from web.replay_file import film_page, sounds
from web.replay_part import Part, cut

if TYPE_CHECKING:
    from playwright.sync_api import Page, Route

FPS = 12  # a cursor's way is followed; what a page shows in a twelfth of a second nobody reads
MAX_FILM_S = 5_400.0
MAX_PAGE_BYTES = 300_000_000  # stays in this process and Chromium's
WAIT_MS = 60_000  # for one picture
QUALITY = 92
PLACE = "http://film.invalid/"
# The rests that are left out, as in web/viewer/idle.ts.
IDLE_MS, AFTER_MS, BEFORE_MS = 5_000.0, 1_000.0, 600.0

Progress = Callable[[int, int], None]  # pictures done, of how many


def film(
    store: Store, study: Study, session: Session, part: Part, out: Path, *,
    skip_idle: bool = False, progress: Progress = lambda _done, _total: None,
) -> Film:  # fmt: skip
    """Film a part of a session; needs an app context.

    Parameters
    ----------
    store, study, session
        Whose.
    part
        What of it.
    out
        A `.webm` or `.mp4`; it appears when it is whole.
    skip_idle
        Leave out what the viewer skips; such a film has no sound.
    progress
        Called before each picture; what it raises ends the filming.

    Raises
    ------
    PictureError
        If PyAV, Playwright or Chromium is missing, or the page cannot be drawn.
    RefusedError
        `too_large` for what is longer or larger than can be filmed.
    """
    if not film_sound.is_available():
        raise PictureError(MISSING)
    index = cut(replay_data.index(store, study, session), part)
    times = moments(index, skip_idle=skip_idle)
    if len(times) > MAX_FILM_S * FPS:
        raise RefusedError(
            "too_large", 413,
            f"A film is at most {MAX_FILM_S / 60:.0f} minutes long. Film a task, or skip idle.",
        )  # fmt: skip
    html = film_page(store, study, session, part, MAX_PAGE_BYTES)
    heard = [] if skip_idle else sounds(store, session, part)
    title = f"{index.study}: {index.participant}, {part.title}"
    with _stepped(html, viewport(index)) as draw:
        return write_film(
            out,
            _pictures(draw, times, progress),
            fps=FPS,
            sound=film_sound.samples(heard, len(times) / FPS) if heard else None,
            title=f"{title} (simulated)" if index.is_simulated else title,
        )


def moments(index: Index, *, skip_idle: bool) -> list[float]:
    """List the moment of each picture, ms in the part.

    Parameters
    ----------
    index
        Cut to the part.
    skip_idle
        Whether rests of five seconds and more are left out, but for their first and last second.
    """
    rests = idle(index.activity, index.length_ms) if skip_idle else []
    times: list[float] = []
    t = 0.0
    while t < index.length_ms - 0.5:  # a sum of twelfths falls short of the end by a hair
        times.append(t)
        t += 1000 / FPS
        for begin, end in rests:
            if begin + AFTER_MS <= t < end - BEFORE_MS - AFTER_MS:
                t = end - BEFORE_MS
    return times


def idle(activity: Sequence[tuple[float, float]], length_ms: float) -> list[tuple[float, float]]:
    """List the rests between stretches of input that are long enough to be skipped."""
    rests = []
    since = 0.0
    for begin, end in [*activity, (length_ms, length_ms)]:
        if begin - since >= IDLE_MS:
            rests.append((since, begin))
        since = max(since, end)
    return rests


def viewport(index: Index) -> tuple[int, int]:
    """Choose a film's size: the largest viewport of the part, even and at most 1,920 px wide."""
    sizes = [(page.width, page.height) for page in index.pages if page.width and page.height]
    return even_size(*max(sizes, key=lambda one: one[0] * one[1], default=(1280.0, 800.0)))


def _pictures(
    draw: Callable[[float], bytes | None], times: Sequence[float], progress: Progress
) -> Iterator[bytes | None]:
    for number, t in enumerate(times):
        progress(number, len(times))
        yield draw(t)
    progress(len(times), len(times))


@contextmanager
def _stepped(html: str, size: tuple[int, int]) -> Iterator[Callable[[float], bytes | None]]:
    """Open the page; what it gives draws a moment: JPEG, or None where nothing has changed."""
    with open_painter() as painter:
        from playwright.sync_api import Error  # noqa: PLC0415  # an extra

        context = painter.browser.new_context(
            viewport={"width": size[0], "height": size[1]},
            service_workers="block", accept_downloads=False, color_scheme="light",
        )  # fmt: skip
        context.set_default_timeout(WAIT_MS)
        context.route("**/*", _answer(html))
        page = context.new_page()
        try:
            page.goto(PLACE)
            page.wait_for_selector("[data-film][data-state]")
            if page.get_attribute("[data-film]", "data-state") != "ready":
                raise PictureError(page.inner_text("[data-film]")[:300])
            wire = context.new_cdp_session(page)
            yield lambda t: _draw(page, wire, t)
        except Error as error:
            reason = str(error).splitlines()[0]
            raise PictureError(f"Chromium could not draw the replay: {reason}") from error


def _draw(page: Page, wire: Any, t: float) -> bytes | None:
    if not page.evaluate("t => thinkaloudFilm.draw(t)", t):
        return None
    shot = wire.send(
        "Page.captureScreenshot",
        {"format": "jpeg", "quality": QUALITY, "optimizeForSpeed": True},
    )
    return b64decode(shot["data"])


def _answer(html: str) -> Callable[[Route], None]:
    """Give the page itself, once; nothing else is ever asked for, and nothing else is given."""
    given: list[bool] = []

    def answer(route: Route) -> None:
        if given or route.request.url != PLACE:
            route.abort()
            return
        given.append(True)
        route.fulfill(body=html, headers={"content-type": "text/html; charset=utf-8"})

    return answer
