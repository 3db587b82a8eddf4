from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from analyzer.page_scripts import BOXES, COMPLETE, IS_SETTLED, SIZE
from fixtures.studio import FINDER, Run, open_studio

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("painter")]


class Tab:
    """A tab with scripts off, in the studio's thread."""

    def __init__(self, run: Run[Any]) -> None:
        self.run = run
        context = run(lambda painter: painter.browser.new_context(java_script_enabled=False))
        self.page = run(lambda _: context.new_page())

    def show(self, body: str) -> None:
        self.run(lambda _: self.page.set_content(f"<!doctype html><body style='margin:0'>{body}"))

    def ask(self, script: str, *given: Any) -> Any:
        return self.run(lambda _: self.page.evaluate(script, *given))


@pytest.fixture(scope="module")
def tab() -> Iterator[Tab]:
    with open_studio() as run:
        yield Tab(run)


def test_wrapping_is_taken_off_at_every_depth_and_in_shadow_roots(tab: Tab) -> None:
    wrap = "<template data-thinkaloud-wrap>"
    inner = f"{wrap}<i>a</i>{wrap}<b>b</b></template></template>"
    tab.show(f"<p>{inner}</p><div><template shadowrootmode=open>{inner}</template></div>")
    tab.ask(COMPLETE, [])
    assert tab.ask("() => document.querySelector('p').innerHTML") == "<i>a</i><b>b</b>"
    assert tab.ask("() => document.querySelector('div').shadowRoot.innerHTML") == "<i>a</i><b>b</b>"


def test_modal_dialogs_are_opened_and_nothing_keeps_the_focus(tab: Tab) -> None:
    tab.show("<dialog data-thinkaloud-modal><button>Yes</button></dialog>")
    tab.ask(COMPLETE, [])
    assert tab.ask("() => document.querySelector('dialog').matches(':modal')")
    assert tab.ask("() => document.activeElement === document.body")


def test_scrollers_are_scrolled_but_the_page_stands_at_its_top(tab: Tab) -> None:
    tab.show(
        "<div style='height:50px;overflow:auto' data-thinkaloud-scroll='0 30'>"
        "<p style='height:900px'></p></div><p style='height:9000px'></p>"
    )
    tab.ask("() => document.documentElement.setAttribute('data-thinkaloud-scroll', '0 500')")
    tab.ask(COMPLETE, [])
    assert tab.ask("() => [document.querySelector('div').scrollTop, scrollY]") == [30, 0]


def test_what_cannot_be_done_is_left_undone(tab: Tab) -> None:
    tab.show("<p data-thinkaloud-modal>no dialog</p><div data-thinkaloud-scroll='x'></div>")
    tab.ask(COMPLETE, ["#none", "not a selector("])
    assert tab.ask("() => document.querySelector('p').textContent") == "no dialog"


def test_the_size_is_that_of_all_that_can_be_scrolled_to(tab: Tab) -> None:
    tab.show("<div style='width:3000px;height:5000px'></div>")
    assert tab.ask(SIZE) == [3000, 5000]


def test_a_page_without_pictures_and_fonts_is_settled(tab: Tab) -> None:
    tab.show("<p>x</p>")
    assert tab.ask(IS_SETTLED)


def test_an_element_in_a_shadow_root_is_clipped_by_the_scroller_around_its_host(tab: Tab) -> None:
    tab.show(
        "<div style='height:50px;overflow:auto'><x-a style='display:block;height:400px'>"
        "<template shadowrootmode=open><div style='height:300px'></div><b>x</b></template></x-a>"
        "</div>"
    )
    finder = "{ find: () => document.querySelector('x-a').shadowRoot.querySelector('b') }"
    measure = f"wanted => {{ const thinkaloudAnchors = {finder}; return ({BOXES})(wanted); }}"
    seen, away = tab.ask(measure, [{"id": "b", "anchor": {}}])
    assert (list(seen), list(away)) == ([], ["b"])


def test_an_element_without_a_box_is_neither_seen_nor_away(tab: Tab) -> None:
    tab.show("<p hidden id='a'>x</p>")
    measure = f"wanted => {{ {FINDER} return ({BOXES})(wanted); }}"
    wanted = [{"id": name, "anchor": {"key": name}} for name in ("#a", "#b")]
    assert tab.ask(measure, wanted) == [{}, {}]
