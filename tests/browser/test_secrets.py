"""What is typed into a careless page is nowhere in the data folder, in no form."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Frame, Page

from fixtures.secrets import FREE, found_in, haystack, two_hundred
from recorder.definition import Capture, StudyDefinition, TaskDefinition

from .conftest import Lab, OpenLab

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("secrets")]

PAGES = Path(__file__).parents[2] / "fixtures" / "pages"
TASKS = [TaskDefinition("fill", "Fill", "Fill it in.")]
STUDY = StudyDefinition("secrets", "Secrets", TASKS)
OPEN = StudyDefinition("open", "Open", TASKS, capture=Capture(unmask=["form", "#essay"]))
UNMASKED = "Zebrafink und Nachtigall"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("secrets")
    shutil.copy(PAGES / "secrets.html", folder / "index.html")
    shutil.copy(PAGES / "picture.svg", folder / "picture.svg")
    return folder


@pytest.fixture
def careless(chromium: Browser) -> Iterator[Page]:
    """A page whose errors are part of the test."""
    context = chromium.new_context(permissions=["clipboard-read", "clipboard-write"])
    yield context.new_page()
    context.close()


def test_of_two_hundred_secrets_none_is_in_the_data_folder(
    open_lab: OpenLab, folder: Path, careless: Page
) -> None:
    page, secrets = careless, two_hundred()
    assert len({secret for _, secret in secrets}) == 200
    with open_lab(STUDY, folder) as lab:
        _join(lab, page)
        for count, (field, secret) in enumerate(secrets):
            _enter(page, field, secret, ("type", "paste", "drop")[count % 3])
        _finish(lab, page)
        stored = haystack(lab.store)
    assert stored.has("you wrote: "), "what the page says itself is recorded"
    assert stored.has("picture.svg"), "files are archived, but not under such an address"
    assert found_in(stored, [secret for _, secret in secrets]) == []


def test_what_a_study_unmasks_is_in_the_replay_alone_and_no_secret_is(
    open_lab: OpenLab, folder: Path, careless: Page
) -> None:
    page = careless
    one_each = dict(two_hundred())
    refused = [(field, secret) for field, secret in one_each.items() if field not in FREE]
    assert {field for field, _ in refused} >= {"email", "card", "password", "name", "nation"}
    with open_lab(OPEN, folder) as lab:
        _join(lab, page)
        for field, secret in refused:
            _enter(page, field, secret, "type")
        _enter(page, "search", UNMASKED, "type")
        _finish(lab, page)
        stored, events = haystack(lab.store), haystack(lab.store, streams=("events",))
    assert stored.has(f'"text":"{UNMASKED.lower()}"'), "what was typed"
    assert not found_in(events, [UNMASKED]), "events carry lengths only"
    assert found_in(stored, [secret for _, secret in refused]) == []


def _join(lab: Lab, page: Page) -> None:
    page.goto(lab.invite())
    page.get_by_role("button", name="Yes, I take part").click()
    page.locator("[data-thinkaloud-panel]").wait_for(state="attached")
    _wait(lab, page, '"textcontent":"your details"', "no snapshot came")


def _finish(lab: Lab, page: Page) -> None:
    page.locator("#send").click()
    page.evaluate("document.querySelector('h1').textContent = 'All is said'")
    page.evaluate("thinkaloud.event('end', {})")
    _wait(lab, page, "all is said", "not all of the replay came")
    _wait(lab, page, '"name":"end"', "not all events came")
    page.close()


def _enter(page: Page, field: str, secret: str, how: str) -> None:
    root: Page | Frame = page.frames[1] if field == "inner" else page
    root.locator(f"#{field}").evaluate(_FOCUS)  # the field before is left, which the page hears
    if how == "paste":
        page.evaluate("text => navigator.clipboard.writeText(text)", secret)
        page.keyboard.press("ControlOrMeta+v")
    elif how == "drop" and field == "essay":
        root.locator(f"#{field}").evaluate(_DROP, secret)
    else:
        # Most of it at once, as an input method does; the end as a key.
        page.keyboard.insert_text(secret[:-1])
        page.keyboard.type(secret[-1:])


_FOCUS = """field => {
  field.focus();
  if (field.select) field.select();
  else if (field.isContentEditable) getSelection().selectAllChildren(field);
}"""
_DROP = """(field, text) => {
  const dataTransfer = new DataTransfer();
  dataTransfer.setData('text/plain', text);
  field.dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true }));
}"""


def _wait(lab: Lab, page: Page, text: str, otherwise: str) -> None:
    for _ in range(100):
        if haystack(lab.store, streams=("events", "replay")).has(text):
            return
        page.wait_for_timeout(200)
    raise AssertionError(otherwise)
