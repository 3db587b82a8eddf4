from hypothesis import given
from hypothesis import strategies as st

from analyzer.events import PAGE, location_id
from fixtures.synthetic import element


def test_a_key_names_an_element() -> None:
    assert location_id(element("buy")) == "#buy"


def test_without_a_key_path_and_text_hash_name_an_element() -> None:
    anchor = element("9f3a", key=False, path="main>p")
    assert location_id(anchor) == "main>p~9f3a"


def test_the_same_path_with_another_text_is_another_element() -> None:
    one, other = element("aaaa", key=False), element("bbbb", key=False)
    assert location_id(one) != location_id(other)


@given(st.text(max_size=16), st.booleans())
def test_no_element_is_taken_for_the_whole_page(name: str, key: bool) -> None:
    assert location_id(element(name, key=key)) != PAGE
