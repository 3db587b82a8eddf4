from __future__ import annotations

from typing import Any

import pytest

from analyzer.reference import settled_moments
from analyzer.replay import Change
from analyzer.screen_choice import Choice, Wanted, add_session, choose, shown_s
from fixtures.studio import document, mutation, snapshot
from fixtures.studio import element as node
from fixtures.synthetic import Recording, element


def moment_and_changes(snapshot_s: float) -> tuple[Any, Any]:
    from analyzer.replay import Change

    (moment,) = settled_moments(Recording().page(1, "/").screen(4, "/").click(6).session())
    return moment, (Change(snapshot_s, {"type": 2}),)


def test_a_screen_is_shown_as_it_settled() -> None:
    assert shown_s(*moment_and_changes(2)) == 4


def test_a_late_snapshot_is_taken_with_what_follows_it_at_once() -> None:
    assert shown_s(*moment_and_changes(5)) == pytest.approx(5.25)
    assert 5.9 < (shown_s(*moment_and_changes(5.9)) or 0) < 6


@pytest.mark.parametrize("snapshot_s", [0.5, 6.0, 7.0])
def test_a_snapshot_of_before_the_page_or_after_the_next_click_shows_something_else(
    snapshot_s: float,
) -> None:
    assert shown_s(*moment_and_changes(snapshot_s)) is None


def page(*, says: str | None, at_s: float = 1.0) -> tuple[Change, ...]:
    """Record a page with a button, and with a message that comes at 10 s."""
    body = node("body", node("button", id="buy"))
    message = node("p", id="message", hidden="")
    body["childNodes"].append(message)
    made = snapshot(document(body["childNodes"][0], message))
    changes = [Change(at_s, event) for event in made]
    if says is not None:
        shown = [{"id": message["id"], "attributes": {"hidden": None}}]
        changes.append(Change(10, mutation(attributes=shown)))
    return tuple(changes)


def choice(tabs: dict[str, Any], *told: Recording) -> Choice | None:
    screens: dict[Any, Wanted] = {}
    for recording in told:
        add_session(screens, recording.session())
    return choose(screens["/", "desktop"], lambda session: tabs[session], 16_000)


def visit(participant: str) -> Recording:
    return Recording(participant).page(0, "/").screen(2, "/").click(5, element("buy"))


def test_the_settled_page_is_shown_where_it_shows_all_that_was_met() -> None:
    found = choice({"s-P01": {"tabA": page(says=None)}}, visit("P01"))
    assert found is not None
    assert found.t_s == 2


def test_an_element_that_came_later_is_shown_as_it_was_just_before_its_click() -> None:
    told = visit("P01").click(12, element("message")).click(14, element("message"))
    found = choice({"s-P01": {"tabA": page(says="In your basket")}}, told)
    assert found is not None
    assert found.t_s == pytest.approx(13.98)


def test_an_element_that_no_page_shows_changes_nothing() -> None:
    told = visit("P01").click(12, element("never"))
    found = choice({"s-P01": {"tabA": page(says=None)}}, told)
    assert found is not None
    assert found.t_s == 2


def test_a_recording_without_snapshot_gives_way_to_the_next_participant() -> None:
    tabs = {"s-P01": {}, "s-P02": {"tabA": page(says=None)}}
    found = choice(tabs, visit("P01"), visit("P02"))
    assert found is not None
    assert found.moment.participant == "P02"


def test_without_any_recording_there_is_no_choice() -> None:
    assert choice({"s-P01": {}}, visit("P01")) is None


def test_the_order_of_sessions_does_not_matter() -> None:
    tabs = {f"s-P0{n}": {"tabA": page(says="Hello")} for n in (1, 2, 3)}
    told = [visit(f"P0{n}").click(12, element("message")) for n in (1, 2, 3)]
    assert choice(tabs, *told) == choice(tabs, *reversed(told))
