from __future__ import annotations

from msgspec.structs import replace

from analyzer.intervals import median
from analyzer.results import TaskResult
from analyzer.time_figures import times_of
from fixtures.built_analysis import built_analysis
from web.figure_rows import (
    NO_PATH,
    FigureRow,
    discovery_sentences,
    figure_rows,
    typical,
)

NB = "\u00a0"


def _task(number: int = 0) -> TaskResult:
    return built_analysis().tasks[number]


def _rows(task: TaskResult) -> list[FigureRow]:
    found = figure_rows(task)
    return [*found.times, *found.failures, *found.errors, *found.ways]


def test_every_figure_has_its_n_and_its_interval_or_says_why_not() -> None:
    for number in range(3):
        for row in _rows(_task(number)):
            said = (
                f"n{NB}={NB}",
                NO_PATH,
                "no interval",
                "deeds of",
                "nobody",
                "deviation",
                "needs",
            )
            assert any(word in f"{row.value} {row.bounds} {row.name}" for word in said), row


def test_a_task_without_accepted_paths_says_so() -> None:
    values = [row.value for row in _rows(_task(2))]
    assert values.count(NO_PATH) == 2  # navigation, recovery
    assert NO_PATH not in [row.value for row in _rows(_task(0))]


def test_what_n_does_not_allow_is_not_shown() -> None:
    task = replace(_task(0), navigation=None)
    kept = task.failures_kept
    assert kept is not None
    rows = figure_rows(replace(task, failures_kept=replace(kept, median_by_rummel_s=None)))
    assert "not defined" in [row.value for row in rows.failures]


def test_rummels_rule_stands_for_comparison_and_says_that_it_has_no_interval() -> None:
    row = figure_rows(_task(0)).failures[-1]
    assert (row.name, row.bounds) == (
        "For comparison: by Rummel's rule", "a rule of thumb, no interval"
    )  # fmt: skip


def test_the_median_is_shown_from_25_on() -> None:
    task = _task(0)
    assert typical(task) == task.time_on_task
    many = replace(task, time_median=median([float(time_s) for time_s in range(10, 35)]))
    assert typical(many) == many.time_median


def test_flagged_times_are_named_with_the_time_without_them() -> None:
    task = _task(0)
    slow = replace(task.attempts[0], task_s=4_000.0)
    won = [slow, *task.attempts[1:7]]
    rows = figure_rows(replace(task, times=times_of(won, won)))
    assert any("P01" in line and "far slower" in line for line in rows.flagged)
    assert any("without 1 flagged time" in row.name for row in rows.times)


def test_efficiency_and_ways_are_said_in_a_sentence() -> None:
    said = figure_rows(_task()).ways_finding
    assert said == (
        "A success typically took 4.16 times an expert's time; "
        f"38{NB}% had a correct first click; 0 of 8 participants got lost"
    )


def test_without_accepted_paths_the_sentence_tells_of_the_goals_reached() -> None:
    assert figure_rows(_task(2)).ways_finding == "0.72 goals were reached a minute"


def test_an_older_result_has_no_further_figures() -> None:
    bare = replace(
        _task(0), times=None, failures_kept=None, errors=None, efficiency=None, navigation=None
    )
    assert _rows(bare) == []
    assert figure_rows(bare).ways_finding == ""


def test_discovery_is_said_with_its_interval_and_forecast() -> None:
    first, second = discovery_sentences(built_analysis().discovery)
    assert f"95{NB}% interval" in first
    assert "with 8 participants; 2 more would bring about" in first
    assert first.count(f"95{NB}% interval") == 2  # of now, and of then
    found = built_analysis().discovery
    assert found is not None
    old = replace(found, found_with_more_interval=None)
    assert discovery_sentences(old)[0].count(f"95{NB}% interval") == 1
    assert "Lewis's adjustment puts" in second
    assert "Chao2" in second


def test_nothing_found_says_nothing() -> None:
    assert discovery_sentences(None) == []
    found = built_analysis().discovery
    assert found is not None
    assert discovery_sentences(replace(found, known=0)) == []
