"""What a recording shows is what the participant saw, by rrweb and by sliced snapshots."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from analyzer.dom import Mirror
from analyzer.dom_html import static_page
from analyzer.painter import StoredFile
from analyzer.render import decode, differing_share
from analyzer.replay import Change, mirror_at, recorded_tabs
from fixtures.studio import Run, open_studio
from recorder.assets import normal_url
from recorder.definition import StudyDefinition, TaskDefinition
from web.security import load_key

from .conftest import Lab, OpenLab

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("recording")]

PROTOTYPE = Path(__file__).parents[2] / "fixtures" / "fidelity"
STUDY = StudyDefinition("fidelity", "Fidelity", [TaskDefinition("look", "Look", "Look around.")])
VIEW = {"width": 1000, "height": 1000}
ABOVE_PANEL = 700  # px: below, our own panel covers the page, and is never recorded
MOST_DIFFERING = 0.002


@pytest.fixture(scope="module")
def fidelity(open_lab: OpenLab) -> Iterator[Lab]:
    with open_lab(STUDY, PROTOTYPE) as opened:
        yield opened


@pytest.fixture(scope="module")
def studio() -> Iterator[Run[Any]]:
    with open_studio() as run:
        yield run


@pytest.fixture
def visitor(chromium: Browser) -> Iterator[Page]:
    context = chromium.new_context(
        viewport=VIEW,  # type: ignore[arg-type]  # a TypedDict in Playwright's own words
        color_scheme="dark",
    )
    yield context.new_page()
    context.close()


def changes_of(lab: Lab) -> tuple[Change, ...]:
    """Return the recording of the session's one tab, as far as it is stored."""
    tabs = recorded_tabs(lab.store.batches(lab.session.id, "replay"))
    return next(iter(tabs.values()), ())


def mirrored(lab: Lab) -> Mirror | None:
    return mirror_at(changes_of(lab), float("inf"))


def told(lab: Lab) -> dict[str, Any]:
    """Return what the recording says of itself, the latest of each."""
    said: dict[str, Any] = {}
    for change in changes_of(lab):
        data = change.event["data"]
        if change.event["type"] == 5 and data["tag"] == "thinkaloud":
            said |= data["payload"]
    return said


def until(page: Page, is_so: Callable[[], Any]) -> None:
    for _ in range(40):
        if is_so():
            return
        page.wait_for_timeout(250)
    assert is_so()


def is_marked(lab: Lab, name: str) -> bool:
    mirror = mirrored(lab)
    nodes = mirror.walk() if mirror is not None else ()
    return any(node.tag == "body" and name in node.attributes for node in nodes)


def join(lab: Lab, page: Page) -> None:
    page.goto(lab.invite())
    page.get_by_role("button", name="Yes, I take part").click()
    page.wait_for_url(f"{lab.prototype}/**")


@pytest.mark.parametrize("recorder", ["full", "sliced"])
def test_a_recording_draws_the_page_as_the_participant_saw_it(
    fidelity: Lab, studio: Run[Any], visitor: Page, recorder: str, tmp_path: Path
) -> None:
    join(fidelity, visitor)
    visitor.goto(f"{fidelity.prototype}/{'?heavy' if recorder == 'sliced' else ''}")
    until(visitor, lambda: told(fidelity).get("recorder") == recorder)
    acted_ms = 1_000 * changes_of(fidelity)[-1].t_s
    visitor.evaluate("act()")
    visitor.type("#typed", "green", delay=5)
    visitor.evaluate("document.activeElement.blur()")
    until(visitor, lambda: is_marked(fidelity, "data-done"))
    picture = visitor.screenshot(full_page=True, animations="disabled")
    (tmp_path / "true.png").write_bytes(picture)  # kept by pytest, to look at
    truth = decode(picture)[:ABOVE_PANEL]
    study = fidelity.store.study(STUDY.slug)

    def stored(url: str) -> StoredFile | None:
        asset = fidelity.store.asset(study.id, normal_url(url) or "")
        return asset and StoredFile(fidelity.store.blobs.read(asset.digest), asset.content_type)

    def differs() -> float:
        mirror = mirrored(fidelity)
        assert mirror is not None
        page = static_page(mirror)
        drawing = studio(lambda painter: painter.draw(page, stored))
        (tmp_path / "drawn.png").write_bytes(drawing.png)
        return differing_share(truth, decode(drawing.png)[:ABOVE_PANEL])

    until(visitor, lambda: differs() <= MOST_DIFFERING)
    assert told(fidelity)["color_scheme"] == "dark"
    watch_it_again(fidelity, visitor, acted_ms)


def watch_it_again(lab: Lab, page: Page, acted_ms: float) -> None:
    """Have the viewer play the same recording, from before the acts to after them and back."""
    page.goto(f"{lab.house.url}/?key={load_key(lab.store.data)}")
    place = f"/studies/{STUDY.slug}/sessions/{lab.session.id}/replay"
    page.goto(f"{lab.house.url}{place}?t={acted_ms / 1000:.3f}")
    page.wait_for_selector("[data-replay][data-state=ready]")
    shown = page.frame_locator(".v-frame").frame_locator("iframe")
    rows = shown.locator("#scroller div")
    texts = [f"Row {n}" for n in range(20)]
    expect(rows).to_have_text(texts)
    expect(shown.locator("#pop")).to_be_hidden()
    expect(shown.locator("#late note-card")).to_have_count(0)
    plain = shown.locator("#chart").evaluate("canvas => canvas.style.content")
    page.evaluate("thinkaloudViewer.seek(1e9)")
    texts.insert(3, texts.pop(8))
    texts.remove("Row 12")
    expect(rows).to_have_text(texts)
    expect(shown.locator("#pop")).to_be_visible()
    assert shown.locator("#pop").evaluate("box => box.matches(':popover-open')")
    expect(shown.locator("#late note-card")).to_contain_text("And its text")
    expect(shown.locator("#more")).to_have_attribute("open", "")
    assert shown.locator("#pick").evaluate("list => list.value") == "Cherry"
    painted = shown.locator("#chart").evaluate("canvas => canvas.style.content")
    assert "data:image/png" in painted
    assert painted != plain
    page.evaluate("t => thinkaloudViewer.seek(t)", acted_ms)
    expect(shown.locator("#pop")).to_be_hidden()
    expect(rows).to_have_text([f"Row {n}" for n in range(20)])


def test_a_recording_names_what_it_cannot_show(fidelity: Lab, visitor: Page) -> None:
    join(fidelity, visitor)
    visitor.goto(f"{fidelity.prototype}/unseen.html")
    expected = {"frame": 1, "canvas": 1, "video": 1, "plug-in": 1, "closed shadow root": 1}

    def is_named() -> bool:
        return {one["what"]: one["n"] for one in told(fidelity).get("unseen", ())} == expected

    def nudged() -> bool:
        # What a worker draws shows in the next look at a canvas, at the next settled screen.
        visitor.evaluate(
            "document.body.append(document.createElement('details')), "
            "document.querySelector('details:last-of-type').open = true"
        )
        return is_named()

    until(visitor, nudged)
    visitor.goto(f"{fidelity.house.url}/?key={load_key(fidelity.store.data)}")
    place = f"/studies/{STUDY.slug}/sessions/{fidelity.session.id}/replay"
    visitor.goto(f"{fidelity.house.url}{place}?t=9999")
    expect(visitor.locator(".v-lack")).to_contain_text("Not in the recording of this page: a frame")
    expect(visitor.locator(".v-lack")).to_contain_text("the inside of a closed component")
