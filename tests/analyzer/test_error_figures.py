from analyzer.error_figures import errors
from analyzer.intervals import adjusted_wald, median
from fixtures.tries import attempt, departures


def test_the_share_with_an_error_is_the_other_side_of_the_error_free_share() -> None:
    found = errors([attempt("P1")], adjusted_wald(5, 8), has_paths=False)
    assert found.with_error == adjusted_wald(3, 8)
    assert errors([], adjusted_wald(0, 0), has_paths=False).with_error.n == 0


def test_deviations_are_counted_and_those_that_ended_on_the_path_timed() -> None:
    tries = [
        attempt("P1"),
        attempt("P2", left=departures(4.0, 8.0)),
        attempt("P3", left=(*departures(6.0), *departures(90.0, is_recovered=False))),
        attempt("P3", left=departures(1.0), number=2),
    ]
    found = errors(tries, adjusted_wald(1, 3), has_paths=True)
    assert (found.deviations, found.recovered_deviations) == (5, 4)
    assert found.recovery_s == median([4.0, 8.0, 6.0, 1.0])


def test_without_accepted_paths_nothing_is_known_of_recovery() -> None:
    found = errors([attempt("P1")], adjusted_wald(1, 1), has_paths=False)
    assert (found.deviations, found.recovered_deviations) == (None, None)
    assert found.recovery_s.n == 0
