"""Which screen events are stamped with, on a page with every kind of state, in a real Chromium."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page

from recorder.definition import StudyDefinition, TaskDefinition
from recorder.protocol import ClickEvent, ScreenEvent

from .conftest import Lab, OpenLab

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("screens")]

STUDY = StudyDefinition("states", "States", [TaskDefinition("look", "Look", "Look around.")])
PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>States</title>
<style>.menu, .list { display: none } .open { display: block } .list { position: absolute }</style>
<button id="go">Next</button> <button id="query">Sort</button> <button id="paint">Paint</button>
<button id="ask">Ask</button><dialog id="question"><button id="answer">Yes</button></dialog>
<button id="more" aria-haspopup="menu" aria-expanded="false" aria-controls="choices">More</button>
<ul class="menu" id="choices" role="menu"><li role="menuitem" id="copy">Copy</li></ul>
<div role="tablist"><button role="tab" id="facts" aria-selected="true">Facts</button>
<button role="tab" id="reviews" aria-selected="false">Reviews</button></div>
<button id="help" popovertarget="hint">Help</button><div popover id="hint"><b id="tip">Tip</b></div>
<button id="ticker">Tick</button><output id="clock"></output>
<script>
let lamp = 16;
go.onclick = () => history.pushState(null, '', `/lamps/${++lamp}?from=list`);
query.onclick = () => history.replaceState(null, '', `?sort=${Math.random()}`);
paint.onclick = () => document.body.className = 'theme-' + Math.random();
ask.onclick = () => question.showModal();
answer.onclick = () => question.close();
more.onclick = () => { more.ariaExpanded = String(choices.classList.toggle('open')); };
copy.onclick = () => { more.ariaExpanded = 'false'; choices.classList.remove('open'); };
for (const tab of [facts, reviews]) tab.onclick = () => {
  facts.ariaSelected = String(tab === facts); reviews.ariaSelected = String(tab === reviews);
};
ticker.onclick = () => setInterval(() => clock.value = performance.now(), 50);
</script>"""


@pytest.fixture(scope="module")
def states(open_lab: OpenLab, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    folder = tmp_path_factory.mktemp("states")
    (folder / "index.html").write_text(PAGE)
    with open_lab(STUDY, folder) as opened:
        yield opened


def test_events_are_stamped_with_what_is_open_and_not_with_what_does_not_matter(
    states: Lab, page: Page
) -> None:
    page.goto(states.invite())
    page.get_by_role("button", name="Yes, I take part").click()
    page.wait_for_url(f"{states.prototype}/**")
    page.locator("[data-thinkaloud-panel]").wait_for(state="attached")
    page.wait_for_function("document.querySelector('[data-thinkaloud-panel]').shadowRoot")
    steps = [
        "go", "query", "paint", "go", "ask", "answer", "more", "copy", "reviews", "help", "tip",
        "ticker", "ask", "answer", "go",
    ]  # fmt: skip
    for name in steps:
        page.click(f"#{name}")  # one right after the other: no stamp waits for the page to settle
    for _ in range(100):
        clicks = states.events(ClickEvent)
        if len(clicks) == len(steps):
            break
        page.wait_for_timeout(100)
    facts, lamps = "/+tab(#facts)", "/lamps/:id+tab(#facts)"
    other = "/lamps/:id{}+tab(#reviews)"
    assert [(event.anchor.key, event.screen) for event in clicks] == [
        ("#go", facts), ("#query", lamps), ("#paint", lamps), ("#go", lamps), ("#ask", lamps),
        ("#answer", "/lamps/:id+dialog(#question)+tab(#facts)"), ("#more", lamps),
        ("#copy", "/lamps/:id+menu(#choices)+tab(#facts)"), ("#reviews", lamps),
        ("#help", other.format("")), ("#tip", other.format("+dialog(#hint)")),
        ("#ticker", other.format("+dialog(#hint)")), ("#ask", other.format("")),
        ("#answer", other.format("+dialog(#question)")), ("#go", other.format("")),
    ]  # fmt: skip
    for _ in range(100):  # the ticking page never rests, and is told all the same
        told = {event.screen for event in states.events(ScreenEvent)}
        if other.format("") in told:
            break
        page.wait_for_timeout(100)
    assert other.format("") in told
    assert told <= {event.screen for event in clicks}
