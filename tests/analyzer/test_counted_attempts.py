from analyzer.counted_attempts import one_each, points_of
from fixtures.tries import attempt


def test_a_participant_counts_by_the_first_attempt_that_ended() -> None:
    first, second = attempt("P01", "unfinished"), attempt("P01", "give_up", number=2)
    third = attempt("P01", "success", number=3)
    assert one_each([first, second, third]) == [second]


def test_who_never_came_to_an_end_counts_by_the_last_attempt() -> None:
    first, second = attempt("P01", "unfinished"), attempt("P01", "running", number=2)
    assert one_each([first, second]) == [second]
    assert one_each([]) == []


def test_error_points_are_added_over_all_attempts() -> None:
    assert points_of([attempt("P01"), attempt("P02"), attempt("P01", number=2)]) == {
        "P01": 0,
        "P02": 0,
    }
