import numpy as np

from analyzer.signals.hesitation import before_clicks, detector
from fixtures.scenes import found
from fixtures.synthetic import BUTTON, NOTHING, Recording

INSIDE = (150, 120)


def _quick(clicks: int = 6) -> Recording:
    """Let somebody click a button `clicks` times, each 0.3 s after the pointer came to rest."""
    told = Recording().page(0)
    for at in range(clicks):
        told.move(at * 4 + 1, [(600 + at, 600), INSIDE], 100).click(at * 4 + 1.4)
        told.move(at * 4 + 2, [(500, 500 + at)])
    return told


def test_a_rest_far_above_ones_own_measure_is_hesitation() -> None:
    told = _quick().move(30, [(600, 600), INSIDE], 100).click(33.1)
    (episode,) = found(detector, told)
    assert round(episode.t_s, 1) == 30.1
    assert episode.detail == "rested for 3.0 s; usual before a click: 0.3 s"


def test_who_left_again_hesitated_too() -> None:
    told = _quick().move(30, [(600, 600), INSIDE], 100).move(33, [(700, 700)])
    assert len(found(detector, told)) == 1


def test_a_rest_below_the_floor_is_none() -> None:
    told = _quick().move(30, [(600, 600), INSIDE], 100).click(31.5)
    assert found(detector, told) == []


def test_a_slow_person_is_measured_by_their_own_pace() -> None:
    told = Recording().page(0)
    for at, rest_s in enumerate((1.0, 2.0, 3.0, 2.0, 2.5, 1.5)):
        told.move(at * 9 + 1, [(600 + at, 600), INSIDE], 100).click(at * 9 + 1.1 + rest_s)
        told.move(at * 9 + 6, [(500, 500 + at)])
    assert found(detector, told) == []


def test_too_few_clicks_give_no_measure() -> None:
    told = _quick(3).move(30, [(600, 600), INSIDE], 100).click(33.1)
    assert found(detector, told) == []


def test_a_rest_on_nothing_is_none() -> None:
    told = _quick().move(30, [(600, 600), (900, 700)], 100).move(35, [(600, 600)])
    assert found(detector, told) == []


def test_resting_where_one_has_just_clicked_is_waiting() -> None:
    told = _quick().move(30, [(600, 600), INSIDE], 100).click(30.3, BUTTON, NOTHING)
    told.move(30.5, [(152, 120)]).move(35, [(600, 600)])
    assert found(detector, told) == []


def test_hidden_time_is_taken_off() -> None:
    told = _quick().move(30, [(600, 600), INSIDE], 100)
    told.visibility(30.2, "hidden").visibility(33, "visible").click(33.1)
    assert found(detector, told) == []


def test_rests_before_clicks_are_measured_from_the_last_movement() -> None:
    assert np.allclose(before_clicks(_quick(2).session()), [0.3, 0.3])
    assert before_clicks(Recording().page(0).session()).size == 0
