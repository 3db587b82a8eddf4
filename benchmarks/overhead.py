"""What recording costs the page under test, in a real Chromium, against no tracker at all.

Four conditions take turns in one run, on a page of 1,500 and one of 14,000 elements: the page
alone, our events, our events and recording, and `@rrweb/record` alone, which sends nothing. Each
is used the same way: presses, typing, scrolling, and one sort of all rows.
"""

from __future__ import annotations

import gzip
import http.server
import shutil
import socket
import statistics
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, Request, sync_playwright

from analyzer.browser import find_chromium
from recorder.definition import Capture, StudyDefinition, TaskDefinition
from recorder.store import Store
from recorder.tracker_files import STATIC
from web.serving import House

HOST = "127.0.0.1"
RUNS = 3
ROWS = {"1,500 elements": 212, "14,000 elements": 1_998}  # a row is seven of them
CONDITIONS = ("no tracker", "events", "events + recording", "@rrweb/record")
GOAL = 1.1  # of @rrweb/record's script time, with recording on
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--no-first-run",
]  # fmt: skip
RRWEB = STATIC.parent / "tracker/node_modules/@rrweb/record/dist/record.umd.min.cjs"
TASK = [TaskDefinition("use", "Use", "Use the page.")]
WATCH = """
window.seen = { longest: 0, interactions: {} };
new PerformanceObserver((list) => {
  for (const { duration } of list.getEntries()) seen.longest = Math.max(seen.longest, duration);
}).observe({ type: 'longtask', buffered: true });
new PerformanceObserver((list) => {
  for (const { interactionId: id, duration } of list.getEntries()) {
    if (id) seen.interactions[id] = Math.max(seen.interactions[id] ?? 0, duration);
  }
}).observe({ type: 'event', durationThreshold: 16, buffered: true });
"""
RECORD = """<script src="record.js"></script><script>
window.recorded = [];
const api = window.rrwebRecord ?? window.rrweb;
addEventListener('DOMContentLoaded', () => api.record({
  emit: (event) => recorded.push(JSON.stringify(event)), maskAllInputs: true,
  sampling: { mousemove: 50, mousemoveCallback: 500, scroll: 150, media: 500, input: 'last' },
}));
</script>"""

Figures = dict[str, float]


def page_of(rows: int, head: str = "") -> str:
    """Write a page of so many table rows, with a filter, a counter and a sort."""
    lines = "".join(
        f"<tr><td>{row}<td>Lamp {row * 7919 % rows}<td>{row * 31 % 97} €<td>in stock<td>Halden"
        f'<td><a href="#row{row}">more</a>'
        for row in range(rows)
    )
    return f"""<!doctype html><html lang="en"><meta charset="utf-8"><title>Lamps</title>{head}
<button id="sort">Sort</button><button id="count">Count</button><output id="n">0</output>
<input id="filter" aria-label="Filter"><table><tbody id="rows">{lines}</table><script>
const list = document.getElementById('rows');
count.onclick = () => n.textContent = Number(n.textContent) + 1;
sort.onclick = () => list.append(...[...list.rows].sort((a, b) =>
  a.cells[1].textContent.localeCompare(b.cells[1].textContent)));
</script>"""


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Serve a folder as it is."""

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    handler = partial(Quiet, directory=str(folder))
    with http.server.ThreadingHTTPServer((HOST, 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://{HOST}:{server.server_address[1]}"
        server.shutdown()


def free_port() -> int:
    """Return a port of the system's choice."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def use(page: Page) -> None:
    """Do what every condition is put through."""
    page.wait_for_timeout(2_500)
    for _ in range(10):
        page.click("#count")
    page.click("#filter")
    page.keyboard.type("green lamp", delay=30)
    for _ in range(8):
        page.mouse.wheel(0, 600)
        page.wait_for_timeout(60)
    page.evaluate("scrollTo(0, 0)")
    page.click("#sort")
    page.wait_for_timeout(2_500)


