from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from analyzer.screen_rules import (
    joined_again,
    merged_into,
    parted,
    path_of,
    screen_key,
    screens_of,
    split_off,
    with_screens,
)
from fixtures.synthetic import Recording
from recorder.definition import ScreenRules
from recorder.protocol import PageEvent

SITE = "http://shop.test"


def key(rules: ScreenRules, screen: str, path: str = "/") -> str:
    return screen_key(rules, screen, SITE + path)


def test_without_rules_a_screen_is_what_the_tracker_named() -> None:
    assert key(ScreenRules(), "/lamps/:id+tab(#more)", "/lamps/17?x=1") == "/lamps/:id+tab(#more)"


def test_events_that_no_rule_names_are_passed_on_as_they_are() -> None:
    page = PageEvent(
        t=0, page="p", screen="/a", url=f"{SITE}/a", kind="load", time_origin_ms=0,
        width=1, height=1, page_width=1, page_height=1,
    )  # fmt: skip
    other = replace(page, screen="/b")
    named = with_screens(ScreenRules(merge={"/a": "/c"}), [page, other])
    assert [event.screen for event in named] == ["/c", "/b"]
    assert named[1] is other


def test_a_merged_screen_counts_as_the_other() -> None:
    rules = ScreenRules(merge={"/lamps/desk": "/lamps/:id"})
    assert key(rules, "/lamps/desk") == "/lamps/:id"
    assert key(rules, "/lamps/desk+dialog(#x)") == "/lamps/desk+dialog(#x)"


def test_a_pattern_merges_whatever_is_open_on_a_page() -> None:
    rules = ScreenRules(merge={"/faq+*": "/faq"})
    assert key(rules, "/faq+details(#a)+details(#b)") == "/faq"
    assert key(rules, "/faqs") == "/faqs"


def test_an_exact_key_goes_before_a_pattern_and_a_longer_pattern_before_a_shorter() -> None:
    rules = ScreenRules(merge={"/a*": "/short", "/a/b*": "/long", "/a/b/c": "/exact"})
    assert [key(rules, one) for one in ("/a/x", "/a/b/x", "/a/b/c")] == [
        "/short", "/long", "/exact",
    ]  # fmt: skip


def test_merges_lead_on_and_a_circle_ends_at_the_first_of_the_alphabet() -> None:
    assert key(ScreenRules(merge={"/a": "/b", "/b": "/c"}), "/a") == "/c"
    circle = ScreenRules(merge={"/a": "/b", "/b": "/a"})
    assert key(circle, "/a") == key(circle, "/b") == "/a"
    assert key(ScreenRules(merge={"*": "/all"}), "/all") == "/all"


def test_an_address_is_split_off_with_what_is_open_on_it() -> None:
    rules = ScreenRules(split=["/lamps/sale*"])
    assert key(rules, "/lamps/:id+tab(#t)", "/lamps/sale-17?x=2#top") == "/lamps/sale*+tab(#t)"
    assert key(rules, "/lamps/:id", "/lamps/17") == "/lamps/:id"


@pytest.mark.parametrize(
    ("pattern", "address"),
    [
        ("/find?kind=desk*", "/find?kind=desk&page=2"),
        ("/app#/orders/*", "/app#/orders/17"),
        ("http://shop.test/find", "/find?x=1"),
    ],
)
def test_query_route_and_host_are_compared_where_a_pattern_has_them(
    pattern: str, address: str
) -> None:
    assert key(ScreenRules(split=[pattern]), "/find", address) == pattern


def test_a_split_screen_can_be_merged() -> None:
    rules = ScreenRules(split=["/lamps/1", "/lamps/2"], merge={"/lamps/1": "/lamps/2"})
    assert key(rules, "/lamps/:id", "/lamps/1") == "/lamps/2"


def test_merging_makes_the_target_stand_for_itself_and_parting_takes_it_back() -> None:
    rules = merged_into(ScreenRules(merge={"/b": "/a"}), ["/a", "/b", "/c"], "/b")
    assert rules.merge == {"/a": "/b", "/c": "/b"}
    assert parted(rules, "/b") == ScreenRules()
    assert parted(rules, "/c").merge == {"/a": "/b"}


def test_splitting_off_is_taken_back_with_the_merges_into_it() -> None:
    rules = merged_into(split_off(ScreenRules(), "/lamps/1"), ["/x"], "/lamps/1")
    assert split_off(rules, "/lamps/1").split == ["/lamps/1"]
    assert joined_again(rules, "/lamps/1") == ScreenRules()


def test_an_address_is_named_by_its_path_and_route() -> None:
    assert path_of("http://shop.test/a?b=1#c") == "/a"
    assert path_of("http://shop.test/app#/orders?x=1") == "/app#/orders"
    assert path_of("http://shop.test") == "/"
    assert path_of("http://[bad") == "http://[bad"


def test_events_are_mapped_by_their_page_views_address() -> None:
    told = Recording("P01").page(0, "/lamps/:id").page(5, "/lamps/:id").click(6)
    events = [event for batch in told.batches() for event in batch.events]
    url = next(event.url for event in events if isinstance(event, PageEvent))
    found = screens_of(ScreenRules(split=[path_of(url)]), events)
    assert set(found) == {path_of(url)}
    assert screens_of(ScreenRules(), events) == [event.screen for event in events]


@given(
    st.dictionaries(st.text("/ab+*", max_size=4), st.text("/ab+", max_size=4), max_size=6),
    st.text("/ab+", max_size=4),
)
def test_a_key_once_mapped_stays_as_it_is(merge: dict[str, str], screen: str) -> None:
    rules = ScreenRules(merge=merge)
    mapped = screen_key(rules, screen, SITE)
    assert screen_key(rules, mapped, SITE) == mapped
