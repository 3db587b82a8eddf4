"""A participant's Chromium and an observer's, side by side: from a change to its picture."""

from __future__ import annotations

import os
import random
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from analyzer.browser import find_chromium
from recorder.models import Study
from recorder.store import Store
from web.security import load_key
from web.serving import House

FLAGS = ["--disable-background-networking", "--disable-component-update", "--disable-gpu"]
PAUSES_MS = (150, 2_200)  # between two clicks
PATIENCE_MS = 30_000
PAGE = """<!doctype html><html lang="en"><title>List</title><h1>List</h1>
<button id="add">Add a line</button><ol id="lines"></ol>
<script>
  window.made = [];
  add.onclick = () => {
    lines.append(Object.assign(document.createElement('li'), { textContent: 'A line' }));
    made.push(Date.now());
  };
</script>"""
# When each line is there first, in the frame in which the viewer draws.
WATCH = """() => {
  window.seen = [];
  const look = () => {
    const stage = document.querySelector('.v-frame')?.contentDocument;
    const drawn = stage?.querySelector('iframe')?.contentDocument;
    const count = drawn?.querySelectorAll('#lines li').length ?? 0;
    while (seen.length < count) seen.push(Date.now());
    requestAnimationFrame(look);
  };
  look();
}"""
IS_DRAWN = """() => document.querySelector('.v-frame')?.contentDocument?.querySelector('iframe')
  ?.contentDocument?.querySelector('#add')"""


def prototype(folder: Path) -> Path:
    """Write the page that changes, and tell where it is."""
    place = folder / "prototype"
    place.mkdir()
    (place / "index.html").write_text(PAGE)
    return place


def delays_s(store: Store, house: House, study: Study, clicks: int) -> list[float]:
    """Click, and measure for each change how long it took to be seen in the viewer.

    Parameters
    ----------
    store, house, study
        A study whose prototype is served.
    clicks
        How many changes.
    """
    with sync_playwright() as playwright:
        program = find_chromium(playwright.chromium.executable_path)
        is_root = hasattr(os, "geteuid") and os.geteuid() == 0
        browser = playwright.chromium.launch(
            executable_path=program, args=[*FLAGS, *(["--no-sandbox"] if is_root else [])]
        )
        try:
            participant = browser.new_context().new_page()
            person = store.invite(study)
            participant.goto(f"{house.url}/join/{person.join_token}")
            participant.get_by_role("button", name="Yes, I take part").click()
            participant.wait_for_selector("#add")
            participant.wait_for_selector("[data-thinkaloud-panel]", state="attached")
            session = next(one for one in store.sessions(study) if one.participant_id == person.id)
            observer = browser.new_context(viewport={"width": 1280, "height": 800}).new_page()
            place = f"{house.url}/studies/{study.slug}/sessions/{session.id}/replay"
            observer.goto(f"{place}?key={load_key(store.data)}&live=1")
            observer.wait_for_function(IS_DRAWN, timeout=PATIENCE_MS)
            observer.evaluate(WATCH)
            return _click(participant, observer, clicks)
        finally:
            browser.close()


def _click(participant: Page, observer: Page, clicks: int) -> list[float]:
    chance = random.Random(7)  # the same pauses each time
    for _ in range(clicks):
        participant.click("#add")
        participant.wait_for_timeout(chance.uniform(*PAUSES_MS))
    try:
        observer.wait_for_function("n => seen.length >= n", arg=clicks, timeout=PATIENCE_MS)
    finally:
        made: list[float] = participant.evaluate("made")
        seen: list[float] = observer.evaluate("seen")
    return [(there - here) / 1_000 for here, there in zip(made, seen, strict=False)]
