from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pytest

from analyzer.desk import CSP, Desk, StoredFile
from analyzer.dom_html import StaticPage


@dataclass
class Asked:
    """A browser's request, as far as a desk looks at it."""

    url: str
    is_page: bool = False
    answers: list[Any] = field(default_factory=list)

    @property
    def request(self) -> Asked:
        return self

    def is_navigation_request(self) -> bool:
        return self.is_page

    def abort(self) -> None:
        self.answers.append(None)

    def fulfill(self, *, body: Any, headers: dict[str, str]) -> None:
        self.answers.append((body, headers))


def desk(url: str = "http://shop.test/a#b") -> Desk:
    page = StaticPage("<p>", url, 800, 600)
    known = {"http://shop.test/a.css": StoredFile(b"p{}", "text/css")}
    return Desk(page, known.get)


def test_the_page_is_given_once_with_a_policy_that_forbids_the_rest() -> None:
    at = desk()
    asked = Asked("http://shop.test/a", is_page=True)
    at.answer(asked)  # type: ignore[arg-type]  # a stand-in for a route
    body, headers = asked.answers[0]
    assert body == "<p>"
    assert headers["content-security-policy"] == CSP
    again = Asked("http://shop.test/a", is_page=True)
    at.answer(again)  # type: ignore[arg-type]  # a stand-in for a route
    assert again.answers == [None]


def test_another_page_is_never_given() -> None:
    asked = Asked("http://elsewhere.test/", is_page=True)
    desk().answer(asked)  # type: ignore[arg-type]  # a stand-in for a route
    assert asked.answers == [None]


def test_a_stored_file_is_given_and_a_missing_one_is_noted() -> None:
    at = desk()
    found, lost = Asked("http://shop.test/a.css"), Asked("http://shop.test/b.css")
    for asked in (found, lost):
        at.answer(asked)  # type: ignore[arg-type]  # a stand-in for a route
    assert found.answers[0][0] == b"p{}"
    assert found.answers[0][1]["content-type"] == "text/css"
    assert lost.answers == [None]
    assert at.missing == ["http://shop.test/b.css"]


@pytest.mark.parametrize("url", ["", "about:blank", "javascript:x", "file:///etc/hosts"])
def test_a_page_without_an_address_of_the_web_gets_one_that_leads_nowhere(url: str) -> None:
    assert desk(url).url == "http://recording.invalid/"
