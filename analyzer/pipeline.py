"""The whole analysis: sessions one by one, then what they say together."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

import msgspec
import numpy as np

from analyzer.chance import chance_of
from analyzer.events import StudyEvents
from analyzer.friction import rules, unknown_kinds, unknown_thresholds
from analyzer.garbage import collected_seldom
from analyzer.hotspots import Seen
from analyzer.interned import intern_names
from analyzer.intervals import median, quantile
from analyzer.kept import Shelf
from analyzer.occasions import Occasions
from analyzer.problem_discovery import problem_discovery
from analyzer.results import (
    SCHEMA_VERSION,
    Attempt,
    IgnoredSignals,
    PageSpeed,
    ScreenResult,
    Signal,
    StudyAnalysis,
    TaskResult,
)
from analyzer.session_results import SessionAnalysis, analyze_session
from analyzer.share_choice import with_share_intervals
from analyzer.spread import spread
from analyzer.survey_figures import questionnaire_results, unknown_questionnaires
from analyzer.survey_forms import Editions, counted_forms
from analyzer.task_results import task_result
from analyzer.workforce import paying
from recorder.definition import StudyDefinition
from recorder.store import Store

_TIMINGS = ("TTFB", "FCP", "LCP", "CLS", "INP", "load")


def analyze(study: StudyEvents) -> StudyAnalysis:
    """Analyse a study: the same events give the same bytes, in whatever order they came.

    Parameters
    ----------
    study
        With all its sessions.

    Returns
    -------
    StudyAnalysis
        With "no data" in words where there is none.
    """
    occasions = Occasions()
    done = [
        _without_occasions(analyze_session(one, study.definition), occasions)
        for one in study.sessions
    ]
    return _combine(study, done, occasions)


def analyze_study(
    store: Store,
    slug: str,
    progress: Callable[[int, int], None] | None = None,
    *,
    workers: int | None = 1,
) -> StudyAnalysis:
    """Analyse a stored study, one session in memory at a time.

    Parameters
    ----------
    store
        Where it lies.
    slug
        Its short name.
    progress
        Called with the number of sessions done and of all.
    workers
        How many processes, None for as many as pay; the result is the same, to the byte.

    Returns
    -------
    StudyAnalysis
        Of closed sessions that were analysed before, and of which nothing has changed, the
        former analysis is taken.

    Raises
    ------
    NotFoundError
        If there is no such study.
    """
    return analyze_shelf(Shelf(store, slug), progress, workers=workers)


@collected_seldom()
def analyze_shelf(
    shelf: Shelf, progress: Callable[[int, int], None] | None = None, *, workers: int | None = 1
) -> StudyAnalysis:
    """Analyse a stored study of which the sessions are at hand; see `analyze_study`."""
    frame = shelf.study.frame
    occasions = Occasions()
    done: list[SessionAnalysis] = []
    failed: dict[str, str] = {}
    names: dict[str, str] = {}
    for session_id, found in _each(shelf, workers):
        if isinstance(found, str):
            failed[session_id] = found
        else:
            intern_names(found, names)
            done.append(_without_occasions(found, occasions))
        if progress is not None:
            progress(len(done) + len(failed), len(shelf.study.sessions))
    reasons = (failed[one.id] for one in shelf.study.sessions if one.id in failed)
    return _combine(replace(frame, excluded=(*frame.excluded, *reasons)), done, occasions)


def _each(shelf: Shelf, workers: int | None) -> Iterator[tuple[str, SessionAnalysis | str]]:
    """Give the analysis of each session, or the reason why there is none."""
    if workers == 1:
        for session in shelf.study.sessions:
            yield session.id, shelf.analysis(session)
        return
    missing = []
    begun = shelf.begun()
    for session in shelf.study.sessions:
        known = shelf.known(session) if session.id in begun else None
        if known is None:
            missing.append(session.id)
        else:
            yield session.id, known
    if missing:
        many = paying(shelf, missing) if workers is None else min(workers, len(missing))
        yield from spread(shelf, missing, many)


def _combine(
    study: StudyEvents, done: list[SessionAnalysis], occasions: Occasions
) -> StudyAnalysis:
    """Put the analyses of single sessions together; all of them in any order."""
    found = _combined(study, done, occasions)
    wanted = study.definition.statistics.completion_interval
    return found if wanted == "adjusted_wald" else with_share_intervals(found, wanted)


def _combined(
    study: StudyEvents, done: list[SessionAnalysis], occasions: Occasions
) -> StudyAnalysis:
    done.sort(key=lambda one: (one.result.started_ms, one.result.id))
    definition = study.definition
    seen = _seen(done, occasions)
    signals = tuple(signal for one in done for signal in one.signals)
    tasks = _tasks(definition, done, seen)
    answers = [answer for one in done for answer in one.answers]
    counted, earlier = counted_forms(answers)
    attempts = [attempt for one in done for attempt in one.attempts]
    return StudyAnalysis(
        schema_version=SCHEMA_VERSION,
        study=definition.slug,
        title=definition.title,
        definition_version=study.version,
        is_simulated=study.is_simulated,
        protocol=definition.protocol,
        participants=len({one.result.participant for one in done}),
        sessions=tuple(one.result for one in done),
        tasks=tasks,
        signals=signals,
        rules=rules(definition),
        screens=_screens(done, study),
        page_speed=_page_speed(done),
        excluded=(
            *study.excluded,
            *_unknown(definition),
            *(line for one in done for line in one.excluded),
        ),
        rejected=tuple(signal for one in done for signal in one.rejected),
        ignored=_ignored(definition, done),
        discovery=problem_discovery(tasks),
        answers=tuple(counted),
        replaced=tuple(earlier),
        questionnaires=questionnaire_results(definition, answers, attempts, _editions(study, done)),
    )


def _editions(study: StudyEvents, done: Sequence[SessionAnalysis]) -> Editions:
    told = {one.result.id: one.result.definition_version for one in done}
    return Editions(study.version, {key: one for key, one in told.items() if one is not None})


def to_json(analysis: StudyAnalysis) -> bytes:
    """Write an analysis as `thinkaloud analyze --json` does: indented, keys in fixed order."""
    return msgspec.json.format(msgspec.json.encode(analysis), indent=2) + b"\n"


def _without_occasions(one: SessionAnalysis, occasions: Occasions) -> SessionAnalysis:
    """Take a session's occasions over: as objects they are most of what it takes in memory."""
    occasions.add(one.exposures)
    return replace(one, exposures=())


