from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from fixtures.built_analysis import built_analysis
from recorder.definition import parse_study
from recorder.store import Store
from tests.web.conftest import YAML, built_pictures
from web import jobs, results
from web.app import create_app
from web.jobs import Job
from web.security import load_key
from web.single_file import report_file

from .conftest import served

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("report")
    with Store.open(folder) as store:
        study = store.add_study(parse_study(YAML, "lamp-shop"), is_simulated=True)
        store.open_session(store.invite(study), "yes", 1_795_330_000_000)
        pictures, files = built_pictures()
        pictures["task-1"] = (*pictures["task-1"], *pictures["task-2"])
        results.keep(results.result_folder(store, study), built_analysis(), pictures, files)
    return folder


@pytest.fixture(scope="module")
def base(data: Path) -> Iterator[str]:
    with served(data) as address:
        yield address


@pytest.fixture
def researcher(page: Page, base: str, data: Path) -> Page:
    page.goto(f"{base}/?key={load_key(data)}")
    expect(page).to_have_url(f"{base}/")
    return page


def test_layers_and_screens_are_chosen_without_a_script(
    chromium: Browser, base: str, data: Path
) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{base}/studies/lamp-shop/report?key={load_key(data)}")
    shown = page.locator("#task-task-1 .shown")
    expect(shown.locator(".pick-screen.s0 img.over")).to_be_visible()
    expect(shown.locator(".pick-screen.s1")).to_be_hidden()
    shown.locator("label", has_text="Nothing").first.click()
    expect(shown.locator(".pick-screen.s0 img.over")).to_be_hidden()
    expect(shown.locator(".pick-screen.s0 .legend")).to_be_hidden()
    shown.locator("label", has_text="/lamps/arc").click()
    expect(shown.locator(".pick-screen.s1 img.over")).to_be_visible()
    expect(shown.locator(".pick-screen.s0")).to_be_hidden()
    context.close()


def test_a_hotspots_number_shows_its_place(researcher: Page, base: str) -> None:
    researcher.goto(f"{base}/studies/lamp-shop/report")
    shown = researcher.locator("#task-task-1 .shown")
    shown.locator("label", has_text="/lamps/arc").click()
    researcher.locator("#task-task-1 a.rank").first.click()
    expect(shown.locator(".pick-screen.s0")).to_be_visible()
    expect(researcher.locator("#m-task-1-1")).to_be_in_viewport()


def test_the_palette_goes_where_its_first_match_leads(researcher: Page, base: str) -> None:
    researcher.keyboard.press("Control+k")
    field = researcher.get_by_role("combobox", name="Go to")
    expect(field).to_be_focused()
    expect(researcher.get_by_role("option").first).to_be_visible()
    field.fill("report lamp")
    researcher.keyboard.press("Enter")
    expect(researcher).to_have_url(f"{base}/studies/lamp-shop/report")


def test_progress_is_followed_until_the_report_is_there(
    researcher: Page, base: str, data: Path
) -> None:
    jobs.tell(data, "lamp-shop", Job("running", "drawing screens", 1, 4))
    researcher.goto(f"{base}/studies/lamp-shop/report")
    expect(researcher.get_by_text("drawing screens")).to_be_visible()
    jobs.tell(data, "lamp-shop", Job("running", "drawing heatmaps", 3, 4))
    expect(researcher.locator("progress")).to_have_attribute("value", "3")
    jobs.tell(data, "lamp-shop", Job())
    expect(researcher.get_by_role("heading", level=1)).to_contain_text("Fewest completed")


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize(
    "path",
    ["", "studies/new", "studies/lamp-shop", "studies/lamp-shop/report", "studies/none"],
)
def test_no_page_scrolls_sideways(researcher: Page, base: str, path: str, width: int) -> None:
    researcher.set_viewport_size({"width": width, "height": 800})
    researcher.goto(f"{base}/{path}")
    assert researcher.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


def test_pages_obey_their_own_policy(researcher: Page, base: str) -> None:
    said: list[str] = []
    researcher.on("console", lambda message: said.append(message.text))
    for path in ("", "studies/new", "studies/lamp-shop", "studies/lamp-shop/report"):
        researcher.goto(f"{base}/{path}")
        researcher.wait_for_load_state("networkidle")
    assert said == []


def test_the_single_file_opens_offline_and_asks_for_nothing(
    chromium: Browser, data: Path, tmp_path: Path
) -> None:
    app = create_app(data)
    with Store.open(data) as store:
        result = results.latest(store, store.study("lamp-shop"))
        assert result is not None
    with app.test_request_context():
        (tmp_path / "report.html").write_text(report_file(result), encoding="utf-8")
    context = chromium.new_context(offline=True)
    page = context.new_page()
    asked: list[str] = []
    said: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    page.goto((tmp_path / "report.html").as_uri())
    expect(page.get_by_role("heading", level=1)).to_contain_text("Fewest completed")
    assert page.evaluate(
        "document.fonts.ready.then(() => document.fonts.check('16px Instrument Sans'))"
    )
    pictures = page.locator("#task-task-1 .pick-screen.s0 img")
    pictures.first.scroll_into_view_if_needed()
    expect(pictures.nth(1)).to_be_visible()
    assert pictures.first.evaluate("image => image.decode().then(() => image.naturalWidth)") > 0
    assert [url for url in asked if not url.startswith(("file:", "data:"))] == []
    assert said == []
    context.close()
