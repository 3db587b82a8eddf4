"""The results part of the Common Industry Format: effectiveness, efficiency, satisfaction."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from html import escape

from analyzer.cif_satisfaction import satisfaction
from analyzer.cif_words import figure, listed, table
from analyzer.efficiency import completion_per_minute
from analyzer.results import StudyAnalysis, TaskResult

_HEAD = ("Task", "n", "Estimate", "Interval", "Method")


def results_part(analysis: StudyAnalysis) -> str:
    """Write the fourth part of the report."""
    notes = [
        f"{escape(task.title)}: {escape(note)}" for task in analysis.tasks for note in task.notes
    ]
    return "\n".join(
        [
            "<section>\n<h2>4 Results</h2>\n<h3>4.1 Data analysis</h3>",
            "<p>Each participant counts once in a task: by the first attempt that came to an end, "
            "else by the last. Attempts that await a verdict are left out, unfinished ones count "
            "as not completed. Times are those of the attempts that were completed.</p>",
            listed(notes),
            "<h3>4.2 Effectiveness</h3>",
            table("Completion", _HEAD, _rows(analysis, "completion", "share")),
            table("Outcomes", ("Task", "Participants"), _outcomes(analysis)),
            table("Error points per participant", _HEAD, _rows(analysis, "error_points", "")),
            table(
                "Participants without error point", _HEAD, _rows(analysis, "error_free", "share")
            ),
            "<h3>4.3 Efficiency</h3>",
            table("Time on task, geometric mean", _HEAD, _rows(analysis, "time_on_task", "s")),
            table("Time on task, median", _HEAD, _rows(analysis, "time_median", "s")),
            table(
                "Completion rate per mean time on task (the format's core measure)",
                ("Task", "Completed share per minute", "n"),
                _core(analysis),
            ),
            table(
                "Places of friction",
                ("Place", "Task", "Affected", "Interval", "Tier"),
                _hotspots(analysis),
            ),
            "<h3>4.4 Satisfaction</h3>",
            satisfaction(analysis),
            "</section>",
        ]
    )


def _rows(analysis: StudyAnalysis, name: str, unit: str) -> Iterator[tuple[str, ...]]:
    for task in analysis.tasks:
        yield escape(task.title), *figure(getattr(task, name), unit)


def _outcomes(analysis: StudyAnalysis) -> Iterator[tuple[str, str]]:
    for task in analysis.tasks:
        counts = Counter(task.outcomes)
        words = [f"{name.replace('_', ' ')} {counts[name]}" for name in sorted(counts)]
        yield escape(task.title), escape(", ".join(words) or "no data (n = 0)")


def _core(analysis: StudyAnalysis) -> Iterator[tuple[str, str, str]]:
    for task in analysis.tasks:
        value = core_measure(task)
        yield (
            escape(task.title),
            "no data" if value is None else f"{value:.0%}",
            str(task.completion.n),
        )


def core_measure(task: TaskResult) -> float | None:
    """Give the completed share per minute of the mean time of all; None without any."""
    share = task.completion.estimate
    starts = {(one.session, one.t_s) for one in task.references.get("completion", ())}
    times_s = [
        one.time_s for one in task.attempts if one.time_s and (one.session, one.start_s) in starts
    ]
    if share is None or not times_s:
        return None
    return completion_per_minute(share, sum(times_s) / len(times_s) / 60)


def _hotspots(analysis: StudyAnalysis) -> Iterator[tuple[str, ...]]:
    for task in analysis.tasks:
        for spot in task.hotspots:
            found = figure(spot.share, "share")
            yield (
                f"{escape(spot.label)} on {escape(spot.screen)}",
                escape(task.title),
                f"{spot.affected} of {spot.exposed}",
                found[2],
                spot.tier,
            )
