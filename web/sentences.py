"""What an analysis says, in sentences: every one with its n, none with more than the data holds."""

from __future__ import annotations

from analyzer.given_elsewhere import worked
from analyzer.results import TIERS, Hotspot, Interval, StudyAnalysis, TaskResult
from web.figure_rows import typical
from web.formats import (
    level,
    n,
    number,
    outcome,
    plural,
    seconds,
    seconds_bounds,
    seconds_interval,
    share,
    share_bounds,
)

SMALL_N = 12  # up to here an interval on a share is wider than 50 points at worst
_PROTOCOLS = {
    "silent": "working in silence",
    "concurrent": "thinking aloud",
    "retrospective": "working in silence and talking it through afterwards",
}


def headline(analysis: StudyAnalysis) -> str:
    """Say the one thing that a reader should take away."""
    tried = [task for task in analysis.tasks if task.completion.estimate is not None]
    if not tried:
        return "No task has a result yet"
    worst = min(tried, key=_completion)
    if _completion(worst) == 1.0:
        there, _ = worked(analysis)
        return f"Everyone completed every task that they started ({n(there.participants)})"
    return f"Fewest completed “{worst.title}”: {count_of(worst.completion)}"


def summary(analysis: StudyAnalysis) -> list[str]:
    """Say in a paragraph what the study found, sentence by sentence."""
    sentences = [_who(analysis)]
    tried = [task for task in analysis.tasks if task.completion.estimate is not None]
    if tried:
        sentences.append(_completion_range(tried))
    hotspot = top_hotspot(analysis)
    if hotspot is not None:
        task = next(task for task in analysis.tasks if task.id == hotspot.task)
        sentences.append(
            f"The strongest sign of friction is “{hotspot.label}” during “{task.title}”: "
            f"it met {hotspot.affected} of the {hotspot.exposed} who were on that screen "
            f"({share_bounds(hotspot.share)}), "
            f"{_kinds(hotspot)}."
        )
    elif tried:
        sentences.append("No rule found friction anywhere.")
    return sentences


def limits(analysis: StudyAnalysis) -> list[str]:
    """Say what a reader should hold against the figures."""
    sentences = []
    if any(0 < task.n <= SMALL_N for task in analysis.tasks):
        sentences.append(
            "With so few participants the intervals are wide: what lies inside one is compatible "
            "with what was seen."
        )
    gaps = sum(session.missing_batches > 0 for session in analysis.sessions)
    if gaps:
        sentences.append(
            f"Parts of {plural(gaps, 'recording')} are missing; the notes say what they touch."
        )
    if analysis.excluded:
        sentences.append(
            f"{plural(len(analysis.excluded), 'item')} could not be analysed, "
            "for the reasons given at the end."
        )
    return sentences


def task_finding(task: TaskResult) -> str:
    """Say how a task went in one sentence."""
    if task.n == 0:
        return "Nobody has started this task yet (n = 0)"
    if task.completion.estimate is None:
        return f"{plural(task.n, 'participant')} started it; no attempt has been judged yet"
    time = typical(task)
    took = ""
    if time.estimate is not None:
        took = f", typically in {seconds(time.estimate)}"
    return f"{count_of(task.completion).capitalize()} completed it{took}"


def time_title(task: TaskResult) -> str:
    """State the finding of the dot plot of times."""
    time = typical(task)
    if time.estimate is None:
        return "No successful attempt, so no typical time (n = 0)"
    text = f"A success typically took {seconds(time.estimate)}"
    if time.lower is None:
        return f"{text} ({n(time.n)}, too few for an interval)"
    return f"{text} ({level(time)} {seconds_interval(time)}, {n(time.n)})"


def pause_sentence(task: TaskResult) -> str:
    """Say what was taken off the times of the successes; empty where nothing was."""
    times = task.times
    if times is None or times.with_pauses is None:
        return ""
    won = [one for one in task.attempts if one.outcome == "success" and one.pauses]
    count, taken_s = sum(one.pauses for one in won), sum(one.paused_s for one in won)
    some = (
        f"1 pause of {seconds(taken_s)} is"
        if count == 1
        else (f"{plural(count, 'pause')} of {seconds(taken_s)} in all are")
    )
    with_them = "it" if count == 1 else "them"
    return (
        f"{some} taken off; with {with_them} the typical time is "
        f"{seconds(times.with_pauses.estimate)} ({seconds_bounds(times.with_pauses)})."
    )


