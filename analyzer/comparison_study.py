"""Comparisons of stored studies."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from analyzer.comparison import LEVEL, compare
from analyzer.comparison_groups import Round, Within, groups_of_rounds, groups_within
from analyzer.comparison_results import Comparison, Correction
from analyzer.pipeline import analyze_study
from recorder.store import Store


def round_of(store: Store, slug: str, progress: Callable[[int, int], None] | None = None) -> Round:
    """Analyse a study, of which closed sessions that are known are not read again."""
    analysis = analyze_study(store, slug, progress)
    return Round(analysis, store.definition(store.study(slug)))


def compare_within(
    study: Round,
    by: Within,
    names: Sequence[str] = (),
    *,
    correction: Correction = "holm",
    level: float = LEVEL,
    base: str | None = None,
) -> Comparison:
    """Compare groups of one study.

    Parameters
    ----------
    study
        As it was analysed.
    by, names
        As in `groups_within`.
    correction, level, base
        As in `compare`.

    Raises
    ------
    ComparisonError
        If there are no such groups, or the base is none of them.
    """
    groups, left_out = groups_within(study, by, names)
    return compare(groups, by, correction=correction, level=level, base=base, left_out=left_out)


def compare_rounds(
    rounds: Sequence[Round],
    *,
    correction: Correction = "holm",
    level: float = LEVEL,
    same_people: bool | None = None,
    base: str | None = None,
) -> Comparison:
    """Compare studies with each other, as rounds of one.

    Parameters
    ----------
    rounds
        Two or more.
    correction, level, same_people, base
        As in `compare`.

    Raises
    ------
    ComparisonError
        If one has no session, or they share no task.
    """
    return compare(
        groups_of_rounds(rounds),
        "round",
        correction=correction,
        level=level,
        same_people=same_people,
        base=base,
    )
