"""A researcher follows a session as it happens, up to its end."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from web.security import load_key

from .conftest import PATIENCE_MS, Lab, Panel

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("lamp_shop")]


@pytest.fixture
def observer(chromium: Browser) -> Iterator[Page]:
    """The researcher's own browser, with an eye on what fails in it."""
    context = chromium.new_context(viewport={"width": 1280, "height": 800})
    context.set_default_timeout(PATIENCE_MS)
    errors: list[str] = []
    context.on("weberror", lambda error: errors.append(str(error.error)))
    yield context.new_page()
    context.close()
    assert errors == [], "a script of the viewer failed"


def test_what_a_participant_does_is_seen_as_it_happens(
    joined: Lab, page: Page, panel: Panel, observer: Page
) -> None:
    home = f"{joined.house.url}/studies/{joined.definition.slug}"
    panel.press("Start")
    panel.runs("Find the lamps")
    observer.goto(f"{home}/live?key={load_key(joined.store.data)}")
    # The list is fetched again by itself.
    expect(observer.get_by_role("row", name=joined.person.code)).to_contain_text("Find the lamps")
    observer.get_by_role("link", name=f"Follow {joined.person.code}").click()
    observer.wait_for_selector("[data-replay][data-state=ready]")
    drawn = observer.frame_locator(".v-frame").frame_locator("iframe")
    expect(drawn.get_by_role("heading", name="Lumen")).to_be_attached()
    live = observer.locator(".v-live")
    expect(live).to_have_text("Live")

    page.get_by_role("link", name="Order").click()
    page.wait_for_url("**/order.html")
    expect(drawn.get_by_role("heading", name="Order")).to_be_attached()
    page.get_by_role("button", name="Buy").click()
    expect(drawn.get_by_text("Thank you")).to_be_attached()
    expect(observer.locator(".v-list")).to_contain_text("Buy")

    observer.get_by_role("button", name="Pause", exact=True).click()
    expect(live).to_have_text("Back to live")
    live.click()
    expect(live).to_have_text("Live")
    expect(observer.locator(".live-health")).to_contain_text("last heard")

    joined.store.close_session(joined.session, time.time_ns() // 1_000_000)
    expect(observer.get_by_text("The session has ended.")).to_be_visible()
    expect(live).to_be_hidden()
