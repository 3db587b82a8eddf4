from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from werkzeug.serving import make_server

from fixtures.compared import two_variants
from recorder.store import Store
from web import results
from web.app import create_app
from web.security import load_key

pytestmark = pytest.mark.browser


@pytest.fixture
def data(tmp_path: Path) -> Path:
    made = two_variants()
    with Store.open(tmp_path) as store:
        study = store.add_study(made.definition)
        store.open_session(store.invite(study), "yes", 1_795_330_000_000)
        results.keep(results.result_folder(store, study), made.analysis, {}, {})
    return tmp_path


@pytest.fixture
def base(data: Path) -> Iterator[str]:
    app = create_app(data)
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()
    app.extensions["thinkaloud_store"]().close()


def test_a_comparison_is_asked_for_by_keyboard_and_fits_a_phone(
    page: Page, base: str, data: Path
) -> None:
    refused: list[str] = []
    page.on("console", lambda message: refused.append(message.text))
    page.goto(f"{base}/studies/shop?key={load_key(data)}")
    page.get_by_role("link", name="Compare", exact=True).press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("A is better in 2 of 3 figures")
    page.get_by_label("Correction for many tests").select_option("bh")
    page.get_by_label("Variants").focus()
    page.keyboard.press("ArrowDown")
    expect(page.get_by_label("Segments")).to_be_checked()
    page.keyboard.press("Enter")
    expect(page.get_by_text("No participant of `shop` has a segment.")).to_be_visible()
    page.get_by_label("Variants").check()
    page.get_by_role("button", name="Compare", exact=True).press("Enter")
    expect(page.get_by_text("Benjamini-Hochberg, 2 tests").first).to_be_visible()
    page.set_viewport_size({"width": 390, "height": 844})
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    expect(page.locator(".chart .narrow").first).to_be_visible()
    assert refused == []
