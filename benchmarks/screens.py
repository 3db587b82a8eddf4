"""How true drawn screens are: pages that we did not write, at three widths, against the browser.

Each page is served as a prototype, recorded by the tracker in Chromium, scrolled through once, and
photographed in full at scroll 0; then the same moment is drawn from what was stored. The moment is
one at which the page has rested. A full picture tells a page of a resize, at which some draw
themselves anew, into a state that no participant sees: while it is taken they do not hear of it.
A pixel differs if a channel of it is off by more than 16 of 255; what only one picture has differs
too. Fields and texts that are masked on purpose are left out; the notes say how much of a page.
`python -m benchmarks screens` prints the table and keeps the pairs in `benchmarks/foreign/pairs`
(true, drawn, what differs in red); THINKALOUD_PAGES=quill,ace chooses pages.
"""

from __future__ import annotations

import os
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from playwright.sync_api import Browser, Page, sync_playwright

from analyzer.browser import QUIET, find_chromium
from analyzer.page_scripts import SIZE
from analyzer.painter import MAX_HEIGHT_PX, MAX_WIDTH_PX, Drawing, open_painter
from analyzer.render import decode, encode_png
from benchmarks._foreign import FOLDER, SITE, prepare
from benchmarks._masked import compared_area, draw_marked
from benchmarks._pressing import HOST, free_port
from recorder.definition import StudyDefinition, TaskDefinition
from recorder.errors import ThinkaloudError
from recorder.models import Session
from recorder.store import Store
from web.serving import House

WIDTHS = {1366: 768, 820: 1180, 390: 844}
GOALS = {"median": 0.015, "worst": 0.05}
LEVEL = 16  # of 255
QUIET_S = 4.0  # without a new batch or file: all of a page has arrived
REST_S = 1.0  # what a page sends at its end
PATIENCE_S = 30.0
PAIRS = FOLDER / "pairs"
FLAGS = [
    *QUIET, "--no-sandbox", "--disable-background-networking", "--disable-component-update",
    "--disable-sync", "--no-first-run", f"--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE {HOST}",
]  # fmt: skip
HIDE_PANEL = """() => document.querySelectorAll('[data-thinkaloud-panel]').forEach(panel =>
  panel.shadowRoot.querySelectorAll('*').forEach(part =>
    part.style.setProperty('display', 'none', 'important')))"""  # it is never in a recording
DEAF = """addEventListener('resize', event => {
  if (window.isPhotographed) event.stopImmediatePropagation();
}, true)"""  # heard first, as it is there before any script of the page
# Nothing has changed for a while; a canvas is looked at within two seconds after it has.
RESTED = """async () => {
  const from = performance.now();
  let last = from;
  const watch = new MutationObserver(() => (last = performance.now()));
  const all = { subtree: true, childList: true, attributes: true, characterData: true };
  watch.observe(document, all);
  while (performance.now() - last < 2500 && performance.now() - from < 12000)
    await new Promise(done => setTimeout(done, 100));
  watch.disconnect();
  return performance.timeOrigin + performance.now();
}"""
THROUGH = """async () => {
  const rest = ms => new Promise(done => setTimeout(done, ms));
  for (let y = 0; y < Math.min(document.documentElement.scrollHeight, 16000); y += innerHeight) {
    scrollTo({ top: y, behavior: 'instant' });
    await rest(120);
  }
  scrollTo({ top: 0, behavior: 'instant' });
  await rest(1500);
  await document.fonts.ready;
}"""


@dataclass(frozen=True, slots=True)
class Pair:
    """A page at a width: its true picture and ours."""

    page: str
    width: int
    differs: float  # share of the pixels that are compared; NaN if it could not be drawn
    masked: float = 0.0  # share of the pixels that are not
    note: str = ""


def photographed(
    page: Page, address: str, has_begun: Callable[[], bool], wait: Callable[[], None]
) -> tuple[float, bytes]:
    """Use a page as a participant would, and take its picture; return the moment, too."""
    page.goto(address)
    page.wait_for_timeout(2_500)
    end = time.monotonic() + PATIENCE_S
    while not has_begun() and time.monotonic() < end:  # a machine that is busy with other things
        page.wait_for_timeout(100)
    page.evaluate(THROUGH)
    page.evaluate(HIDE_PANEL)
    at_ms = page.evaluate(RESTED)
    page.evaluate("window.isPhotographed = true")
    png = _photograph(page)
    wait()
    page.goto("about:blank")  # what waits is sent
    return float(at_ms), png


def _photograph(page: Page) -> bytes:
    width, height = page.evaluate(SIZE)
    size = {"width": min(width, MAX_WIDTH_PX), "height": min(height, MAX_HEIGHT_PX)}
    return page.screenshot(
        full_page=True,
        clip={"x": 0, "y": 0, "width": size["width"], "height": size["height"]},
        animations="disabled",
        caret="hide",
    )


def arrived(store: Store, session: Session, quiet_s: float = QUIET_S) -> None:
    """Wait until nothing more comes of a session."""
    known, since = -1, time.monotonic()
    end = since + PATIENCE_S
    while time.monotonic() < min(since + quiet_s, end):
        count = sum(1 for _ in store.batches(session.id, "replay")) + len(
            store.assets(session.study_id)
        )
        if count != known:
            known, since = count, time.monotonic()
        time.sleep(0.1)


