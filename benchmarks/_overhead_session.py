"""One use of a page in a fresh browser context, measured."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, CDPSession, Page, Request, Response

from benchmarks._overhead_hand import Hand, Places
from benchmarks._overhead_pages import TestPage
from benchmarks._overhead_trace import CATEGORIES, Task, tasks

REST_MS = 2_500  # what is done until then counts as start-up
END_MS = 3_200  # a watched click's answers are told within 2.75 s
HOST = "127.0.0.1"
PAGES_OWN = ("table.js", "heavy.js", "app.js", "preact.js")
WATCH = """
window.seen = {};
new PerformanceObserver((list) => {
  for (const { interactionId: id, duration } of list.getEntries()) {
    if (id) seen[id] = Math.max(seen[id] ?? 0, duration);
  }
}).observe({ type: 'event', durationThreshold: 16, buffered: true });
"""
Figures = dict[str, float]


@dataclass  # Playwright hangs its own names on a listener's object: no slots
class _Traffic:
    posted: int = 0
    bundle: dict[str, int] = field(default_factory=dict)
    strangers: set[str] = field(default_factory=set)

    def asked(self, request: Request) -> None:
        """Count what is posted, and note who else is spoken to."""
        where = urlsplit(request.url)
        if where.scheme in {"http", "https", "ws", "wss"} and where.hostname != HOST:
            self.strangers.add(request.url)
        if request.method == "POST":
            self.posted += len(request.post_data_buffer or b"")

    def answered(self, response: Response) -> None:
        """Weigh the recorder's scripts."""
        path = urlsplit(response.url).path
        if path.endswith(".js") and not path.endswith(PAGES_OWN) and response.ok:
            self.bundle[path] = len(gzip.compress(response.body(), 9))


def measured(
    browser: Browser, address: str, test: TestPage, places: Places, taken: Callable[[], int]
) -> Figures:
    """Use a page once.

    Parameters
    ----------
    browser
        A started Chromium; the page gets a context of its own.
    address
        Where the page is.
    test
        What is done on it.
    places
        Where its controls are; learnt by the first use.
    taken
        Bytes that the page's server was sent so far; 0 where the requests tell.

    Returns
    -------
    Figures
        By name; times in ms of processor time, interactions in ms of the clock.
    """
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    try:
        page = context.new_page()
        page.add_init_script(WATCH)
        traffic = _Traffic()
        page.on("request", traffic.asked)
        page.on("response", traffic.answered)
        session = context.new_cdp_session(page)
        session.send("Performance.enable")
        browser.start_tracing(page=page, categories=CATEGORIES)
        before = taken()
        page.goto(address)
        page.wait_for_timeout(REST_MS)
        begun_s = _metrics(session)["Timestamp"]
        test.use(Hand(page, places))
        page.wait_for_timeout(END_MS)
        ran = tasks(browser.stop_tracing(), address.partition("#")[0])
        if traffic.strangers:
            raise SystemExit(f"A page spoke to {sorted(traffic.strangers)}")
        return {
            **_times(ran, begun_s * 1e3),
            **_waits(page),
            "kB/min": max(taken() - before, traffic.posted, _recorded(page)) / 1e3 / _minutes(ran),
            "heap MB": _heap(page, session),
            "bundle kB": sum(traffic.bundle.values()) / 1e3,
        }
    finally:
        context.close()


def _times(ran: list[Task], begun_ms: float) -> Figures:
    later = [task for task in ran if task.start > begun_ms]
    return {
        "script": sum(task.script for task in ran),
        "start-up": sum(task.script for task in ran if task.start <= begun_ms),
        "all tasks": sum(task.duration for task in ran),
        "longest": max(task.duration for task in ran),
        "later": max(task.duration for task in later),
        "ours": sum(task.ours for task in ran),
        "ours longest": max(task.ours for task in ran),
        "ours later": max(task.ours for task in later),
    }


def _waits(page: Page) -> Figures:
    waits = sorted(page.evaluate("seen").values()) or [0.0]
    return {"p75": waits[int(0.75 * (len(waits) - 1))], "worst": waits[-1]}


def _minutes(ran: list[Task]) -> float:
    return (ran[-1].start - ran[0].start) / 60_000


def _metrics(session: CDPSession) -> dict[str, float]:
    answer: dict[str, list[dict[str, Any]]] = session.send("Performance.getMetrics")
    return {metric["name"]: metric["value"] for metric in answer["metrics"]}


def _recorded(page: Page) -> int:
    """Return the bytes that `@rrweb/record` would have sent: alone, it sends nothing."""
    recorded = page.evaluate("(window.recorded ?? []).join()").encode()
    return len(gzip.compress(recorded)) if recorded else 0


def _heap(page: Page, session: CDPSession) -> float:
    """Return what the page holds on to, without what a recorder would have sent by then."""
    page.evaluate("window.recorded && (recorded.length = 0)")
    session.send("HeapProfiler.collectGarbage")
    return _metrics(session)["JSHeapUsedSize"] / 1e6
