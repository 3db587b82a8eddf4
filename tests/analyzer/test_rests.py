from analyzer.rests import rests
from fixtures.synthetic import Recording, element

INNER = element("inner", box=(120, 110, 40, 20))


def _told() -> Recording:
    return Recording().page(0).click(1, xy=(190, 135)).click(2, INNER, xy=(130, 115))


def test_a_rest_is_placed_on_the_innermost_control() -> None:
    told = _told().move(10, [(500, 500), (135, 118)], 100).move(13, [(500, 500)])
    (rest,) = rests(told.session(), 1.5)
    assert told.session().locations[rest.location].id == "#inner"
    assert (round(rest.start_s, 1), round(rest.end_s, 1)) == (10.1, 13)


def test_a_trembling_hand_is_still() -> None:
    told = _told().move(10, [(500, 500), (135, 118), (137, 119), (136, 117)], 100)
    assert len(rests(told.move(13, [(500, 500)]).session(), 1.5)) == 1


def test_a_rest_off_all_controls_is_none() -> None:
    told = _told().move(10, [(500, 500), (700, 700)], 100).move(13, [(500, 500)])
    assert rests(told.session(), 1.5) == []


def test_without_a_pointer_there_is_none() -> None:
    assert rests(Recording().page(0).session(), 1.5) == []