def measured(browser: Browser, address: str) -> Figures:
    """Use a page once, in a browser without a past."""
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    try:
        page = context.new_page()
        page.add_init_script(WATCH)
        sent = [0]

        def count(request: Request) -> None:
            if "/collect/" in request.url:
                sent[0] += len(request.post_data_buffer or b"")

        page.on("request", count)
        session = context.new_cdp_session(page)
        session.send("Performance.enable")
        page.goto(address)
        use(page)
        metrics = session.send("Performance.getMetrics")["metrics"]
        seen = page.evaluate("seen")
        recorded = page.evaluate("(window.recorded ?? []).join()")
        waits = sorted(seen["interactions"].values()) or [0.0]
        return {
            "script ms": next(m["value"] for m in metrics if m["name"] == "ScriptDuration") * 1000,
            "longest task ms": seen["longest"],
            "p75 interaction ms": waits[int(0.75 * (len(waits) - 1))],
            "worst interaction ms": waits[-1],
            "kB sent": (sent[0] or len(gzip.compress(recorded.encode()) if recorded else b""))
            / 1e3,
        }
    finally:
        context.close()


def compare(browser: Browser, rows: int, folder: Path) -> dict[str, Figures]:
    """Return the medians of each condition on a page."""
    for name, head in (("plain", ""), ("rrweb", RECORD)):
        (folder / name).mkdir()
        (folder / name / "index.html").write_text(page_of(rows, head))
    shutil.copy(RRWEB, folder / "rrweb" / "record.js")
    addresses = {"events": "", "events + recording": ""}
    runs: dict[str, list[Figures]] = {condition: [] for condition in CONDITIONS}
    with Store.open(folder / "data") as store:
        for condition, capture in (
            ("events", Capture(dom=False)),
            ("events + recording", Capture()),
        ):
            slug = "recording" if capture.dom else "events"
            store.add_study(StudyDefinition(slug, slug, TASK, capture=capture))
            addresses[condition] = f"http://{HOST}:{free_port()}"
            store.set_prototype(slug, str(folder / "plain"), addresses[condition])
        house = House(folder / "data", HOST, free_port(), lambda _: None)
        house.open()
        try:
            with served(folder / "plain") as plain, served(folder / "rrweb") as rrweb:
                places = addresses | {"no tracker": plain, "@rrweb/record": rrweb}
                for _ in range(RUNS):
                    for condition in CONDITIONS:
                        token = joined(store, condition) if condition in addresses else ""
                        runs[condition].append(measured(browser, places[condition] + "/" + token))
        finally:
            house.close()
    return {
        condition: {name: statistics.median(run[name] for run in all_) for name in all_[0]}
        for condition, all_ in runs.items()
    }


def joined(store: Store, condition: str) -> str:
    """Let one more participant say yes; the fragment that the join page sends them with."""
    study = store.study("recording" if condition == "events + recording" else "events")
    now_ms = time.time_ns() // 1_000_000
    return f"#thinkaloud={store.open_session(store.invite(study), 'yes', now_ms).token}"


def main() -> int:
    """Print the table; the exit code says whether the goal was met."""
    print(f"Medians of {RUNS} runs; @rrweb/record alone sends nothing: its bytes are gzip of all")
    met = True
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as temporary:
        program = find_chromium(playwright.chromium.executable_path)
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
        for number, (name, rows) in enumerate(ROWS.items()):
            folder = Path(temporary, str(number))
            folder.mkdir()
            table = compare(browser, rows, folder)
            print(f"\n{name:20}" + "".join(f"{figure:>22}" for figure in table["events"]))
            for condition, figures in table.items():
                print(f"{condition:20}" + "".join(f"{value:22.0f}" for value in figures.values()))
            ours, theirs = table["events + recording"], table["@rrweb/record"]
            met &= ours["script ms"] <= GOAL * theirs["script ms"]
        browser.close()
    print(
        f"\nWith recording at most {GOAL} of @rrweb/record's script time: {'yes' if met else 'NO'}"
    )
    return 0 if met else 1


if __name__ == "__main__":
    raise SystemExit(main())
