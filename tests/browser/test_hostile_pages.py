"""A page may spoil whatever the tracker needs: it goes on by itself, and so do the others."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.request import Request, urlopen

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, Route, expect

from fixtures import batches
from recorder import protocol
from recorder.definition import StudyDefinition, TaskDefinition

from .conftest import Lab, OpenLab

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("hostile")]

PAGES = Path(__file__).parents[2] / "fixtures" / "pages"
STUDY = StudyDefinition("hostile", "Hostile", [TaskDefinition("more", "More", "Press it.")])
SPOILT = [
    "listeners", "date", "json", "observer", "arrays", "additions", "promise", "fetch", "storage",
    "frozen", "timers",
]  # fmt: skip
# What the core has taken before the page spoils it, or does without.
RECORDED = {"date", "json", "observer", "fetch", "storage", "frozen", "timers"}
PLAIN = "<!doctype html><title>Plain</title><button id=more>More</button><form><input></form>"
NEEDED = "default-src 'none'; script-src 'self'; connect-src 'self'"
TRUSTED = "require-trusted-types-for 'script'; trusted-types 'none'"
TABS = 100
REAL_TABS = 8  # a hundred real ones take minutes and gigabytes; the collector sees no difference


@pytest.fixture(scope="module")
def workshop(open_lab: OpenLab, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    folder = tmp_path_factory.mktemp("hostile")
    for name in ["index", *(f"{when}-{what}" for what in SPOILT for when in ("before", "after"))]:
        shutil.copy(PAGES / "hostile.html", folder / f"{name}.html")
    for name in ("policy", "blocked", "trusted", "light"):
        (folder / f"{name}.html").write_text(PLAIN)
    frame = "<iframe id=boxed sandbox='allow-scripts' src='index.html'></iframe>"
    (folder / "frame.html").write_text(PLAIN + frame)
    with open_lab(STUDY, folder) as lab:
        yield lab


@pytest.fixture
def guests(chromium: Browser) -> Iterator[BrowserContext]:
    """A participant's browser in which scripts of the pages may fail."""
    context = chromium.new_context()
    context.set_default_timeout(15_000)
    yield context
    context.close()


@pytest.fixture
def first(workshop: Lab, guests: BrowserContext) -> Page:
    """The first tab after a consent."""
    page = guests.new_page()
    page.goto(workshop.invite())
    page.get_by_role("button", name="Yes, I take part").click()
    _panel(page).wait_for(state="attached")
    return page


@pytest.mark.parametrize("when", ["before", "after"])
def test_a_page_that_spoils_the_browser_goes_on_unharmed(
    workshop: Lab, guests: BrowserContext, first: Page, when: str
) -> None:
    source = (PAGES / "hostile.html").read_text()
    spoiling = source.split("<script>")[1].split("const [, what]")[0]
    for what in SPOILT:
        page = guests.new_page()
        if when == "before":
            page.add_init_script(f"(() => {{ {spoiling}; window.spoil.{what}(); }})()")
        page.goto(f"{workshop.prototype}/{when}-{what}.html")
        page.locator("#more").click()
        page.locator("#name").fill("Zora")
        expect(page.locator("#count"), what).to_have_text("1")
        expect(page.locator("#echo"), what).to_have_text("Zora")
        if when == "after" and what in RECORDED:
            _wait_for_clicks(workshop, first, f"/after-{what}.html")
        assert page.locator("html").get_attribute("data-failures") is None, what
        page.close()
    first.locator("#more").click()
    _wait_for_clicks(workshop, first, "/")


def test_a_frame_without_storage_is_let_alone(workshop: Lab, first: Page) -> None:
    first.goto(f"{workshop.prototype}/frame.html")
    boxed = first.frame_locator("#boxed")
    boxed.locator("#more").click()
    expect(boxed.locator("#count")).to_have_text("1")
    assert boxed.locator("html").get_attribute("data-failures") is None
    assert boxed.locator("[data-thinkaloud-panel]").count() == 0
    first.locator("#more").click()
    _wait_for_clicks(workshop, first, "/frame.html")