def outcome_list(task: TaskResult) -> str:
    """Count the attempts by outcome, the most frequent first."""
    ordered = sorted(task.outcomes.items(), key=lambda item: (-item[1], item[0]))
    return ", ".join(f"{k} × {outcome(name).lower()}" for name, k in ordered if k) or "none"


def hotspot_sentence(hotspot: Hotspot) -> str:
    """Say whom a hotspot affected, and how."""
    return f"{hotspot.affected} of {hotspot.exposed} who were on this screen, {_kinds(hotspot)}"


def chance_sentence(hotspot: Hotspot) -> str | None:
    """Say what the test against chance makes of a hotspot; None where it was not tested."""
    if hotspot.expected is None or hotspot.p_adjusted is None:
        return None
    p = hotspot.p_adjusted
    by_chance = (
        "friction spread at random over what these people did would meet about "
        f"{number(hotspot.expected, 1)} of them here "
        f"({'p < 0.001' if p < 0.001 else f'p = {number(p, 3)}'}, corrected for all places)"
    )
    return {
        "confirmed": f"Confirmed: {by_chance}.",
        "suspect": f"Suspect, not enough data to confirm: {by_chance}.",
        "seen": f"Seen, not told from chance: {by_chance}.",
    }[hotspot.tier]


def count_of(interval: Interval) -> str:
    """Write a share as `5 of 8`."""
    if interval.estimate is None:
        return "no data (n = 0)"
    return f"{number(round(interval.estimate * interval.n))} of {number(interval.n)}"


def top_hotspot(analysis: StudyAnalysis) -> Hotspot | None:
    """Find the hotspot of the best tier, in it of the highest score; none where no rule fired."""
    hotspots = [hotspot for task in analysis.tasks for hotspot in task.hotspots]
    return min(hotspots, key=lambda one: (TIERS.index(one.tier), -one.score), default=None)


def _completion(task: TaskResult) -> float:
    return 1.0 if task.completion.estimate is None else task.completion.estimate


def simulated(analysis: StudyAnalysis) -> str:
    """Say which participants are programs; empty where all are people."""
    programs = len({row.participant for row in analysis.sessions if row.is_simulated})
    if analysis.participants > programs > 0:
        return f"{programs} of {plural(analysis.participants, 'participant')} simulated"
    return "Simulated participants" if programs or analysis.is_simulated else ""


def _who(analysis: StudyAnalysis) -> str:
    there, more = worked(analysis)
    if more and not there.participants:
        return (
            "Nobody has worked on a task yet; answers of "
            f"{plural(more, 'participant')} were imported."
        )
    programs = len({row.participant for row in there.sessions if row.is_simulated})
    is_mixed = there.participants > programs > 0
    kind = "simulated participant" if programs and not is_mixed else "participant"
    how = _PROTOCOLS.get(analysis.protocol, analysis.protocol)
    some = f" ({programs} of them simulated)" if is_mixed else ""
    also = f", and answers of {plural(more, 'more participant')} were imported" if more else ""
    return (
        f"{plural(there.participants, kind)}{some} worked on "
        f"{plural(len(analysis.tasks), 'task')} in {plural(len(there.sessions), 'session')}, "
        f"{how}{also}."
    )


def _completion_range(tasks: list[TaskResult]) -> str:
    low, high = min(tasks, key=_completion), max(tasks, key=_completion)
    if _completion(low) == _completion(high):
        if len(tasks) == 1:
            return f"{_completed(low)} completed the task."
        return (
            f"Each task was completed by {share(low.completion.estimate)} of those who were judged."
        )
    return (
        f"Completion ranges from {_completed(low)} for “{low.title}” "
        f"to {_completed(high)} for “{high.title}”."
    )


def _completed(task: TaskResult) -> str:
    interval = task.completion
    return f"{count_of(interval)} ({share(interval.estimate)}, {share_bounds(interval)})"


def _kinds(hotspot: Hotspot) -> str:
    ordered = sorted(hotspot.kinds.items(), key=lambda item: (-item[1], item[0]))
    words = [f"{k} by {kind.replace('_', ' ')}" for kind, k in ordered]
    return ", ".join(words) or "by no rule"
