import pytest

from analyzer.imported_routes import route_pattern, title_of
from fixtures.studio import document, element, mirror, snapshot


@pytest.mark.parametrize(
    ("url", "pattern"),
    [
        ("http://shop.test/", "/"),
        ("http://shop.test/lamps/4821?q=1", "/lamps/:id"),
        ("http://shop.test/lamps/step-2", "/lamps/step-2"),
        ("http://shop.test/app/index.html", "/app"),
        ("http://shop.test/#/users/17", "/#/users/:id"),
        ("http://[bad", "/"),
        ("", "/"),
    ],
)
def test_alike_pages_are_one_screen(url: str, pattern: str) -> None:
    assert route_pattern(url) == pattern


def test_the_title_is_that_of_the_page() -> None:
    page = document(head=(element("title", " The  shop "),))
    assert title_of(mirror(*snapshot(page))) == "The shop"
    assert title_of(mirror(*snapshot(document()))) is None
