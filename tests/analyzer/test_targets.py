import pytest

from analyzer import targets
from analyzer.events import Location


def _place(**known: str) -> Location:
    values = {"id": "#x", "label": "x", "tag": "div", "role": "", "path": "main>div"} | known
    return Location(**values, is_interactive=False)  # type: ignore[arg-type]  # all strings


@pytest.mark.parametrize(
    "label", ["+", "−", "›", "»", "Next", "previous", "7", "12", "Page 3", "Next month", "more"]
)
def test_steppers_pages_and_calendars_are_meant_for_repeats(label: str) -> None:
    assert targets.is_meant_for_repeats(_place(label=label))


@pytest.mark.parametrize("label", ["Buy now", "Next steps in your order", "2024", "Send"])
def test_an_ordinary_button_is_not_meant_for_repeats(label: str) -> None:
    assert not targets.is_meant_for_repeats(_place(label=label))


@pytest.mark.parametrize("path", ["nav.pagination>a", "div.swiper>button", "#datepicker>td"])
def test_parts_of_a_pager_carousel_or_calendar_are_meant_for_repeats(path: str) -> None:
    assert targets.is_meant_for_repeats(_place(path=path))


def test_a_pointing_cursor_makes_a_picture_look_clickable() -> None:
    picture = _place(tag="img")
    assert targets.looks_clickable(picture, "pointer")
    assert not targets.looks_clickable(picture, "")


def test_a_role_makes_a_box_look_clickable() -> None:
    assert targets.looks_clickable(_place(role="button"), "")


def test_text_fields_are_known_by_tag_role_or_cursor() -> None:
    assert targets.is_text_field(_place(tag="textarea"), "")
    assert targets.is_text_field(_place(role="searchbox"), "")
    assert targets.is_text_field(_place(tag="input"), "text")
    assert not targets.is_text_field(_place(tag="button"), "pointer")


def test_a_canvas_is_known_also_when_it_was_only_hit() -> None:
    assert targets.is_canvas(_place(tag="canvas"))
    assert targets.is_canvas(_place(), "video")
    assert not targets.is_canvas(_place())


def test_a_consent_banner_is_known_by_its_name() -> None:
    assert targets.is_consent_banner(_place(id="#cookie-accept"))
    assert targets.is_consent_banner(_place(path="#cc-main > div > button"))
    assert not targets.is_consent_banner(_place(id="#accept"))


def test_the_browser_answers_for_form_controls() -> None:
    assert targets.is_form_control(_place(tag="select"))
    assert not targets.is_form_control(_place(tag="button"))
