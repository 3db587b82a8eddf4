from analyzer.events import PAGE
from analyzer.places import place_id


def test_a_place_is_its_element_else_a_cell_else_the_page() -> None:
    assert place_id("#buy", (85.0, 41.0)) == "#buy"
    assert place_id(None, (85.0, 41.0)) == "(cell 80,40)"
    assert place_id(None, (-1.0, 39.9)) == "(cell -40,0)"
    assert place_id(None, None) == PAGE
