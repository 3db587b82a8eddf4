"""Questionnaires in the panel: by keyboard and finger, passed over, reloaded, withdrawn."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from analyzer.pipeline import analyze_study
from recorder import protocol, wire
from recorder.definition import Ask, StudyDefinition, TaskDefinition
from recorder.forms import answered

from .conftest import Lab, OpenLab, Panel, wait_for_tasks

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("forms")]

MARK = "kolibri-mit-hut"
STUDY = StudyDefinition(
    "asked", "Asked",
    [TaskDefinition("find", "Find it", "Look."), TaskDefinition("buy", "Buy it", "Buy.")],
    questionnaires=[
        Ask("seq", "after_task"),
        Ask("sus"),
        Ask("nps", required=True, reason="What is the main reason?", choices=["Price", "Choice"]),
    ],
)  # fmt: skip
# All targets that are smaller than 24 px in one direction.
SMALL = """all => all.map(one => (one.closest('label') ?? one).getBoundingClientRect())
  .filter(box => box.width && (box.width < 24 || box.height < 24)).length"""


@pytest.fixture(scope="module")
def asked(open_lab: OpenLab, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    folder = tmp_path_factory.mktemp("asked")
    page = "<!doctype html><meta name=viewport content='width=device-width'><h1>Shop</h1>"
    (folder / "index.html").write_text(f"{page}<button id='menu'>Menu</button>")
    with open_lab(STUDY, folder) as opened:
        yield opened


def test_forms_are_answered_by_keyboard_over_a_reload_and_stored_exactly(
    asked: Lab, page: Page
) -> None:
    panel = _joined(asked, page)
    panel.press("Start")
    page.get_by_role("button", name="Menu").click()
    panel.press("Done")
    panel.shows("About the task “Find it”")
    page.keyboard.press("F6")
    for key in ("Tab", "Space", *["ArrowRight"] * 4):
        page.keyboard.press(key)
    page.reload()
    expect(_choice(panel, "5")).to_be_checked()
    panel.press("Send")
    panel.press("Start")
    panel.press("Give up")
    panel.press("Yes, give up")
    panel.press("Skip")
    panel.shows("Looking back on everything")
    for number in range(10):
        group = panel.root.get_by_role("group").nth(number)
        group.get_by_role("radio").nth(number % 5).focus()
        page.keyboard.press("Space")
    page.keyboard.press("Enter")
    _rate_in_own_words(panel)
    panel.says("Everything is saved")
    assert [
        (said.questionnaire, said.task, said.ratings, said.is_skipped, said.reason, said.choices)
        for said in asked.events(protocol.AnswerEvent)
    ] == [
        ("seq", "find", [5], False, None, []),
        ("seq", "buy", [None], True, None, []),
        ("sus", None, [1, 2, 3, 4, 5, 1, 2, 3, 4, 5], False, None, []),
        ("nps", None, [10], False, MARK, ["Choice"]),
    ]
    assert asked.session.state == "closed"
    assert all(said.locale == "en" for said in asked.events(protocol.AnswerEvent))
    assert asked.events(protocol.AnswerEvent)[0].duration_ms > 0
    _nothing_of_the_panel_is_captured(asked)
    figures = analyze_study(asked.store, STUDY.slug).questionnaires
    found = {(one.questionnaire, one.task): one for one in figures}
    assert (found["seq", "find"].scores, found["seq", "buy"].skipped) == ((5,), 1)
    assert (found["sus", None].scores, found["sus", None].asked) == ((50,), 1)
    assert found["nps", None].reasons[0].text == MARK


def test_on_a_phone_the_forms_fit_and_every_target_is_large_enough(
    asked: Lab, context: BrowserContext
) -> None:
    page = context.new_page()
    page.set_viewport_size({"width": 390, "height": 760})
    panel = _joined(asked, page)
    panel.press("Start")
    panel.press("Done")
    panel.press("Skip")
    panel.press("Start")
    panel.press("Done")
    panel.press("Skip")
    panel.press("Skip")
    panel.shows("Looking back on everything")
    radios = panel.root.get_by_role("radio")
    assert radios.count() == 11
    tops = {round(box["y"]) for one in radios.all() if (box := one.bounding_box())}
    assert len(tops) == 1, "0 to 10 stand in one row"
    assert panel.root.locator("button, input, textarea").evaluate_all(SMALL) == 0
    card = panel.root.get_by_role("region", name="Task panel").bounding_box()
    assert card
    assert (card["x"], card["width"]) == (0, 390)
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    expect(panel.root.get_by_role("button", name="Skip")).to_have_count(0)
    panel.press("Send")
    panel.says("Please choose an answer.")
    expect(radios.first).to_be_focused()


def test_another_browser_asks_only_what_is_left(asked: Lab, page: Page, chromium: Browser) -> None:
    link = asked.invite()
    page.goto(link)
    page.get_by_role("button", name="Yes, I take part").click()
    first = Panel(page)
    for task in STUDY.tasks:
        first.press("Start")
        first.press("Done")
        first.shows(f"About the task “{task.title}”")
        if task is STUDY.tasks[0]:
            _choice(first, "2").check()
            first.press("Send")
    wait_for_tasks(page, asked, "start find", "done find", "start buy", "done buy")
    other = chromium.new_context().new_page()
    other.goto(link)
    other.get_by_role("button", name="Go on").click()
    panel = Panel(other)
    panel.shows("About the task “Buy it”")
    _choice(panel, "6").check()
    panel.press("Send")
    panel.shows("Looking back on everything")
    _wait_for_answers(other, asked, ("seq", "find", [2]), ("seq", "buy", [6]))
    other.context.close()


def test_who_withdraws_leaves_no_answer_behind(asked: Lab, page: Page) -> None:
    panel = _joined(asked, page)
    for _ in STUDY.tasks:
        panel.press("Start")
        panel.press("Done")
        _choice(panel, "7").check()
        panel.press("Send")
    panel.press("Skip")
    panel.root.get_by_role("textbox").fill(MARK)
    assert MARK in page.evaluate("JSON.stringify(localStorage)")
    session = asked.session.id
    panel.press("What is recorded")
    panel.says("what you answer to questions")
    panel.press("Stop and erase")
    panel.press("Yes, erase it")
    panel.says("You can close this tab")
    assert asked.store.session(session).state == "withdrawn"
    assert list(asked.store.batches(session, "events")) == []
    assert answered(asked.store, session) == []
    assert "thinkaloud" not in page.evaluate("JSON.stringify(localStorage)")


def _wait_for_answers(page: Page, lab: Lab, *expected: tuple[str, str | None, list[float]]) -> None:
    """Wait until the answers are stored, then compare all of them."""
    found: list[tuple[str, str | None, list[float]]] = []
    for _ in range(100):
        events = lab.events(protocol.AnswerEvent)
        found = [(said.questionnaire, said.task, said.ratings) for said in events]
        if found == list(expected):
            return
        page.wait_for_timeout(100)
    assert found == list(expected)


def _joined(lab: Lab, page: Page) -> Panel:
    page.goto(lab.invite())
    page.get_by_text("What you answer to questions").wait_for()
    page.get_by_role("button", name="Yes, I take part").click()
    return Panel(page)


def _choice(panel: Panel, value: str) -> Locator:
    return panel.root.locator(f'input[type="radio"][value="{value}"]')


def _rate_in_own_words(panel: Panel) -> None:
    """Answer the last form by mouse, its words half typed before the page is loaded anew."""
    page = panel.root.page
    panel.root.locator("label", has_text="10").click()
    panel.root.get_by_role("textbox").click()
    page.keyboard.type(MARK[:8])
    page.reload()
    expect(panel.root.get_by_role("textbox")).to_have_value(MARK[:8])
    panel.root.get_by_role("textbox").press_sequentially(MARK[8:])
    page.keyboard.press("Escape")
    expect(panel.root.get_by_role("textbox")).to_have_value(MARK)
    panel.root.get_by_label("Choice").check()
    panel.press("Send")


def _nothing_of_the_panel_is_captured(lab: Lab) -> None:
    assert [click.anchor.key for click in lab.events(protocol.ClickEvent)] == ["#menu"]
    for kind in (protocol.InputEvent, protocol.KeyEvent):
        assert lab.events(kind) == []
    recorded = [
        event
        for row in lab.store.batches(lab.session.id, "replay")
        for event in wire.decode_batch(wire.unfold(row.body)).events
    ]
    assert recorded
    assert MARK not in str(recorded)
    assert "Looking back" not in str(recorded)
    acts = [event["data"] for event in recorded if event["data"].get("source") in {2, 3, 5}]
    assert acts, "the press in the page is there"
    assert all(act["id"] > 0 for act in acts)