def difference(truth: bytes, drawing: Drawing) -> tuple[float, float, np.ndarray]:
    """Shares that differ and that are masked, and both pictures beside what differs."""
    a, b = decode(truth), decode(drawing.png)
    shape = (max(a.shape[0], b.shape[0]), max(a.shape[1], b.shape[1]), 3)
    left, right = np.full(shape, 255, np.uint8), np.zeros(shape, np.uint8)
    left[: a.shape[0], : a.shape[1]], right[: b.shape[0], : b.shape[1]] = a, b
    area = compared_area(drawing, shape[:2])
    differs = (np.abs(left.astype(np.int16) - right).max(axis=2) > LEVEL) & area
    marked = np.where(
        differs[..., None], np.array((0, 0, 255), dtype=np.uint8), (255 - (255 - left) // 4)
    )
    share = float(differs.sum() / max(1, area.sum()))
    return share, float(1 - area.mean()), np.hstack((left, right, marked.astype(np.uint8)))


@contextmanager
def lab(folder: Path) -> Iterator[tuple[Store, str]]:
    """Serve the pages as a prototype."""
    with Store.open(folder) as store:
        store.add_study(
            StudyDefinition("pages", "Pages", [TaskDefinition("use", "Use", "Use it.")])
        )
        address = f"http://{HOST}:{free_port()}"
        store.set_prototype("pages", str(SITE), address)
        house = House(folder, HOST, free_port(), lambda _: None)
        house.open()
        try:
            yield store, address
        finally:
            house.close()


def recorded(
    browser: Browser, store: Store, address: str, width: int
) -> tuple[Session, float, bytes]:
    """Record one participant's visit; return the session, the moment in it, and the picture."""
    study = store.study("pages")
    session = store.open_session(store.invite(study), "yes", time.time_ns() // 1_000_000)
    size = {"width": width, "height": WIDTHS[width]}
    context = browser.new_context(viewport=size)  # type: ignore[arg-type]  # a TypedDict of theirs
    context.add_init_script(DEAF)
    try:
        at_ms, truth = photographed(
            context.new_page(),
            f"{address}#thinkaloud={session.token}",
            lambda: any(True for _ in store.batches(session.id, "replay")),
            lambda: arrived(store, session),
        )
        arrived(store, session, REST_S)
    finally:
        context.close()
    session = store.session(session.id)
    return session, (at_ms - (session.origin_ms or 0)) / 1000, truth


@contextmanager
def easel() -> Iterator[Callable[[Store, str, float], Drawing]]:
    """Give a painter in a thread of its own: Playwright refuses to start twice in one."""
    with ThreadPoolExecutor(1) as pool:
        opened = open_painter()
        painter = pool.submit(opened.__enter__).result()

        def draw(store: Store, session: str, t_s: float) -> Drawing:
            return pool.submit(draw_marked, painter, store, session, t_s).result()

        try:
            yield draw
        finally:
            pool.submit(opened.__exit__, None, None, None).result()


def compared(chosen: dict[str, tuple[str, str]]) -> Iterator[Pair]:
    """Record and draw all pages at all widths."""
    with (
        tempfile.TemporaryDirectory() as temporary,
        lab(Path(temporary)) as (store, address),
        easel() as draw,
        sync_playwright() as playwright,
    ):
        program = find_chromium(playwright.chromium.executable_path)
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
        for name, (_, path) in chosen.items():
            for width in WIDTHS:
                session, t_s, truth = recorded(browser, store, f"{address}/{path}", width)
                try:
                    drawing = draw(store, session.id, t_s)
                except ThinkaloudError as error:
                    yield Pair(name, width, float("nan"), note=str(error))
                    continue
                differs, masked, beside = difference(truth, drawing)
                (PAIRS / f"{name}-{width}.png").write_bytes(encode_png(beside))
                lacks = [url.rpartition("/")[2][:30] for url in drawing.missing if HOST in url]
                note = f"lacks {', '.join(lacks[:4])}" if lacks else ""
                yield Pair(name, width, differs, masked, note)
        browser.close()


def main() -> int:
    """Print the table; the exit code says whether the goals were met."""
    pages = prepare()
    asked = os.environ.get("THINKALOUD_PAGES", "")
    chosen = {name: pages[name] for name in asked.split(",")} if asked else pages
    PAIRS.mkdir(exist_ok=True)
    pairs: list[Pair] = []
    print(f"{'page':18}{'kind':18}" + "".join(f"{width:>9} px" for width in WIDTHS), end="")
    for pair in compared(chosen):
        if not pairs or pairs[-1].page != pair.page:
            print(f"\n{pair.page:18}{chosen[pair.page][0]:18}", end="")
        print(f"{100 * pair.differs:>10.2f} %", end="", flush=True)
        pairs.append(pair)
    print()
    for pair in pairs:
        notes = [f"{100 * pair.masked:.1f} % masked"] if pair.masked >= 0.001 else []
        notes += [pair.note] if pair.note else []
        if notes:
            print(f"{pair.page} at {pair.width} px: {', '.join(notes)}")
    shares = [pair.differs for pair in pairs]
    median, worst = statistics.median(shares), max(shares)
    print(f"median {100 * median:.2f} %, worst {100 * worst:.2f} % of {len(pairs)} pictures")
    return 0 if median <= GOALS["median"] and worst <= GOALS["worst"] else 1


if __name__ == "__main__":
    raise SystemExit(main())
