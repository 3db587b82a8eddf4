from __future__ import annotations

import socket
from collections.abc import Iterator

import pytest

from recorder.errors import StoreError
from web import ports


@pytest.fixture
def busy() -> Iterator[int]:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        yield taken.getsockname()[1]


def test_a_taken_port_is_passed_over(busy: int) -> None:
    assert not ports.is_free("127.0.0.1", busy)
    found = ports.free_port("127.0.0.1", busy)
    assert busy < found < busy + 100
    assert ports.is_free("127.0.0.1", found)


def test_a_taken_port_that_was_asked_for_is_an_error_with_a_remedy(busy: int) -> None:
    with pytest.raises(StoreError, match=f"Port {busy} .* --port"):
        ports.taken("127.0.0.1", busy)


def test_whether_something_listens_is_told(busy: int) -> None:
    assert ports.answers("127.0.0.1", busy)
    assert ports.answers("0.0.0.0", busy)
    assert ports.is_served(f"http://127.0.0.1:{busy}/a")
    free = ports.free_port("127.0.0.1", busy)
    assert not ports.answers("127.0.0.1", free)


@pytest.mark.parametrize("url", ["", None, "http://127.0.0.1", "nonsense", "http://[::1"])
def test_an_address_without_a_port_is_not_served(url: str | None) -> None:
    assert not ports.is_served(url)


def test_addresses_are_written_as_a_browser_takes_them() -> None:
    assert ports.url_of("127.0.0.1", 80) == "http://127.0.0.1:80"
    assert ports.url_of("::1", 80) == "http://[::1]:80"
    everywhere = ports.url_of("0.0.0.0", 80)
    assert everywhere.startswith("http://")
    assert "0.0.0.0" not in everywhere
