from __future__ import annotations

import pytest

from analyzer.safe_attributes import safe_attributes


@pytest.mark.parametrize(
    ("tag", "name", "value"),
    [
        ("div", "onclick", "x()"),
        ("div", "OnClick", "x()"),
        ("a", "href", "javascript:x()"),
        ("a", "href", " \n\tjava\nscript :x()"),
        ("a", "xlink:href", "JAVASCRIPT:x()"),
        ("a", "ping", "http://x/"),
        ("button", "formaction", "vbscript:x"),
        ("iframe", "src", "http://x/"),
        ("iframe", "srcdoc", "<script>"),
        ("iframe", "sandbox", "allow-scripts"),
        ("script", "src", "http://x/"),
        ("embed", "src", "http://x/"),
        ("object", "data", "http://x/"),
        ("input", "autofocus", ""),
        ("video", "autoplay", ""),
        ("img", "loading", "lazy"),
        ("img", "crossorigin", "anonymous"),
        ("link", "integrity", "sha256-x"),
        ("base", "href", "data:text/html,x"),
        ("div", "a b", "x"),
        ("div", 'a"b', "x"),
        ("div", "a>b", "x"),
        ("div", "rr_scrollTop", "4"),
        ("style", "_cssText", "a {}"),
        ("template", "shadowrootmode", "open"),
        ("div", "data-thinkaloud-wrap", ""),
    ],
)
def test_what_runs_sends_or_steals_focus_is_left_out(tag: str, name: str, value: str) -> None:
    assert safe_attributes(tag, {name: value}) == {}


@pytest.mark.parametrize(
    ("tag", "name", "value"),
    [
        ("a", "href", "http://x/"),
        ("img", "src", "http://x/i.png"),
        ("p", "title", "about javascript: the language"),
        ("div", "data-on", "x"),
        ("base", "href", "https://x/"),
        ("svg", "viewBox", "0 0 1 1"),
        ("use", "xlink:href", "#a"),
        ("div", "@click", "vue"),
    ],
)
def test_what_styles_and_names_is_kept(tag: str, name: str, value: str) -> None:
    assert safe_attributes(tag, {name: value}) == {name: value}


def test_a_meta_element_that_gives_the_browser_orders_loses_all() -> None:
    assert safe_attributes("meta", {"HTTP-Equiv": "refresh", "content": "0; url=x"}) == {}
