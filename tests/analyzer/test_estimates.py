from analyzer import estimates, results


def test_a_reader_of_results_finds_the_estimates_there() -> None:
    assert results.Interval is estimates.Interval
    assert results.Moment is estimates.Moment
