"""What kind of thing was clicked: the shared part of the signals' ignore lists.

Every tool with friction signals has grown such a list from its users' complaints about false
alarms: steppers, pagination, carousels, calendars, text selection, canvases.
"""

from __future__ import annotations

import re

from analyzer.events import Location

_TEXT_ROLES = frozenset({"textbox", "searchbox", "combobox", "spinbutton"})
_FORM_TAGS = frozenset({"input", "textarea", "select", "option", "label"})
_CANVAS_TAGS = frozenset({"canvas", "video", "audio", "embed", "object", "iframe"})
_CLICKABLE_ROLES = frozenset(
    {
        "button", "link", "menuitem", "menuitemcheckbox", "menuitemradio", "option", "tab",
        "checkbox", "radio", "switch", "treeitem",
    }
)  # fmt: skip
_REPEATED_ROLES = frozenset({"spinbutton", "slider", "scrollbar", "gridcell"})
_REPEATED_LABEL = re.compile(
    r"(?:[-+−–—‹›«»<>←→↑↓▲▼◀▶]+|\d{1,3}|next|prev|previous|more|less|back|forward|plus|minus"
    r"|increase|decrease|increment|decrement|add one|remove one|page \d+"
    r"|(?:next|previous) (?:page|slide|month|week|day|year|image))",
    re.IGNORECASE,
)
_REPEATED_PART = re.compile(
    r"(?:paginat|pager|carousel|slider|stepper|swiper|spinner|calendar|datepicker|quantity)",
    re.IGNORECASE,
)
_BANNER_PART = re.compile(
    r"(?:cookie|consent|gdpr|onetrust|didomi|usercentrics|#(?:cc-main|cmpbox|cmpwrapper|qc-cmp))",
    re.IGNORECASE,
)  # the platforms' own names for their containers


def is_text_field(place: Location, cursor: str) -> bool:
    """Whether text is edited or selected there, where several clicks select words and lines."""
    return place.tag == "textarea" or place.role in _TEXT_ROLES or cursor == "text"


def is_form_control(place: Location) -> bool:
    """Whether the browser itself answers there, by focus, typing or a menu of its own."""
    return place.tag in _FORM_TAGS


def is_canvas(place: Location, target: str = "") -> bool:
    """Whether it draws itself, so that its answers do not show in the page's elements."""
    return place.tag in _CANVAS_TAGS or target in _CANVAS_TAGS


def is_meant_for_repeats(place: Location) -> bool:
    """Whether clicking it quickly, time after time, is how it is used."""
    return (
        place.role in _REPEATED_ROLES
        or _REPEATED_LABEL.fullmatch(place.label.strip()) is not None
        or _REPEATED_PART.search(f"{place.id} {place.path}") is not None
    )


def is_consent_banner(place: Location) -> bool:
    """Whether it belongs to a cookie or consent banner, which is not the product under test."""
    return _BANNER_PART.search(f"{place.id} {place.path}") is not None


def is_control(place: Location) -> bool:
    """Whether it is a control by its markup, and does not only look like one."""
    return place.is_interactive or place.role in _CLICKABLE_ROLES


def looks_clickable(place: Location, cursor: str) -> bool:
    """Whether a person would expect an answer: by what it is, or by the cursor over it."""
    return is_control(place) or cursor == "pointer"
