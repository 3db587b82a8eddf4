"""Who withdraws leaves nothing: not on the server, not in the browser, in no tab."""

from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page

from fixtures.secrets import haystack
from recorder.definition import StudyDefinition, TaskDefinition
from recorder.models import Media, Note

from .conftest import OpenLab, Panel

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("erasure")]

STUDY = StudyDefinition("erased", "Erased", [TaskDefinition("look", "Look", "Look around.")])
MARK = "kolibri-mit-hut"
# Everything of ours that a tab of the origin can read.
LEFT = """async () => {
  const kept = [JSON.stringify(localStorage), JSON.stringify(sessionStorage)];
  for (const { name } of await indexedDB.databases()) {
    const opening = indexedDB.open(name);
    const db = await new Promise((done) => (opening.onsuccess = () => done(opening.result)));
    for (const table of db.objectStoreNames) {
      const asked = db.transaction(table).objectStore(table).getAll();
      const rows = await new Promise((done) => (asked.onsuccess = () => done(asked.result)));
      kept.push(JSON.stringify(rows));
    }
    db.close();
  }
  return kept.join('').toLowerCase();
}"""


def test_withdrawing_erases_every_byte_here_and_there(
    open_lab: OpenLab, context: BrowserContext, page: Page, tmp_path: Path
) -> None:
    (tmp_path / "index.html").write_text(f"<!doctype html><title>{MARK}</title><h1>{MARK}</h1>")
    with open_lab(STUDY, tmp_path) as lab:
        page.goto(lab.invite())
        page.get_by_role("button", name="Yes, I take part").click()
        panel = Panel(page)
        panel.shows("Look")
        second = context.new_page()
        second.goto(lab.prototype)
        Panel(second).shows("Look")
        _wait(page, lambda: haystack(lab.store, ("replay",)).has(MARK))
        before = lab.session
        digest = lab.store.blobs.put(f"sound of {MARK}".encode())
        with lab.store.transaction() as orm:
            orm.add(
                Media(
                    session_id=lab.session.id, kind="audio", tab="t", seq=0, first_t=0, last_t=1,
                    content_type="audio/webm", about="{}", digest=digest, size=9, received_ms=1,
                )
            )  # fmt: skip
            orm.add(Note(session_id=lab.session.id, t=1, text=MARK, created_ms=1))
        # What cannot be sent waits in memory, in IndexedDB and in localStorage of both tabs.
        context.route("**/collect/v1/batches*", lambda route: route.abort())
        for tab in (page, second):
            tab.bring_to_front()
            tab.locator("h1").click()
        _wait(page, lambda: MARK in page.evaluate(LEFT))
        panel.press("What is recorded")
        panel.press("Stop and erase")
        panel.press("Yes, erase it")
        panel.says("is erased")
        Panel(second).says("This session has ended")
        assert lab.store.session(before.id).state == "withdrawn"
        assert not haystack(lab.store).has(MARK), "every byte of the data folder"
        for tab in (page, second):
            _wait(tab, lambda tab=tab: MARK not in tab.evaluate(LEFT))
            tab.locator("h1").click()
        page.reload()
        assert page.locator("[data-thinkaloud-panel]").count() == 0
        assert MARK not in page.evaluate(LEFT)
        assert "thinkaloud" not in page.evaluate("JSON.stringify(localStorage)")


def _wait(page: Page, holds: object) -> None:
    for _ in range(75):
        if holds():  # type: ignore[operator]
            return
        page.wait_for_timeout(200)
    raise AssertionError("it never came to that")
