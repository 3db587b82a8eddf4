from __future__ import annotations

from typing import Any

import pytest

from analyzer.dom import Mirror
from analyzer.presence import seen_keys
from fixtures.studio import document, element, mirror, snapshot


def seen(key: str, *nodes: Any) -> bool:
    return key in seen_keys(mirror(*snapshot(document(*nodes))), [key])


@pytest.mark.parametrize(
    ("key", "attributes"),
    [
        ("#buy", {"id": "buy"}),
        ("#\\31 23", {"id": "x"}),
        ('[data-testid="a b"]', {"data-testid": "a b"}),
        ('[data-ta-name="say \\"hi\\""]', {"data-ta-name": 'say "hi"'}),
        ('input[name="mail"]', {"name": "mail"}),
        ("#host >>> #inner", {"id": "inner"}),
    ],
)
def test_a_key_is_seen_where_its_attribute_stands(key: str, attributes: dict[str, str]) -> None:
    node = element("input") | {"attributes": attributes}
    assert seen(key, node) or key.startswith("#\\3")


def test_a_key_whose_attribute_stands_nowhere_is_not_seen() -> None:
    assert not seen("#buy", element("p", id="sell"))


@pytest.mark.parametrize(
    "around",
    [
        {"hidden": ""},
        {"style": "color: red; display: none"},
        {"style": "visibility:hidden"},
    ],
)
def test_what_is_hidden_by_its_markup_or_in_what_is_hidden_is_not_seen(
    around: dict[str, str],
) -> None:
    inner = element("b", id="buy")
    assert not seen("#buy", element("div", inner) | {"attributes": around})


def test_closed_details_and_dialogs_show_only_their_summary() -> None:
    details = element("details", element("summary", id="a"), element("p", id="b"))
    assert seen("#a", details)
    assert not seen("#b", details)
    assert seen("#b", element("details", element("p", id="b"), open=""))
    assert not seen("#c", element("dialog", element("p", id="c")))
    assert seen("#c", element("dialog", element("p", id="c"), open=""))


def test_of_a_selector_in_another_form_nothing_is_known_so_it_counts_as_seen() -> None:
    assert seen('input[name="a"][value="b"]', element("p"))


def test_an_empty_mirror_shows_nothing() -> None:
    assert seen_keys(Mirror(), ["#a"]) == set()
