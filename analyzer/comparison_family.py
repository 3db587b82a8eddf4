"""The family of all tests of a comparison: p-values corrected together, then the verdicts."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from msgspec.structs import replace

from analyzer.comparison_results import ComparedFigure, Correction
from analyzer.intervals import FloatArray
from analyzer.multiplicity import ROUNDING, benjamini_hochberg, holm

NAMES = {"holm": "Holm", "bh": "Benjamini-Hochberg", "none": "no correction"}


def is_tested(figure: ComparedFigure) -> bool:
    """Tell whether a figure belongs to the family: a primary one of which a test was made."""
    return figure.is_primary and figure.p is not None


def judged(
    figures: Sequence[ComparedFigure], correction: Correction, level: float
) -> list[ComparedFigure]:
    """Correct a family's p-values, and say of each figure whether a difference is shown.

    Parameters
    ----------
    figures
        All of a comparison, in any order.
    correction
        `holm` keeps the chance of even one false finding below 1 - level, `bh` the share of
        false ones among the findings; `none` promises for each test alone.
    level
        Of the family, in (0, 1).

    Returns
    -------
    list
        The same, in the same order. Where an adjusted p is above 1 - level no group is called
        better, whatever the figures look like.

    Notes
    -----
    Holm (1979); Benjamini & Hochberg (1995).
    """
    raw = [one.p for one in figures if is_tested(one) and one.p is not None]
    adjusted = iter(_adjusted(raw, correction))
    return [
        _judged(one, float(next(adjusted)), len(raw), correction, level) if is_tested(one) else one
        for one in figures
    ]


def _adjusted(raw: Sequence[float], correction: Correction) -> FloatArray | Sequence[float]:
    if correction == "none":
        return raw
    correct: Callable[[Sequence[float]], FloatArray] = (
        holm if correction == "holm" else benjamini_hochberg
    )
    return correct(raw)


def _judged(
    figure: ComparedFigure, p: float, tests: int, correction: Correction, level: float
) -> ComparedFigure:
    alpha = 1 - level
    over = f" over {tests} test{'' if tests == 1 else 's'}"
    by = NAMES[correction] if correction == "none" else NAMES[correction] + over
    if p > alpha + ROUNDING:
        reason = f"The adjusted p is above {alpha:.3g} ({by})."
        return replace(figure, p_adjusted=p, verdict="none_shown", better=None, reason=reason)
    return replace(
        figure,
        p_adjusted=p,
        verdict="better",
        better=_better(figure),
        reason=f"The adjusted p is at most {alpha:.3g} ({by}).",
    )


def _better(figure: ComparedFigure) -> str:
    neutral = 1.0 if figure.scale == "ratio" else 0.0
    is_first_higher = (figure.effect.estimate or neutral) > neutral
    return figure.first if is_first_higher == figure.is_high_better else figure.second
