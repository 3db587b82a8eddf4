from analyzer.episodes import at_click, over
from fixtures.synthetic import Recording


def test_an_episode_at_a_click_is_where_and_when_it_was() -> None:
    clicks = Recording().page(0).click(2, xy=(150, 120)).session().clicks
    one = at_click(clicks, 0, "why")
    assert (one.t_s, one.end_s, one.count, one.detail, one.xy_px) == (2, 2, 1, "why", (150, 120))
    burst = at_click(clicks, 0, "why", 3.5, 4)
    assert (burst.end_s, burst.count) == (3.5, 4)


def test_an_episode_over_a_stretch_has_no_point() -> None:
    one = over((1, 4), (2, -1), "why", 3)
    assert (one.t_s, one.end_s, one.screen, one.location, one.count) == (1, 4, 2, -1, 3)
    assert one.xy_px is None
