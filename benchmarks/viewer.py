"""How fast an hour's replay opens and seeks, in a real Chromium, from a real server.

Run with `python -m benchmarks viewer`. A recording of the sample study is multiplied to an hour: 60
page views in two tabs, each with its real first picture and what was recorded after it, and with
scrolling, pointing and changes of its real elements in between: above 50,000 rrweb events. The
goals are 2 s from the request of the page to its first picture, and 1 s from a press on the time
line to the picture there.
"""

from __future__ import annotations

import gzip
import json
import os
import random
import socket
import statistics
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
from playwright.sync_api import Browser, Page, sync_playwright

from analyzer.browser import find_chromium
from recorder import wire
from recorder.archive import import_study
from recorder.models import Session, Study
from recorder.store import Store
from web import replay_data
from web.replay import segment_body
from web.security import load_key
from web.serving import House

HOST = "127.0.0.1"
SAMPLE = Path(__file__).resolve().parents[1] / "web/demo/sample.zip"
VIEWS, VIEW_MS, CHANGES = 60, 60_000, 900
SEEKS, OPENINGS = 40, 5
GOAL_OPEN_MS, GOAL_SEEK_MS = 2_000, 1_000
ORIGIN_MS = 1_795_330_000_000.0
FLAGS = ["--disable-background-networking", "--disable-component-update", "--disable-gpu"]

# From the navigation's start to a picture that is there.
OPENED = """() => new Promise(done => {
  const look = () => {
    const drawn = document.querySelector('.v-frame')?.contentDocument?.querySelector('iframe');
    const ready = document.querySelector('[data-state=ready] .v-busy[hidden]');
    if (ready && drawn?.contentDocument?.querySelectorAll('body *').length > 20)
      requestAnimationFrame(() => done(performance.now()));
    else requestAnimationFrame(look);
  };
  look();
})"""
SOUGHT = """t => new Promise(done => {
  const from = performance.now();
  thinkaloudViewer.seek(t);
  const look = () => {
    if (!document.querySelector('.v-busy').hidden) return requestAnimationFrame(look);
    if (!document.querySelector('.v-placard').hidden) return done(-1);
    requestAnimationFrame(() => done(performance.now() - from));
  };
  look();
})"""

Event = dict[str, Any]


@dataclass
class View:
    """A recorded page view: its events, and the elements that may change."""

    events: list[Event]  # at times since its beginning
    ids: list[int]


def real_views(store: Store, study: Study) -> list[View]:
    """Take the page views out of the sample's longest recording."""
    sessions = store.sessions(study)
    longest = max(sessions, key=lambda one: len(replay_data.recording(store, one.id).stretches))
    views = []
    for stretch in replay_data.recording(store, longest.id).stretches:
        segment = json.loads(segment_body(store, study, longest, stretch.id, lambda digest: digest))
        events = [
            {**event, "timestamp": event["timestamp"] - run["origin_ms"] - stretch.from_t}
            for run in segment["runs"]
            for event in run["events"]
        ]
        page = next(event for event in events if event["type"] == 2)
        views.append(View(events, list(_elements(page["data"]["node"]))))
    return views


def _elements(node: Event) -> Iterator[int]:
    is_drawn = node.get("tagName") not in {"style", "link", "script", "head", "html", "body"}
    if node["type"] == 2 and is_drawn:
        yield int(node["id"])
    for child in node.get("childNodes", []):
        yield from _elements(child)


def an_hour(views: list[View], chance: random.Random) -> Iterator[Event]:
    """Make the batches of an hour: page view by page view, every tenth in a second tab."""
    seqs = {"t1": 0, "t2": 0}
    counts = {"t1": 0, "t2": 0}
    for number in range(VIEWS):
        view = views[number % len(views)]
        tab = "t2" if number % 10 == 9 else "t1"
        begin = number * VIEW_MS
        page = f"p{number}"
        events = [*view.events, *(_change(view.ids, chance) for _ in range(CHANGES))]
        events.sort(key=lambda event: float(event["timestamp"]))
        stamped = [
            {**event, "timestamp": ORIGIN_MS + begin + event["timestamp"]} for event in events
        ]
        for first in range(0, len(stamped), 100):
            yield _batch("replay", tab, seqs[tab], begin, page=page, origin_ms=ORIGIN_MS,
                         events=stamped[first : first + 100])  # fmt: skip
            seqs[tab] += 1
        yield _batch("events", tab, counts[tab], begin, events=_told(number, page, chance))
        counts[tab] += 1


def _batch(stream: str, tab: str, seq: int, sent_t: float, **rest: Any) -> Event:
    return {"stream": stream, "v": 1, "tab": tab, "seq": seq, "sent_t": sent_t, **rest}


def _change(ids: list[int], chance: random.Random) -> Event:
    kind = chance.random()
    target = chance.choice(ids)
    if kind < 0.4:
        positions = [
            {"x": chance.randrange(1200), "y": chance.randrange(700), "id": target,
             "timeOffset": -50 * step}
            for step in (4, 3, 2, 1, 0)
        ]  # fmt: skip
        data: Event = {"source": 1, "positions": positions}
    elif kind < 0.6:
        data = {"source": 3, "id": 1, "x": 0, "y": chance.randrange(600)}
    else:
        changed = {"id": target, "attributes": {"data-state": str(chance.randrange(9))}}
        data = {"source": 0, "adds": [], "removes": [], "texts": [], "attributes": [changed]}
    return {"type": 3, "data": data, "timestamp": chance.uniform(800, VIEW_MS - 500)}


