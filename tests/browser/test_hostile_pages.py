"""A page may spoil whatever the tracker needs: it goes on by itself, and so do the others."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from recorder import protocol
from recorder.definition import StudyDefinition, TaskDefinition

from .conftest import Lab, OpenLab

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("hostile")]

PAGES = Path(__file__).parents[2] / "fixtures" / "pages"
STUDY = StudyDefinition("hostile", "Hostile", [TaskDefinition("more", "More", "Press it.")])
SPOILT = [
    "listeners", "date", "json", "observer", "arrays", "additions", "promise", "fetch", "storage",
    "frozen", "maps", "timers",
]  # fmt: skip


@pytest.fixture(scope="module")
def workshop(open_lab: OpenLab, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    folder = tmp_path_factory.mktemp("hostile")
    html = (PAGES / "hostile.html").read_text()
    (folder / "index.html").write_text(html)
    with open_lab(STUDY, folder) as lab:
        yield lab


@pytest.fixture
def visitor(chromium: Browser) -> Iterator[Page]:
    context = chromium.new_context()
    yield context.new_page()
    context.close()


def _join(lab: Lab, page: Page) -> None:
    page.goto(lab.invite())
    page.get_by_role("button", name="Yes, I take part").click()
    page.locator("[data-thinkaloud-panel]").wait_for(state="attached")


def _clicks(lab: Lab, label: str = "More") -> int:
    return sum(event.anchor.label == label for event in lab.events(protocol.ClickEvent))


@pytest.mark.parametrize("when", ["before", "after"])
def test_a_page_that_spoils_the_browser_goes_on_unharmed(
    workshop: Lab, visitor: Page, when: str
) -> None:
    lab, page = workshop, visitor
    _join(lab, page)
    unrecorded = []
    for what in SPOILT:
        before = _clicks(lab)
        if when == "before":
            tab = page.context.new_page()
            script = (PAGES / "hostile.html").read_text().split("<script>")[1].split("const query")[0]
            tab.add_init_script(f"(() => {{ {script}; window.spoil.{what}(); }})()")
        else:
            tab = page.context.new_page()
        tab.goto(f"{lab.prototype}/?what={what}&when={when}")
        tab.locator("#more").click()
        tab.locator("#name").fill("Zora")
        expect(tab.locator("#count")).to_have_text("1")
        expect(tab.locator("#echo")).to_have_text("Zora")
        tab.wait_for_timeout(1500)
        print(when, what, tab.locator("html").get_attribute("data-failures"), _clicks(lab) - before, tab.locator("[data-thinkaloud-panel]").count())
        tab.close()
