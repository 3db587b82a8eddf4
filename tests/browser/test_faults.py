"""Bad ends of pages, browsers and servers; `benchmarks/faults.py` tries each far more often."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress

import pytest
from playwright.sync_api import BrowserContext, Error, Page, Playwright, expect

from benchmarks import faults
from benchmarks._pressing import Lab, Run, lab
from recorder import protocol, wire

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("faults")]

SIZE = faults.Size(
    endings=2, crashes=2, kills=1, restarts=1, turns=3, offline_s=2.0, patience_s=40.0
)
HOUR_MS = 3_600_000
# As a browser sees it whose wall clock was set an hour ahead since the page before.
SET_CLOCK = f"""
const before = performance.timeOrigin, now = Date.now;
Object.defineProperty(Performance.prototype, 'timeOrigin', {{ get: () => before + {HOUR_MS} }});
Date.now = () => now() + {HOUR_MS};
"""


@pytest.fixture(scope="module")
def pressing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    with lab(tmp_path_factory.mktemp("faults")) as opened:
        yield opened


@pytest.mark.parametrize("ending", [faults.server_kill, faults.slow_network, faults.unruly_network])
def test_nothing_is_lost_and_nothing_doubled(
    ending: faults.Ending, pressing: Lab, context: BrowserContext
) -> None:
    outcome = ending(pressing, context, SIZE)
    assert (outcome.lost, outcome.doubled, outcome.gaps) == (0, 0, 0)


def test_a_killed_browser_loses_only_its_last_second(pressing: Lab, playwright: Playwright) -> None:
    outcome = faults.browser_kill(pressing, playwright, SIZE)
    assert outcome.keeps(faults.CRASH_LOSS_S)


def test_recording_gives_way_where_there_is_no_room(
    pressing: Lab, context: BrowserContext, page: Page
) -> None:
    run = Run(pressing, pressing.session(), pressing.address)
    # Before the first write: for a while a browser lets an origin have what it found to be free.
    devtools = context.new_cdp_session(page)
    devtools.send("Storage.overrideQuotaForOrigin", {"origin": pressing.address, "quotaSize": 1})
    run.join(page)
    start = page.locator("[data-thinkaloud-panel]").get_by_role("button", name="Start")
    expect(start).to_be_enabled()  # the page is recorded
    context.set_offline(True)
    page.evaluate("document.body.append(...Array.from({ length: 50 }, () => new Image()))")
    for _ in range(3):
        run.press(page)
        run.ends()
        page.wait_for_timeout(1_000)
    page.close()  # its memory is gone: what is left is what found room
    context.set_offline(False)
    later = context.new_page()
    run.visit(later)
    outcome = run.settle(later.wait_for_timeout, 0.0, SIZE.patience_s)
    assert (outcome.lost, outcome.doubled, outcome.gaps) == (0, 0, 0)
    told = [event for event in _events(run) if isinstance(event, protocol.HealthEvent)]
    assert max(event.gave_way for event in told) > 0
    assert any("no room" in (event.note or "") for event in told)


def test_a_tab_that_crashed_is_drained_before_the_session_is_closed(
    pressing: Lab, context: BrowserContext, page: Page
) -> None:
    run = Run(pressing, pressing.session(), pressing.address)
    run.join(page)
    crashed = context.new_page()
    run.visit(crashed, "/next.html")
    context.set_offline(True)
    run.press(crashed)
    crashed.wait_for_timeout(1_100)
    run.ends()
    with suppress(Error):
        crashed.goto("chrome://crash")
    crashed.close()
    context.set_offline(False)
    panel = page.locator("[data-thinkaloud-panel]")
    panel.get_by_role("button", name="Start").click()
    panel.get_by_role("button", name="Done").click()
    expect(panel.get_by_text("You can close this tab").first).to_be_visible()
    assert run.lost(run.stored()) == []
    last = [event for event in _events(run) if isinstance(event, protocol.HealthEvent)][-1]
    assert last.recovered >= len(run.clicks)
    # What the tab says that it made is what is stored of it.
    rows = [row for row in pressing.store.batches(run.session.id, "events") if row.tab == _tab(run)]
    assert last.batches == len(rows)


def test_a_recorder_that_is_blocked_keeps_nobody_waiting_for_ever(
    pressing: Lab, page: Page
) -> None:
    page.route("**/recording-*", lambda route: route.abort())
    run = Run(pressing, pressing.session(), pressing.address)
    run.join(page)
    start = page.locator("[data-thinkaloud-panel]").get_by_role("button", name="Start")
    expect(start).to_be_disabled()
    start.click()  # waits until it can be pressed
    run.press(page)
    run.ends()
    page.goto("about:blank")
    run.settle(page.wait_for_timeout, 0.0, SIZE.patience_s)
    last = [event for event in _events(run) if isinstance(event, protocol.HealthEvent)][-1]
    assert (last.recorder, last.has_snapshot) == ("blocked", False)
    assert "did not load" in (last.note or "") or last.guarded_errors > 0


def test_a_page_after_a_changed_clock_goes_on_in_the_session_s_time(
    pressing: Lab, context: BrowserContext, page: Page
) -> None:
    run = Run(pressing, pressing.session(), pressing.address)
    run.join(page)
    run.press(page)
    page.wait_for_timeout(1_500)
    page.close()
    later = context.new_page()
    later.add_init_script(SET_CLOCK)
    run.visit(later)
    run.press(later)
    run.ends()
    run.settle(later.wait_for_timeout, 0.0, SIZE.patience_s)
    times = [event.t for event in _events(run)]
    assert max(times) < HOUR_MS / 2
    assert max(times) > 1_500


def _events(run: Run) -> list[protocol.Event]:
    """What is stored, in the order of the session's time."""
    found = []
    for row in run.lab.store.batches(run.session.id, "events"):
        batch = wire.decode_batch(wire.unfold(row.body))
        assert isinstance(batch, protocol.Batch)
        found += batch.events
    return sorted(found, key=lambda event: event.t)


def _tab(run: Run) -> str:
    """The tab that told the last of the session's health."""
    told = [
        (event.t, row.tab)
        for row in run.lab.store.batches(run.session.id, "events")
        for event in wire.decode_batch(wire.unfold(row.body)).events
        if isinstance(event, protocol.HealthEvent)
    ]
    return max(told)[1]
