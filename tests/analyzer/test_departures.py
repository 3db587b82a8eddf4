import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.departures import deviation_rate, recovered, tally
from analyzer.mean_costs import mean_pages, mean_seconds
from analyzer.pipeline import analyze
from analyzer.results import TaskResult
from fixtures.synthetic import Recording, definition, study, task
from recorder.definition import IgnoreRule

STUDY = definition(task("buy", paths=[["/", "/lamps", "/cart", "/thanks"]]))


def _way(who: str, *pages: str, end: bool = True) -> Recording:
    """Go from page to page, 10 s each."""
    told = Recording(who).page(0, pages[0]).task(1, "buy")
    for at, page in enumerate(pages[1:], start=1):
        told.page(10 * at, page)
    return told.task(10 * len(pages), "buy", "done" if end else "give_up")


def _task(*told: Recording, of: object = None) -> TaskResult:
    return analyze(study(*told, of=of or STUDY)).tasks[0]  # type: ignore[arg-type]


def test_the_table_says_after_which_step_people_left_and_where_to() -> None:
    found = _task(
        _way("P01", "/", "/help", "/lamps", "/cart", "/thanks"),
        _way("P02", "/", "/help", "/faq", end=False),
        _way("P03", "/", "/lamps", "/sale", "/lamps", "/cart", "/thanks"),
        _way("P04", "/", "/lamps", "/cart", "/thanks"),
    )
    first, second = found.deviations
    assert (first.after, first.page, first.participants, first.reached) == ("/", "/help", 2, 4)
    assert (first.departures, first.mean_pages, first.mean_s) == (2, 1.5, 15.0)
    assert first.mean_pages_interval == mean_pages([[1], [2]])
    assert first.mean_s_interval == mean_seconds([[10.0], [20.0]])
    assert (first.recovered.estimate, first.recovered.n) == (0.5, 2)
    assert first.recovered.method.startswith("adjusted Wald")
    assert [(at.participant, at.t_s) for at in first.moments] == [("P01", 10), ("P02", 10)]
    assert (second.after, second.page, second.participants, second.reached) == (
        "/lamps",
        "/sale",
        1,
        3,
    )


def test_attempts_carry_what_their_deviations_cost() -> None:
    found = _task(_way("P01", "/", "/help", "/faq", "/lamps", "/cart", "/sale", "/cart", "/thanks"))
    (attempt,) = found.attempts
    assert (attempt.deviation_pages, attempt.deviation_s) == (3, 30.0)
    assert attempt.steps == ("/", "/lamps", "/cart", "/cart", "/thanks")
    assert [one.is_recovered for one in attempt.departures] == [True, True]


def test_the_rate_is_of_the_steps_at_which_the_path_could_be_left() -> None:
    found = _task(
        _way("P01", "/", "/help", "/lamps", "/cart", "/thanks"),
        _way("P02", "/", "/lamps", "/cart", "/thanks"),
    )
    assert found.deviation_rate is not None
    assert (found.deviation_rate.estimate, found.deviation_rate.n) == (1 / 8, 8)


def test_what_one_participant_met_twice_widens_the_interval_of_its_cost() -> None:
    twice = _way("P01", "/", "/help", "/", "/help", "/faq", "/lamps", "/cart", "/thanks")
    (row,) = _task(twice, _way("P02", "/", "/help", "/lamps", "/cart", "/thanks")).deviations
    assert (row.participants, row.departures) == (2, 3)
    assert row.mean_pages_interval == mean_pages([[1, 2], [1]])
    assert row.mean_s_interval == mean_seconds([[10.0, 20.0], [10.0]])
    assert row.mean_s_interval.estimate == pytest.approx(row.mean_s)


def test_who_left_twice_has_recovered_if_they_came_back_each_time() -> None:
    found = _task(_way("P01", "/", "/help", "/lamps", "/sale", end=False))
    assert found.recovered is not None
    assert (found.recovered.estimate, found.recovered.n) == (0.0, 1)


def test_a_task_without_paths_has_no_deviations() -> None:
    found = _task(_way("P01", "/", "/help"), of=definition())
    assert (found.deviations, found.deviation_rate, found.recovered) == ((), None, None)
    assert found.attempts[0].deviation_pages is None


def test_who_never_left_the_path_has_cost_nothing() -> None:
    found = _task(_way("P01", "/", "/lamps", "/cart", "/thanks"))
    assert (found.deviations, found.attempts[0].deviation_pages) == ((), 0)
    assert found.recovered is not None
    assert found.recovered.estimate is None


def test_nobody_gives_an_empty_table() -> None:
    assert (tally([]), deviation_rate([]), recovered([])) == ((), None, None)


def test_a_deviation_that_was_rejected_or_is_ignored_is_in_no_row() -> None:
    told = _way("P01", "/", "/help", "/lamps", "/sale", "/lamps", "/cart", "/thanks")
    whole = analyze(study(told, of=STUDY))
    first = next(one for one in whole.signals if one.kind == "deviation")
    told.review("deviation", first.t_s, first.location)
    found = _task(told)
    assert [row.page for row in found.deviations] == ["/sale"]
    assert found.attempts[0].deviation_pages == 1
    ignoring = definition(*STUDY.tasks, ignore=[IgnoreRule(signal="deviation")])
    assert _task(told, of=ignoring).deviations == ()


PAGES = st.lists(st.sampled_from(["/", "/lamps", "/cart", "/thanks", "/x", "/y"]), min_size=1)


@given(PAGES)
def test_rows_add_up_to_the_attempts_and_never_outnumber_the_steps(pages: list[str]) -> None:
    found = _task(_way("P01", *pages, end=False))
    (attempt,) = found.attempts
    assert sum(row.departures for row in found.deviations) == len(attempt.departures)
    assert len(attempt.departures) <= len(attempt.steps)
    assert sum(row.departures * row.mean_s for row in found.deviations) == pytest.approx(
        attempt.deviation_s
    )
    assert all(row.participants <= row.reached for row in found.deviations)