def _told(number: int, page: str, chance: random.Random) -> list[Event]:
    """Make the tracker's events of a page view: its beginning, presses and pointer runs."""
    begin = number * VIEW_MS
    where = {"page": page, "screen": f"/view/{number % 7}"}
    anchor = {"tag": "button", "path": "main>button", "box": [1, 1, 9, 9], "label": "Press"}
    told: list[Event] = [
        {"type": "page", "t": begin, "url": f"http://shop.test/view/{number}", "kind": "load",
         "time_origin_ms": ORIGIN_MS, "width": 1280, "height": 800, "page_width": 1280,
         "page_height": 2000, "title": f"View {number}", **where}
    ]  # fmt: skip
    task = {"type": "task", "task": f"t{number // 10}", "by": "participant", **where}
    if number % 10 in (0, 9):
        action = "start" if number % 10 == 0 else "done"
        told.append({**task, "t": begin + 2_000, "action": action})
    for _ in range(25):
        place = {"x": 9, "y": 9, "vx": chance.randrange(1200), "vy": chance.randrange(700)}
        t = begin + chance.uniform(2_000, VIEW_MS - 2_000)
        told.append(
            {"type": "click", "t": t, "fx": 0.5, "fy": 0.5, "anchor": anchor, **place, **where}
        )
    for run in range(12):
        samples = [chance.randrange(700) for _ in range(50)]
        told.append({"type": "pointer", "t": begin + 4_000.0 * run + 1_000, "dt": [50] * 50,
                     "x": samples, "y": samples, **where})  # fmt: skip
    return sorted(told, key=lambda event: float(event["t"]))


def make(store: Store) -> tuple[Study, Session, int]:
    """Store an hour's session; returns how many rrweb events it has too."""
    study = import_study(store, SAMPLE)
    session = store.open_session(store.invite(study), "I agree.", int(ORIGIN_MS))
    events = 0
    for batch in an_hour(real_views(store, study), random.Random(7)):
        body = msgspec.json.encode(batch)
        events += len(batch["events"]) if batch["stream"] == "replay" else 0
        store.add_batch(session, wire.decode_batch(body), gzip.compress(body), "gzip", 1)
    store.close_session(session, int(ORIGIN_MS) + VIEWS * VIEW_MS)
    return study, session, events


def opening(browser: Browser, address: str, key: str) -> float:
    """Open the replay in a fresh browser; ms to its first picture."""
    page = _fresh(browser, address, key)
    page.goto(f"{address}?t=1200")
    took = float(page.evaluate(OPENED))
    page.context.close()
    return took


def seeking(browser: Browser, address: str, key: str) -> list[float]:
    """Jump here and there in the hour; ms of each jump, -1 for one that showed nothing."""
    page = _fresh(browser, address, key)
    page.goto(address)
    page.evaluate(OPENED)
    chance = random.Random(11)
    moments = [chance.uniform(0, VIEWS * VIEW_MS - 1) for _ in range(SEEKS)]
    took = [float(page.evaluate(SOUGHT, t)) for t in moments]
    page.context.close()
    return took


def _fresh(browser: Browser, address: str, key: str) -> Page:
    page = browser.new_context(viewport={"width": 1280, "height": 800}).new_page()
    page.goto(f"{address.partition('/studies')[0]}/?key={key}")
    return page


@contextmanager
def served(data: Path) -> Iterator[str]:
    """Serve a data folder; yields the address."""
    with socket.socket() as free:
        free.bind((HOST, 0))
        port = int(free.getsockname()[1])
    house = House(data, HOST, port, lambda _: None)
    try:
        house.open()
        yield house.url
    finally:
        house.close()


def main() -> int:
    """Print the table; the exit code says whether the goals were met."""
    with tempfile.TemporaryDirectory() as folder, Store.open(Path(folder)) as store:
        study, session, events = make(store)
        index = replay_data.index(store, study, session)
        hours = index.length_ms / 3_600_000
        print(
            f"A session of {hours:.2f} h: {events:,} rrweb events, {len(index.segments)} segments,"
            f" {len(index.pages)} page views, {len(index.moments):,} lines"
        )
        root = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
        with served(store.data) as url, sync_playwright() as playwright:
            program = find_chromium(playwright.chromium.executable_path)
            browser = playwright.chromium.launch(executable_path=program, args=[*FLAGS, *root])
            address = f"{url}/studies/{study.slug}/sessions/{session.id}/replay"
            key = load_key(store.data)
            openings = [opening(browser, address, key) for _ in range(OPENINGS)]
            seeks = seeking(browser, address, key)
            browser.close()
    print(f"{'':34}{'median':>8}{'worst':>8}{'goal':>8}  ms")
    _line("open, server has never read it", openings[:1], GOAL_OPEN_MS)
    _line(f"open again, n = {OPENINGS - 1}", openings[1:], GOAL_OPEN_MS)
    _line(f"seek, n = {SEEKS}", seeks, GOAL_SEEK_MS)
    if min(seeks) < 0:
        print("A seek showed nothing.")
    is_met = max(openings) < GOAL_OPEN_MS and min(seeks) >= 0 and max(seeks) < GOAL_SEEK_MS
    print(f"Goals: {'met' if is_met else 'missed'}")
    return 0 if is_met else 1


def _line(name: str, took: list[float], goal: int) -> None:
    print(f"{name:34}{statistics.median(took):8.0f}{max(took):8.0f}{goal:8}")


if __name__ == "__main__":
    sys.exit(main())
