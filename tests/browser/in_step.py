"""Whether the viewer's sound and picture are together, in a real browser."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from recorder.media import audio_runs
from web.security import load_key

from .conftest import Lab

MOST_APART_MS = 150  # beyond, speech and picture are felt to come apart
LOOKS = 4  # in a row that have to find them together
APART = """() => {
  const audio = document.querySelector('.v-sound audio');
  const piece = pieces.find(one => audio.src.endsWith(one.url));
  if (!piece || audio.seeking || audio.readyState < 2) return null;
  return Math.abs(piece.first_t + audio.currentTime * 1000 - thinkaloudViewer.t());
}"""


def check_in_step(lab: Lab, page: Page) -> None:
    """Watch the session with its sound: after play, a jump and another speed both are together."""
    page.goto(f"{lab.house.url}/?key={load_key(lab.store.data)}")
    place = f"{lab.house.url}/studies/{lab.definition.slug}/sessions/{lab.session.id}/replay"
    first, second = audio_runs(lab.store, lab.session.id)
    page.goto(f"{place}?t={first.first_t / 1000 + 0.2:.3f}")
    page.wait_for_selector("[data-replay][data-state=ready]")
    expect(page.get_by_role("group", name="Think-aloud audio")).to_be_visible()
    page.evaluate("async place => (window.pieces = await (await fetch(place)).json())",
                  f"{place}/audio.json")  # fmt: skip
    page.keyboard.press("Space")
    stays_in_step(page)
    page.evaluate("t => thinkaloudViewer.seek(t)", second.first_t + 100)
    stays_in_step(page)
    page.evaluate("t => thinkaloudViewer.seek(t)", first.first_t + 100)
    page.get_by_label("Speed").select_option("0.5")
    stays_in_step(page)
    page.keyboard.press("m")
    assert page.locator(".v-sound audio").evaluate("audio => audio.muted")
    page.get_by_role("button", name="Sound off").click()
    assert not page.locator(".v-sound audio").evaluate("audio => audio.muted")


def stays_in_step(page: Page) -> None:
    """Sound runs, and soon is at most 150 ms from the picture, and stays so."""
    near = 0
    for _ in range(150):
        apart = page.evaluate(APART)
        near = near + 1 if apart is not None and apart <= MOST_APART_MS else 0
        if near == LOOKS:
            break
        page.wait_for_timeout(100)
    assert near == LOOKS
    assert not page.locator(".v-sound audio").evaluate("audio => audio.paused")
