import math
import warnings

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from analyzer.comparison_groups import groups_of_rounds, groups_within, pairing
from analyzer.comparison_means import mean_figure
from analyzer.comparison_results import ComparedFigure
from analyzer.intervals import mean_t
from fixtures.compared import Person, round_of

# Student's sleep data: hours gained by ten patients with each of two drugs.
FIRST = [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0]
SECOND = [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4]
values = st.lists(st.integers(0, 9).map(float), min_size=5, max_size=15)


def figure(first: list[float], second: list[float], *, same: bool = False) -> ComparedFigure:
    names = (
        [[f"p-{at}" for at in range(len(first))]] * 2
        if same
        else [
            [f"{side}{at}" for at in range(len(one))] for side, one in (("a", first), ("b", second))
        ]
    )
    if same:
        rounds = [round_of([Person(code) for code in names[0]], slug=slug) for slug in ("x", "y")]
        pair = pairing(*groups_of_rounds(rounds))
    else:
        people = [Person(code, "A") for code in names[0]] + [Person(code, "B") for code in names[1]]
        pair = pairing(*groups_within(round_of(people), "variant")[0])
    return mean_figure(
        pair,
        "score",
        dict(zip(names[0], first, strict=True)),
        dict(zip(names[1], second, strict=True)),
        unit="points",
        own=mean_t,
        is_high_better=True,
        level=0.95,
    )


def test_welch_of_the_sleep_data() -> None:
    found = figure(FIRST, SECOND)
    assert (found.statistic, found.df) == pytest.approx((-1.8608, 17.776), abs=1e-3)
    assert found.p == pytest.approx(0.07939, abs=1e-5)
    assert (found.effect.lower, found.effect.upper) == pytest.approx((-3.3655, 0.2055), abs=1e-4)


def test_paired_t_of_the_sleep_data() -> None:
    found = figure(FIRST, SECOND, same=True)
    assert (found.test, found.form, found.effect.n) == ("paired t", "paired", 10)
    assert (found.statistic, found.df) == pytest.approx((-4.0621, 9), abs=1e-4)
    assert found.p == pytest.approx(0.002833, abs=1e-6)


def test_too_few_have_an_interval_and_no_test() -> None:
    found = figure([1.0, 2.0, 3.0, 4.0], [2.0, 3.0, 4.0, 5.0])
    assert (found.verdict, found.p, found.detectable) == ("too_few", None, None)
    assert found.effect.lower is not None


@given(values, values)
def test_the_test_is_scipys(first: list[float], second: list[float]) -> None:
    found = figure(first, second)
    if found.p is not None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", RuntimeWarning)  # of a group without any spread
            test = stats.ttest_ind(first, second, equal_var=False)
        assert found.p == pytest.approx(float(test.pvalue))
        assert found.statistic == pytest.approx(float(test.statistic))
    else:
        assert np.ptp(first) == np.ptp(second) == 0


def test_the_detectable_difference_would_be_shown_four_times_of_five() -> None:
    found = figure([1.0, 2.0, 3.0, 4.0, 5.0, 6.0], [2.0, 3.0, 4.0, 5.0, 6.0, 7.0])
    error = math.sqrt(2 * 3.5 / 6)
    assert found.detectable is not None
    critical = stats.t.ppf(0.975, 10)
    shown = stats.nct.sf(critical, 10, found.detectable / error)
    assert shown == pytest.approx(0.8, abs=1e-6)
