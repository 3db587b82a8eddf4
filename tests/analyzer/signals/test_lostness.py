import pytest

from analyzer.signals.lostness import detector
from fixtures.scenes import found
from fixtures.synthetic import Recording, definition, task

STUDY = definition(task("buy", paths=[["/", "/list", "/thanks"]]))


def _told(*pages: str) -> Recording:
    told = Recording().page(0, "/").task(0.5, "buy")
    for at, page in enumerate(pages):
        told.page(2 + 2 * at, page)
    return told.task(4 + 2 * len(pages), "buy", "done")


def test_who_wanders_about_is_lost() -> None:
    # N = 5 different pages, S = 7 visits, R = 3: sqrt((5/7 - 1)^2 + (3/5 - 1)^2) = .4916
    way = ("/a", "/b", "/a", "/b", "/list", "/thanks")
    assert found(detector, _told(*way), STUDY) == []
    # N = 6, S = 9, R = 3: .6009, the worked example of Tullis & Albert
    (episode,) = found(
        detector, _told("/a", "/b", "/a", "/c", "/b", "/list", "/a", "/thanks"), STUDY
    )
    assert episode.detail == "lostness 0.60"
    assert (episode.t_s, episode.location) == (0.5, -1)


def test_the_straight_way_is_not_lost() -> None:
    assert found(detector, _told("/list", "/thanks"), STUDY) == []


def test_who_ends_before_the_path_does_is_not_called_lost() -> None:
    assert found(detector, _told("/a"), STUDY) == []


def test_without_accepted_paths_nobody_can_be_lost() -> None:
    assert found(detector, _told("/a", "/b", "/a", "/b", "/a", "/thanks")) == []


def test_the_threshold_is_the_study_s() -> None:
    way = ("/a", "/b", "/a", "/b", "/list", "/thanks")
    (episode,) = found(detector, _told(*way), STUDY, lost_above=0.4)
    assert episode.detail == pytest.approx("lostness 0.49")
