"""A session is recorded and watched again; a hostile one is watched and reaches nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, FrameLocator, Page, expect

from fixtures.hostile_page import canary, hostile_changes, hostile_elements
from fixtures.replayed import (
    ORIGIN_MS,
    at,
    event_batch,
    in_parts,
    keep,
    page_event,
    paragraphs,
    replay_slice,
)
from fixtures.replayed import page as recorded_page
from fixtures.studio import element, mutation
from recorder import protocol
from recorder.models import Session
from recorder.pauses import session_pauses
from web import replay_data
from web.security import load_key

from .conftest import PATIENCE_MS, Lab, Panel

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("lamp_shop")]

T = "thinkaloudViewer.t()"


@pytest.fixture
def researcher(chromium: Browser) -> Iterator[Page]:
    """The researcher's own browser, with an eye on what fails in it."""
    context = chromium.new_context(viewport={"width": 1280, "height": 800})
    context.set_default_timeout(PATIENCE_MS)
    errors: list[str] = []
    context.on("weberror", lambda error: errors.append(str(error.error)))
    yield context.new_page()
    context.close()
    assert errors == [], "a script of the viewer failed"


def watch(page: Page, lab: Lab, session: Session, t_ms: float) -> FrameLocator:
    """Open a session's replay at a moment; the recorded page in it."""
    slug = lab.store.study(lab.definition.slug).slug
    place = f"{lab.house.url}/studies/{slug}/sessions/{session.id}/replay"
    page.goto(f"{place}?key={load_key(lab.store.data)}&t={t_ms / 1000:.3f}")
    page.wait_for_selector("[data-replay][data-state=ready]")
    return page.frame_locator(".v-frame").frame_locator("iframe")


def seek(page: Page, t_ms: float) -> None:
    page.evaluate("t => thinkaloudViewer.seek(t)", t_ms)


def until(page: Page, is_so: Callable[[], bool], what: str) -> None:
    for _ in range(150):
        if is_so():
            return
        page.wait_for_timeout(100)
    raise AssertionError(what)


def record(lab: Lab, page: Page, panel: Panel, context: BrowserContext) -> float:
    """Take part: an order in the first tab, a look at the list in a second one. When it bought."""
    panel.press("Start")
    page.get_by_role("link", name="Order").click()
    page.wait_for_url("**/order.html")
    panel.runs("Find the lamps")
    segments = lambda: replay_data.recording(lab.store, lab.session.id).stretches  # noqa: E731
    until(page, lambda: len(segments()) >= 2, "the second page was not recorded")
    box = page.get_by_role("button", name="Buy").bounding_box()
    assert box
    page.mouse.move(5, 5)
    page.mouse.move(box["x"] + 10, box["y"] + 8, steps=5)
    page.mouse.down()
    page.mouse.up()
    expect(page.locator(".thanks")).to_have_count(1)
    clicks = lambda: lab.events(protocol.ClickEvent)  # noqa: E731
    until(page, lambda: len(clicks()) >= 2, "the clicks did not arrive")
    other = context.new_page()
    other.goto(f"{lab.prototype}/list.html")
    other.get_by_role("heading", name="Lamps", exact=True).click()
    until(page, lambda: len({s.tab for s in segments()}) == 2, "the second tab was not recorded")
    until(other, lambda: len(clicks()) >= 3, "the click in the second tab did not arrive")
    other.close()
    page.close()
    return next(float(one.t) for one in clicks() if one.anchor.label == "Buy")


