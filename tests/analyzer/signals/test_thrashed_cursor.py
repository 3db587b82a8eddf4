import pytest

from analyzer.signals.thrashed_cursor import detector
from fixtures.scenes import found
from fixtures.synthetic import Recording

WILD = [(300 + (at % 2) * 150, 300) for at in range(12)]  # 11 ways of 150 px in 1.1 s


def _told(points=WILD, step_ms: int = 100) -> Recording:
    return Recording().page(0).move(2, points, step_ms)


def test_to_and_fro_without_getting_anywhere_is_thrashing() -> None:
    (episode,) = found(detector, _told())
    assert (episode.t_s, episode.location) == (2, -1)
    assert episode.xy_px == pytest.approx((375, 300))
    assert episode.detail == "10 turns on 1650 px"


def test_a_hand_that_turns_over_a_small_step_to_the_side_turns() -> None:
    # As sampled of a shake in a browser: each way ends a little above or below the one before.
    ways = [(x, 333 - 6 * (way % 2)) for way in range(9)
            for x in ((338, 393, 448, 503) if way % 2 == 0 else (503, 448, 393, 338))]  # fmt: skip
    (episode,) = found(detector, _told(ways, 45))
    assert episode.detail.startswith("8 turns")


def test_a_tremble_on_the_way_is_no_turn() -> None:
    way = [(300 + 60 * (at // 2) - 4 * (at % 2), 300) for at in range(20)]
    back = [(840 - 60 * (at // 2) + 4 * (at % 2), 300) for at in range(18)]
    assert found(detector, _told([*way, *back], 45)) == []


def test_a_straight_way_is_not() -> None:
    assert found(detector, _told([(at * 150, 300) for at in range(12)])) == []


def test_a_short_wiggle_is_not() -> None:
    assert found(detector, _told([(300 + (at % 2) * 40, 300) for at in range(12)])) == []


def test_slow_wandering_is_not() -> None:
    assert found(detector, _told(step_ms=700)) == []


def test_three_turns_are_too_few() -> None:
    points = [(300, 300), (600, 300), (300, 300), (600, 300), (310, 300)]
    assert found(detector, _told(points)) == []
    assert len(found(detector, _told([*points, (560, 300), (320, 300)]))) == 1


def test_a_window_with_scrolling_is_none() -> None:
    assert found(detector, _told().scroll(2.6, 300)) == []


def test_a_page_change_breaks_the_path() -> None:
    told = Recording().page(0).move(2, WILD[:4], 100).page(2.4, "/x").move(2.5, WILD[:4], 100)
    assert found(detector, told) == []


def test_no_pointer_no_thrashing() -> None:
    assert found(detector, Recording().page(0)) == []