def test_two_directives_are_all_that_a_strict_policy_has_to_add(
    workshop: Lab, guests: BrowserContext, first: Page
) -> None:
    refused: list[str] = []
    page = guests.new_page()
    page.on("console", lambda line: refused.append(line.text))
    _serve_with(page, "**/policy.html", NEEDED)
    page.goto(f"{workshop.prototype}/policy.html")
    page.locator("#more").click()
    _wait_for_clicks(workshop, page, "/policy.html")
    assert _panel(page).evaluate("host => getComputedStyle(host).position") == "fixed"
    assert [text for text in refused if "Content Security Policy" in text] == []
    _wait(page, lambda: workshop.store.batches(workshop.session.id, "replay"))


def test_a_page_that_must_not_connect_tells_it_by_the_next_page(
    workshop: Lab, guests: BrowserContext, first: Page
) -> None:
    page = guests.new_page()
    _serve_with(page, "**/blocked.html", "default-src 'none'; script-src 'self'")
    page.goto(f"{workshop.prototype}/blocked.html")
    page.locator("#more").click()
    expect(page.locator("#more")).to_be_enabled()
    expect(_panel(page)).to_contain_text("connection")
    page.goto(f"{workshop.prototype}/light.html")
    _wait_for_clicks(workshop, page, "/blocked.html")
    _wait(
        page,
        lambda: [
            e for e in workshop.events(protocol.HealthEvent) if "connect-src" in (e.note or "")
        ],
    )


def test_a_page_with_trusted_types_is_recorded(
    workshop: Lab, guests: BrowserContext, first: Page
) -> None:
    page = guests.new_page()
    _serve_with(page, "**/trusted.html", TRUSTED)
    page.goto(f"{workshop.prototype}/trusted.html")
    _panel(page).wait_for(state="attached")
    page.locator("#more").click()
    _wait_for_clicks(workshop, page, "/trusted.html")


def test_a_hundred_tabs_of_one_session_are_a_hundred_streams(
    workshop: Lab, guests: BrowserContext, first: Page
) -> None:
    for _ in range(REAL_TABS - 1):
        guests.new_page().goto(f"{workshop.prototype}/light.html")
    for number in range(TABS - REAL_TABS):
        click = batches.click(number, screen="/streamed")
        _post(workshop, batches.packed(batches.batch(0, [click], tab=f"stream-{number}")))
    last = guests.pages[-1]
    last.locator("#more").click()
    _wait_for_clicks(workshop, last, "/light.html")
    _wait(last, lambda: len(_tabs(workshop)) >= TABS)
    expect(_panel(last)).to_contain_text("More")


def _post(lab: Lab, body: bytes) -> None:
    address = f"{lab.house.url}/collect/v1/batches?token={lab.session.token}"
    with urlopen(Request(address, body, {"Content-Type": "text/plain"})) as answer:  # ours
        assert answer.status == 200


def _tabs(lab: Lab) -> set[str]:
    return {row.tab for row in lab.store.batches(lab.session.id, "events")}


def _panel(page: Page) -> Locator:
    return page.locator("[data-thinkaloud-panel]")


def _serve_with(page: Page, address: str, policy: str) -> None:
    """Put a Content-Security-Policy on a page."""

    def serve(route: Route) -> None:
        answer = route.fetch()
        route.fulfill(response=answer, headers=answer.headers | {"content-security-policy": policy})

    page.route(address, serve)


def _wait_for_clicks(lab: Lab, page: Page, screen: str) -> None:
    _wait(page, lambda: [c for c in lab.events(protocol.ClickEvent) if c.screen == screen], screen)


def _wait(page: Page, holds: object, what: str = "") -> None:
    for _ in range(75):
        found = holds()  # type: ignore[operator]
        if found is True or (found and list(found)):
            return
        page.wait_for_timeout(200)
    raise AssertionError(f"nothing came {what}")
