from analyzer.dragging import dragged
from fixtures.synthetic import BUTTON, Recording
from recorder.protocol import PointerEvent


def _path(told: Recording, t_s: float, *xs: int, is_down: bool) -> Recording:
    return told.add(
        PointerEvent(
            **told._stamp(t_s), dt=[0] + [40] * (len(xs) - 1), x=list(xs), y=[120] * len(xs),
            is_down=is_down,
        )
    )  # fmt: skip


def _pulled(*xs: int) -> Recording:
    told = _path(Recording().page(0), 1, 20, 60, 100, is_down=False)
    return _path(told, 1.5, *xs, is_down=True).click(2, BUTTON, xy=(float(xs[-1]), 120.0))


def test_a_click_after_a_pull_ends_a_drag() -> None:
    assert dragged(_pulled(100, 120, 170).session(), 0)


def test_a_pull_of_which_one_sample_is_known_is_measured_to_the_click() -> None:
    told = _path(Recording().page(0), 1.5, 100, is_down=True).click(2, BUTTON, xy=(170.0, 120.0))
    assert dragged(told.session(), 0)


def test_a_hand_that_slips_while_it_presses_does_not_drag() -> None:
    assert not dragged(_pulled(100, 103, 106).session(), 0)


def test_a_click_without_any_pull_ends_none() -> None:
    told = _path(Recording().page(0), 1, 20, 60, 150, is_down=False).click(2, BUTTON)
    assert not dragged(told.session(), 0)
    assert not dragged(Recording().page(0).click(2, BUTTON).session(), 0)


def test_a_tap_after_a_swipe_is_a_tap() -> None:
    told = _path(Recording().page(0), 1.5, 100, 170, is_down=True)
    assert not dragged(told.click(2, BUTTON, xy=(300.0, 120.0), pointer="touch").session(), 0)


def test_the_next_press_at_the_same_place_is_a_click_again() -> None:
    told = _pulled(100, 120, 170).click(3, BUTTON, xy=(170.0, 120.0))
    assert [dragged(told.session(), row) for row in (0, 1)] == [True, False]


def test_a_pull_and_a_move_after_it_end_no_drag() -> None:
    told = _path(_path(Recording().page(0), 1, 100, 170, is_down=True), 1.5, 150, is_down=False)
    assert not dragged(told.click(2, BUTTON).session(), 0)
