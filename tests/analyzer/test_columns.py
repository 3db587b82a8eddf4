import dataclasses

import numpy as np
import pytest

from analyzer.events import SessionEvents
from fixtures.synthetic import BUTTON, PICTURE, Recording, element
from recorder.protocol import PointerEvent


def _families(events: SessionEvents) -> dict[str, object]:
    return {
        field.name: getattr(events, field.name)
        for field in dataclasses.fields(events)
        if dataclasses.is_dataclass(getattr(events, field.name))
        and hasattr(getattr(events, field.name), "t_s")
    }


def test_milliseconds_become_seconds() -> None:
    events = Recording().page(0).click(1.25, answers={"mutation": 40}).session()
    assert events.clicks.t_s.tolist() == [1.25]
    assert events.reactions.of_s.tolist() == [1.25]
    assert events.reactions.after_s == ({"mutation": 0.04},)


def test_every_family_has_columns_of_one_length() -> None:
    told = Recording().page(0).click(1).move(2, [(0, 0), (5, 5)]).key(3).error(4)
    told.input(5, element("name", tag="input")).invalid(6, BUTTON).timing(7, "LCP", 900)
    for family in _families(told.session()).values():
        sizes = {
            len(getattr(family, field.name))
            for field in dataclasses.fields(family)  # type: ignore[arg-type]  # a dataclass
        }
        assert len(sizes) == 1, family


def test_a_session_without_events_has_empty_columns() -> None:
    events = Recording().session()
    assert all(family.t_s.size == 0 for family in _families(events).values())  # type: ignore[attr-defined]
    assert events.clicks.xy_px.shape == (0, 2)
    assert events.validations.box_px.shape == (0, 4)


def test_an_element_is_one_location_on_each_screen() -> None:
    told = Recording().page(0, "/").click(1, BUTTON).click(2, BUTTON).click(3, PICTURE)
    events = told.page(4, "/cart").click(5, BUTTON).session()
    assert events.clicks.location.tolist() == [0, 0, 1, 2]
    assert [place.id for place in events.locations] == ["#buy", "#hero", "#buy"]


def test_an_event_without_an_element_has_no_location() -> None:
    assert Recording().page(0).key(1).session().keys.location.tolist() == [-1]


def test_pointer_samples_follow_one_another_over_runs() -> None:
    told = Recording().page(0).move(1, [(0, 0), (10, 0), (20, 0)]).move(2, [(30, 0), (40, 5)])
    pointers = told.session().pointers
    assert pointers.t_s == pytest.approx([1.0, 1.05, 1.1, 2.0, 2.05])
    assert pointers.xy_px[:, 0].tolist() == [0, 10, 20, 30, 40]
    assert pointers.run.tolist() == [0, 0, 0, 1, 1]


def test_a_first_sample_stands_at_the_runs_own_time() -> None:
    event = PointerEvent(t=1_000, page="page1", screen="/", dt=[70, 30], x=[1, 2], y=[1, 2])
    assert Recording().page(0).add(event).session().pointers.t_s == pytest.approx([1.0, 1.03])


def test_pointer_places_on_the_page_add_the_scroll() -> None:
    event = PointerEvent(
        t=0, page="page1", screen="/", dt=[0], x=[10], y=[20], scroll_x=5, scroll_y=300
    )
    pointers = Recording().page(0).add(event).session().pointers
    assert pointers.view_px.tolist() == [[10, 20]]
    assert pointers.xy_px.tolist() == [[15, 320]]


def test_every_event_is_stamped_with_page_and_screen() -> None:
    events = Recording().page(0, "/").click(1, answers=None).page(2, "/cart").session()
    assert [events.page_ids[page] for page in events.stamp_page] == ["page1", "page1", "page2"]
    assert [events.screen_keys[key] for key in events.stamp_screen] == ["/", "/", "/cart"]
    assert np.all(np.diff(events.stamp_t_s) >= 0)
