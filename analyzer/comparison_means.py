"""Two means compared: error points per participant, or scores of a questionnaire."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from analyzer.compare_times import paired, summary, welch
from analyzer.comparison_groups import Pairing
from analyzer.comparison_results import ComparedFigure, Measure
from analyzer.comparison_samples import compared
from analyzer.comparison_untested import t_test
from analyzer.detectable import detectable_mean
from analyzer.estimates import Interval

Own = Callable[[Sequence[float], float], Interval]  # values and level -> a group's own figure


def mean_figure(
    pair: Pairing,
    measure: Measure,
    first: Mapping[str, float],
    second: Mapping[str, float],
    *,
    unit: str,
    own: Own,
    is_high_better: bool,
    level: float,
) -> ComparedFigure:
    """Compare two means by Welch's t test, or the paired one of the same people.

    Parameters
    ----------
    pair
        The groups and the form.
    measure
        What is compared.
    first, second
        Values by participant.
    unit
        Of the values.
    own
        Sums one group's values up.
    is_high_better
        Which way is better.
    level
        Coverage of the intervals, in (0, 1).

    Returns
    -------
    ComparedFigure
        Not yet judged by its family.

    Notes
    -----
    Counts of events too: for such discrete numbers Welch's test and interval kept their promise
    where the rank tests, bootstraps and the ordinary t test did not. Fagerland, Sandvik &
    Mowinckel (2011), BMC Medical Research Methodology 11:44.
    """
    x, y = compared(pair, first, second)
    is_paired = pair.form == "paired"
    found = paired(x, y, level) if is_paired else welch(summary(x), summary(y), level)
    tested = t_test(pair, found, (len(x), len(y)), "values")
    name = "paired t" if is_paired else "Welch t"
    return ComparedFigure(
        measure=measure,
        first=pair.first.name,
        second=pair.second.name,
        form=pair.form,
        unit=unit,
        of_first=own(x, level),
        of_second=own(y, level),
        scale="difference",
        effect=Interval(
            estimate=found.difference,
            lower=found.lower,
            upper=found.upper,
            n=len(x) if is_paired else len(x) + len(y),
            method=name,
            level=level,
        ),
        is_high_better=is_high_better,
        is_primary=True,
        test=name,
        statistic=tested.statistic,
        df=tested.df,
        p=tested.p,
        p_adjusted=None,
        verdict=tested.verdict,
        better=None,
        reason=tested.reason,
        detectable=detectable_mean(found, level) if tested.is_tested else None,
    )
