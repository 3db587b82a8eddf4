from analyzer.signals.deviation import detector
from fixtures.scenes import found
from fixtures.synthetic import Recording, definition, task

STUDY = definition(task("buy", paths=[["/", "/list", "/thanks"]]))


def _told(*pages: str) -> Recording:
    told = Recording().page(0, "/").task(0.5, "buy")
    for at, page in enumerate(pages):
        told.page(2 + 2 * at, page)
    return told.task(4 + 2 * len(pages), "buy", "done")


def test_a_wrong_page_opens_a_deviation_until_the_path_is_reached_again() -> None:
    (episode,) = found(detector, _told("/help", "/faq", "/list", "/thanks"), STUDY)
    assert (episode.t_s, episode.end_s, episode.count) == (2, 6, 2)
    assert episode.detail == "/help instead of the path: 2 pages, 4.0 s"


def test_it_is_placed_at_the_click_that_led_astray() -> None:
    told = Recording().page(0, "/").task(0.5, "buy").click(1.5).page(2, "/help").page(6, "/list")
    told.task(9, "buy", "done")
    (episode,) = found(detector, told, STUDY)
    assert told.session().locations[episode.location].id == "#buy"
    assert (episode.t_s, episode.end_s, episode.xy_px) == (2, 6, (150, 120))


def test_the_page_on_which_a_task_begins_is_no_wrong_turn() -> None:
    told = Recording().page(0, "/about").task(0.5, "buy").page(2, "/").page(4, "/list")
    assert found(detector, told.task(9, "buy", "done"), STUDY) == []


def test_the_accepted_way_has_none() -> None:
    assert found(detector, _told("/list", "/thanks"), STUDY) == []


def test_who_never_comes_back_has_not_recovered() -> None:
    (episode,) = found(detector, _told("/list", "/help"), STUDY)
    assert episode.detail.endswith("not recovered")


def test_a_task_without_accepted_paths_has_none() -> None:
    assert found(detector, _told("/help"), definition(task("buy"))) == []