def _seen(done: Sequence[SessionAnalysis], occasions: Occasions) -> Seen:
    screens: dict[tuple[str, str], frozenset[str]] = {}
    for one in done:
        for task, keys in one.seen.items():
            who = (one.result.participant, task)
            screens[who] = screens.get(who, frozenset()) | keys
    return Seen(
        screens,
        {one.result.id: one.result.viewport_class for one in done},
        chance_of(occasions.table()),
        occasions.lost_s(),
    )


def _unknown(definition: StudyDefinition) -> Iterator[str]:
    """Name what a study asks for and nobody knows."""
    for name in unknown_thresholds(definition):
        yield f"threshold `{name}`: no rule has it."
    for kind in unknown_kinds(definition):
        yield f"ignored signal `{kind}`: no rule finds it."
    for name in unknown_questionnaires(definition):
        yield f"questionnaire `{name}`: there is none of that name."


def _tasks(
    definition: StudyDefinition, done: Sequence[SessionAnalysis], seen: Seen
) -> tuple[TaskResult, ...]:
    # Sorted by task once: a study may have hundreds, and each would look through all.
    attempts: dict[str, list[Attempt]] = defaultdict(list)
    signals: dict[str, list[Signal]] = defaultdict(list)
    cancelled: Counter[str] = Counter()
    for one in done:
        for attempt in one.attempts:
            attempts[attempt.task].append(attempt)
        for signal in one.signals:
            signals[signal.task or ""].append(signal)
        cancelled.update(one.cancelled)
    return tuple(
        task_result(task, attempts[task.id], signals[task.id], seen, _cautions(cancelled[task.id]))
        for task in definition.tasks
    )


def _ignored(
    definition: StudyDefinition, done: Sequence[SessionAnalysis]
) -> tuple[IgnoredSignals, ...]:
    return tuple(
        IgnoredSignals(
            signal=rule.signal,
            location=rule.location,
            screen=rule.screen,
            reason=rule.reason,
            found=sum(one.ignored[at] for one in done if at < len(one.ignored)),
        )
        for at, rule in enumerate(definition.ignore_signals)
    )


def _cautions(cancelled: int) -> list[str]:
    """Say what the recordings themselves take from a task's figures."""
    cautions = []
    if cancelled:
        word = "attempt was" if cancelled == 1 else "attempts were"
        cautions.append(f"{cancelled} {word} cancelled, in no figure.")
    return cautions


def _screens(done: Sequence[SessionAnalysis], study: StudyEvents) -> tuple[ScreenResult, ...]:
    people: dict[tuple[str, str], set[str]] = defaultdict(set)
    clicks: Counter[tuple[str, str]] = Counter()
    titles: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for one in done:
        for key, (title, count) in one.screens.items():
            which = (key, one.result.viewport_class)
            people[which].add(one.result.participant)
            clicks[which] += count
            titles[which][title] += 1
    return tuple(
        ScreenResult(
            key=which[0],
            viewport_class=which[1],
            title=min(titles[which], key=lambda title: (-titles[which][title], title)),
            participants=len(people[which]),
            clicks=clicks[which],
            has_picture=which in study.pictured,
        )
        for which in sorted(people)
    )


def _page_speed(done: Sequence[SessionAnalysis]) -> tuple[PageSpeed, ...]:
    values: dict[str, list[float]] = defaultdict(list)
    sessions: dict[str, list[str]] = defaultdict(list)
    for one in done:
        for name, value in one.timings:
            values[name].append(value)
            sessions[name].append(one.result.id)
    return tuple(
        PageSpeed(
            name=name,
            n=len(values[name]),
            median=float(np.median(values[name])),
            p75=float(np.percentile(values[name], 75)),
            unit="" if name == "CLS" else "ms",
            median_interval=median(values[name]),
            p75_interval=quantile(values[name], 0.75),
            sessions=tuple(dict.fromkeys(sessions[name])),
        )
        for name in _TIMINGS
        if values[name]
    )
