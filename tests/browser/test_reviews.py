from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from playwright.sync_api import Browser, Page, expect

from fixtures.built_analysis import built_analysis
from recorder.definition import parse_study
from recorder.reviews import reviews
from recorder.store import Store
from tests.web.conftest import YAML
from web import results
from web.security import load_key

from .conftest import served

pytestmark = pytest.mark.browser


@pytest.fixture
def data(tmp_path: Path) -> Path:
    with Store.open(tmp_path) as store:
        study = store.add_study(parse_study(YAML, "lamp-shop"), is_simulated=True)
        session = store.open_session(store.invite(study), "yes", 1_795_330_000_000)
        whole = built_analysis()
        signals = tuple(
            msgspec.structs.replace(one, session=session.id)
            for one in whole.signals
            if one.session == "s1"
        )
        rows = (msgspec.structs.replace(whole.sessions[0], id=session.id),)
        whole = msgspec.structs.replace(whole, signals=signals, sessions=rows)
        results.keep(results.result_folder(store, study), whole, {}, {})
    return tmp_path


@pytest.fixture
def base(data: Path) -> Iterator[str]:
    with served(data) as address:
        yield address


def _verdicts(data: Path) -> list[tuple[str, str]]:
    with Store.open(data) as store:
        return [(one.verdict, one.reason) for one in reviews(store, store.study("lamp-shop"))]


def test_signals_are_judged_by_keyboard_alone(page: Page, base: str, data: Path) -> None:
    page.goto(f"{base}/studies/lamp-shop/signals?key={load_key(data)}")
    expect(page.locator("[data-keys]").first).to_be_visible()
    page.keyboard.press("j")
    expect(page.locator("#signal-0")).to_be_focused()
    page.keyboard.press("a")
    expect(page.locator("#signal-0")).to_contain_text("Accepted")
    expect(page.locator("[data-keys]").first).to_be_visible()  # the new page listens to keys
    expect(page.locator("#signal-0")).to_be_focused()
    page.keyboard.press("j")
    page.keyboard.press("r")
    page.keyboard.type("a jar")  # letters in a reason are letters
    page.keyboard.press("Enter")
    expect(page.locator("#signal-1")).to_contain_text("Rejected: a jar")
    expect(page.locator("#signal-1 s").first).to_be_visible()
    expect(page.locator("[data-keys]").first).to_be_visible()  # the new page listens to keys
    expect(page.locator("#signal-1")).to_be_focused()
    assert _verdicts(data) == [("accept", ""), ("reject", "a jar")]
    page.keyboard.press("u")
    expect(page.locator("#signal-1 s")).to_have_count(0)
    assert _verdicts(data) == [("accept", "")]


def test_signals_are_judged_and_ignored_without_a_script(
    chromium: Browser, base: str, data: Path
) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{base}/studies/lamp-shop/signals?key={load_key(data)}")
    row = page.locator("#signal-0")
    row.get_by_label("Reason").first.fill("a stepper")
    row.get_by_role("button", name="Reject").click()
    expect(row).to_contain_text("Rejected: a stepper")
    row.get_by_text("Ignore such").click()
    row.get_by_label("everywhere").check()
    row.get_by_role("button", name="Ignore them").click()
    expect(page.locator(".signal.is-out")).to_have_count(3)
    page.get_by_role("button", name="Count them again").click()
    expect(page.locator(".signal.is-out")).to_have_count(1)
    context.close()