def test_a_recorded_session_is_watched_again(
    joined: Lab, page: Page, panel: Panel, context: BrowserContext, researcher: Page
) -> None:
    bought = record(joined, page, panel, context)
    shop = watch(researcher, joined, joined.session, bought - 60)

    # Two moments: before and after the press, with the pointer where it was.
    expect(shop.get_by_role("heading", name="Order")).to_be_visible()
    expect(shop.locator(".thanks")).to_have_count(0)
    expect(researcher.locator(".v-address")).to_contain_text("/order.html")
    expect(researcher.locator(".v-task")).to_contain_text("Find the lamps")
    press = next(e for e in joined.events(protocol.ClickEvent) if e.t == bought)
    seek(researcher, bought + 500)
    expect(shop.locator(".thanks")).to_have_count(1)
    cursor = researcher.locator(".v-overlay").get_attribute("data-cursor") or ""
    x, y = (float(part) for part in cursor.split(","))
    assert (x, y) == pytest.approx((press.vx, press.vy), abs=2)

    # Back again, to another page, and to the other tab.
    seek(researcher, bought - 60)
    expect(shop.locator(".thanks")).to_have_count(0)
    index = replay_data.index(joined.store, joined.store.study("journey"), joined.session)
    seek(researcher, index.segments[0].from_ + 50)
    expect(shop.get_by_role("heading", name="Lumen")).to_be_visible()
    first = index.tabs[0].id
    there = next(one.t for one in index.presence if one.state == "active" and one.tab != first)
    seek(researcher, there + 1)
    expect(shop.get_by_role("heading", name="Lamps")).to_be_visible()
    expect(researcher.locator(".v-tab[aria-pressed=true]")).to_have_count(1)
    researcher.locator(".v-tab").first.click()
    expect(shop.get_by_role("heading", name="Order")).to_be_visible()
    researcher.get_by_role("button", name="Follow the participant").click()
    expect(shop.get_by_role("heading", name="Lamps")).to_be_visible()

    follow_the_keyboard(researcher, bought)
    write_notes(researcher)
    mark_pauses(researcher)
    kept = session_pauses(joined.store, joined.session.id)
    assert [(p.start_t, p.end_t, p.reason, p.note) for p in kept] == [(500, 900, "break", "Tea")]
    read_on_a_phone(researcher)


def follow_the_keyboard(page: Page, bought: float) -> None:
    seek(page, 0)
    page.keyboard.press("Space")
    expect(page.get_by_role("button", name="Pause", exact=True)).to_be_visible()
    until(page, lambda: float(page.evaluate(T)) > 300, "it does not play")
    page.keyboard.press("Space")
    expect(page.get_by_role("button", name="Play")).to_be_visible()
    seek(page, bought - 5)
    page.keyboard.press("Shift+ArrowRight")
    assert page.evaluate(T) == pytest.approx(bought, abs=0.01)
    expect(page.locator(".v-row[aria-current]")).to_contain_text("Buy")
    page.keyboard.press("[")
    expect(page.locator(".v-task")).to_contain_text("0.0")
    page.keyboard.press("Home")
    assert page.evaluate(T) == 0
    page.keyboard.press("?")
    expect(page.get_by_role("heading", name="Keyboard")).to_be_visible()
    page.keyboard.press("Escape")
    slider = page.get_by_role("slider", name="Time in the session")
    assert (slider.get_attribute("aria-valuetext") or "").startswith("0:00.0 of ")


def write_notes(page: Page) -> None:
    seek(page, 1_000)
    page.keyboard.press("n")
    page.get_by_label("Note at").fill("Looks for <b>lamps</b>")
    page.get_by_role("button", name="Keep").click()
    note = page.locator(".v-row[data-group=notes]")
    expect(note).to_contain_text("Looks for <b>lamps</b>")
    note.get_by_role("button", name="Delete").click()
    expect(note).to_have_count(0)
    page.get_by_role("button", name="Undo").click()
    expect(note).to_have_count(1)
    page.reload()
    expect(note).to_contain_text("0:01.0")


def mark_pauses(page: Page) -> None:
    form = page.get_by_role("form", name="Mark a pause")
    row, said = page.locator("[data-group=pauses].v-row"), page.locator(".v-status[role=status]")
    seek(page, 500)
    page.keyboard.press("p")
    expect(said).to_contain_text("A pause begins at 0:00.5")
    expect(page.locator(".v-band.is-open")).to_have_count(1)
    page.keyboard.press("Escape")
    expect(form).to_be_hidden()
    page.get_by_role("button", name="Mark a pause").click()
    seek(page, 900)
    page.keyboard.press("p")
    expect(form).to_contain_text("from 0:00.5 to 0:00.9")
    expect(page.get_by_label("Reason")).to_be_focused()
    page.get_by_label("Reason").select_option("break")
    page.get_by_label("Note on the pause").fill("Tea")
    page.keyboard.press("Enter")
    expect(said).to_contain_text("takes it off when it is calculated again")
    expect(page.locator(".v-band")).to_have_text("Break")
    row.get_by_role("button", name="Remove").click()
    expect(row).to_have_count(0)
    page.get_by_role("button", name="Undo").click()
    expect(row).to_contain_text("Break: Tea")
    seek(page, 0)
    row.locator(".v-go").click()
    assert page.evaluate(T) == 500
    page.reload()
    expect(page.locator(".v-band")).to_be_visible()


