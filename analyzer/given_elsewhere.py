"""Which sessions hold nothing but answers that were given elsewhere and imported."""

from __future__ import annotations

from msgspec.structs import replace

from analyzer.results import StudyAnalysis


def given_elsewhere(analysis: StudyAnalysis) -> frozenset[str]:
    """Find the sessions of imported answers alone.

    Parameters
    ----------
    analysis
        Of a study.

    Returns
    -------
    frozenset
        Their ids. Such a session has answers, and neither an attempt at a task nor a page whose
        size is known: nobody worked in it.
    """
    answered = {one.session for one in (*analysis.answers, *analysis.replaced)}
    tried = {attempt.session for task in analysis.tasks for attempt in task.attempts}
    return frozenset(
        one.id
        for one in analysis.sessions
        if one.width is None and one.id in answered and one.id not in tried
    )


def worked(analysis: StudyAnalysis) -> tuple[StudyAnalysis, int]:
    """Tell who worked on the tasks from those of whom there are imported answers alone.

    Returns
    -------
    tuple
        The analysis with the sessions and the number of participants who worked, all else as it
        was; and how many more participants have imported answers alone.
    """
    elsewhere = given_elsewhere(analysis)
    sessions = tuple(one for one in analysis.sessions if one.id not in elsewhere)
    more = {one.participant for one in analysis.sessions} - {one.participant for one in sessions}
    there = replace(analysis, sessions=sessions, participants=analysis.participants - len(more))
    return there, len(more)
