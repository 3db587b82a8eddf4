"""What was clicked is stored, once, however a page ends."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Error, Page

from recorder import protocol
from recorder.definition import StudyDefinition, TaskDefinition
from recorder.wire import unfold
from web.serving import House

from .conftest import HOST, Lab, OpenLab

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("transport")]

REPETITIONS = 15  # benchmarks/faults.py tries each two hundred times
CLICKS = 12
PAGE = """<!doctype html><html lang="en"><title>Press</title>
<style>button { width: 200px; height: 60px }</style>
<button id="press">Press</button>"""
PRESS = StudyDefinition("press", "Press", [TaskDefinition("press", "Press", "Press it.")])


@pytest.fixture(scope="module")
def press_lab(open_lab: OpenLab, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    folder = tmp_path_factory.mktemp("press")
    for name in ("index.html", "next.html"):
        (folder / name).write_text(PAGE)
    with open_lab(PRESS, folder) as opened:
        yield opened


@pytest.fixture
def lab(press_lab: Lab, page: Page) -> Lab:
    """A participant who said yes; `page` shows the first page, its sensors at work."""
    _join(press_lab, page)
    return press_lab


def test_a_navigation_right_after_the_clicks_loses_none(lab: Lab, page: Page) -> None:
    for turn in range(REPETITIONS):
        _press(page)
        page.goto(f"{lab.prototype}/{'next' if turn % 2 == 0 else 'index'}.html")
        _wait_until_it_listens(page)
    _all_are_stored_once(lab, page, REPETITIONS * CLICKS)


def test_a_tab_closed_right_after_the_clicks_loses_none(
    lab: Lab, page: Page, context: BrowserContext
) -> None:
    for _ in range(REPETITIONS):
        tab = context.new_page()
        tab.goto(f"{lab.prototype}/next.html")
        _wait_until_it_listens(tab)
        _press(tab)
        tab.close()
    _all_are_stored_once(lab, page, REPETITIONS * CLICKS)


def test_what_was_clicked_without_a_network_comes_later(
    lab: Lab, page: Page, context: BrowserContext
) -> None:
    context.set_offline(True)
    _press(page)
    page.wait_for_timeout(2_500)
    context.set_offline(False)
    _all_are_stored_once(lab, page, CLICKS)


def test_a_tab_that_dies_without_a_network_is_recovered_by_the_next_page(
    lab: Lab, page: Page, context: BrowserContext
) -> None:
    context.set_offline(True)
    _press(page)
    page.close()
    context.set_offline(False)
    later = context.new_page()
    later.goto(f"{lab.prototype}/next.html")
    _all_are_stored_once(lab, later, CLICKS)
    health = lab.events(protocol.HealthEvent)
    assert sum(event.dropped for event in health) == 0


def test_a_crashed_page_loses_nothing_that_is_older_than_a_second(
    lab: Lab, page: Page, context: BrowserContext
) -> None:
    context.set_offline(True)
    _press(page)
    page.wait_for_timeout(1_000)
    with pytest.raises(Error, match="crash"):
        page.goto("chrome://crash")
    page.close()
    context.set_offline(False)
    later = context.new_page()
    later.goto(f"{lab.prototype}/next.html")
    _all_are_stored_once(lab, later, CLICKS, patience_s=30)


def test_two_tabs_of_one_session_have_names_and_numbers_of_their_own(lab: Lab, page: Page) -> None:
    with page.expect_popup() as opened:
        page.evaluate("window.open('/next.html')")
    tab = opened.value
    _wait_until_it_listens(tab)
    for _ in range(3):
        _press(page)
        _press(tab)
    _all_are_stored_once(lab, page, 6 * CLICKS)
    pressed_in = {
        row.tab
        for row in lab.store.batches(lab.session.id, "events")
        if b'"click"' in unfold(row.body)
    }
    assert len(pressed_in) == 2


def test_a_server_that_is_restarted_loses_and_doubles_nothing(
    open_lab: OpenLab, tmp_path: Path, page: Page
) -> None:
    (tmp_path / "index.html").write_text(PAGE)
    with open_lab(PRESS, tmp_path) as lab:
        _join(lab, page)
        _press(page)
        lab.house.close()
        _press(page)
        page.wait_for_timeout(1_500)
        again = House(lab.store.data, HOST, int(lab.house.url.rsplit(":", 1)[1]), print)
        try:
            again.open()
            _press(page)
            _all_are_stored_once(lab, page, 3 * CLICKS, patience_s=40)
        finally:
            again.close()


def _join(lab: Lab, page: Page) -> None:
    page.goto(lab.invite())
    page.get_by_role("button", name="Yes, I take part").click()
    page.wait_for_url(f"{lab.prototype}/**")
    _wait_until_it_listens(page)


def _press(page: Page) -> None:
    """Click quickly, without a pause for anything to be sent."""
    for count in range(CLICKS):
        page.mouse.click(20 + 10 * count, 30)


def _wait_until_it_listens(page: Page) -> None:
    # The panel comes with the same hello as the sensors, and after them.
    page.locator("[data-thinkaloud-panel]").wait_for(state="attached")


def _all_are_stored_once(lab: Lab, page: Page, expected: int, patience_s: float = 15) -> None:
    for _ in range(int(patience_s * 10)):
        if len(_clicks(lab)) >= expected and not _gaps(lab):
            break
        page.wait_for_timeout(100)
    clicks = Counter(_clicks(lab))
    assert [click for click, times in clicks.items() if times > 1] == []
    assert sum(clicks.values()) == expected
    assert _gaps(lab) == {}


def _gaps(lab: Lab) -> dict[str, list[int]]:
    """The numbers of each tab in which some are missing."""
    numbers: dict[str, list[int]] = {}
    for row in lab.store.batches(lab.session.id, "events"):
        numbers.setdefault(row.tab, []).append(row.seq)
    return {tab: seqs for tab, seqs in numbers.items() if seqs != list(range(len(seqs)))}


def _clicks(lab: Lab) -> list[tuple[float, str]]:
    pressed = lab.events(protocol.ClickEvent)
    return [(click.t, click.page) for click in pressed if click.anchor.key == "#press"]