def read_on_a_phone(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto(page.url.partition("/replay")[0])
    boxes = page.locator(".table-box")
    expect(boxes).to_have_count(3)  # attempts, pauses, events
    wide = boxes.evaluate_all("all => all.map(box => box.scrollWidth - box.clientWidth)")
    assert wide == [0, 0, 0]
    assert page.evaluate("document.documentElement.scrollWidth") == 390


def test_a_hostile_recording_runs_nothing_and_reaches_nothing(lab: Lab, researcher: Page) -> None:
    with canary() as bird:
        watch_hostile(lab, researcher, bird.address)
        assert bird.heard == []


def watch_hostile(lab: Lab, researcher: Page, address: str) -> None:
    study = lab.store.study(lab.definition.slug)
    session = lab.store.open_session(lab.store.invite(study), "I agree.", int(ORIGIN_MS))
    keep(lab.store, session, *forged(address))
    shop = watch(researcher, lab, session, 0.1)
    expect(shop.locator("#before")).to_have_text("before")
    for t_ms in (1_050, 2_050, 3_050):
        seek(researcher, t_ms)
        researcher.wait_for_timeout(300)  # what would call home has the time to
    expect(researcher.locator(".v-placard")).to_contain_text("This part cannot be shown")
    researcher.keyboard.press("Home")
    researcher.keyboard.press("Space")
    until(researcher, lambda: float(researcher.evaluate(T)) >= 4_000, "the rest does not play")
    expect(shop.locator("#after")).to_have_text("after")
    for frame in researcher.frames:
        assert frame.evaluate("[window.hit, document.body?.dataset.hit].join('')") == ""
    assert researcher.url.startswith(lab.house.url)


def forged(address: str) -> list[dict[str, Any]]:
    """Batches that try to run scripts, to call home, and to break the viewer."""
    call = f"http://{address}/"
    hit = f"top.hit=window.hit=1;document.body.dataset.hit=1;fetch('{call}hit')"
    running = [
        element("script", hit), element("img", src="x:", onerror=hit), element("svg", onload=hit),
        element("a", "x", href=f"javascript:{hit}", autofocus="", onfocus=hit),
        element("iframe", srcdoc=f"<script>{hit}</script><img src={call}s>"),
        element("details", open="", ontoggle=hit), element("form", action=call, onsubmit=hit),
        element("body", onload=hit, onpageshow=hit), element("meta", http_equiv="refresh",
                                                            content=f"0;url={call}"),
    ]  # fmt: skip
    calm = element("p", "before", id="before")
    first = recorded_page(10, calm, *hostile_elements(address), *running)
    late = [
        mutation(adds=[{"parentId": calm["id"], "nextId": None, "node": node}])
        for node in [*hostile_elements(address), *running]
    ]
    late += hostile_changes(address)
    changed = mutation(
        attributes=[
            {"id": calm["id"], "attributes": {"onclick": hit, "style": {
                "background": f"url({call}m.png)", "list-style": [f"url({call}l)", "important"]}}}
        ]
    )  # fmt: skip
    endless: dict[str, Any] = element("b")
    for _ in range(60):
        endless = element("b", endless)
    return [
        event_batch(0, [page_event(0), page_event(4_000, kind="push")]),
        replay_slice(0, [*first, *(at(1_000 + n, one) for n, one in enumerate(late))]),
        replay_slice(1, [at(1_900, changed), at(1_950, {"type": 3, "data": None}),
                         at(1_960, {"type": 3, "data": {"source": 0, "adds": 7}})]),
        replay_slice(2, [at(2_000, {"type": 2, "data": {"node": {"type": 0, "id": "x"}}})]),
        *in_parts(3, [at(3_000, {"type": 2, "data": {"node": endless}})], 2),
        replay_slice(5, [*paragraphs(3_500), at(3_600, changed)]),
        replay_slice(6, recorded_page(3_800, element("p", "after", id="after"))),
    ]  # fmt: skip
