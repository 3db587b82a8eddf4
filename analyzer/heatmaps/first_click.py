"""Where participants clicked first in a task.

A right first click predicts success: 87 % against 46 % in Bailey & Wolfson's data.
"""

from __future__ import annotations

import numpy as np

from analyzer.events import StudyEvents
from analyzer.heat_points import HeatmapKind, Points, View, clicked, join, screen_index
from analyzer.heat_points import visitors as visitors_of
from analyzer.heatmaps import heatmaps
from analyzer.results import StudyAnalysis


def points(study: StudyEvents, analysis: StudyAnalysis, view: View) -> Points:
    """Choose the first trusted click of each first attempt, where it fell on the screen.

    Those whose first click fell on another screen count for that one.
    """
    starts = {
        (attempt.session, result.id): attempt
        for result in analysis.tasks
        for attempt in result.attempts
        if attempt.number == 1 and view.task in (None, result.id)
    }
    parts = []
    for session in visitors_of(study, analysis, view):
        clicks, screen = session.clicks, screen_index(session, view.screen)
        firsts = set()
        for (session_id, _), attempt in starts.items():
            if session_id != session.info.id:
                continue
            end_s = np.inf if attempt.end_s is None else attempt.end_s
            within = clicks.is_trusted & (clicks.t_s >= attempt.start_s) & (clicks.t_s <= end_s)
            firsts |= {int(index) for index in np.flatnonzero(within)[:1]}
        here = [index for index in sorted(firsts) if clicks.screen[index] == screen]
        if here:
            parts.append(clicked(session, np.asarray(here, dtype=np.int64)))
    return join([part.participant for part in parts], parts)


first_click = heatmaps.register("first_click")(
    HeatmapKind(
        title="First clicks",
        one="first click",
        many="first clicks",
        normalisation="participants",
        palette="viridis",
        points=points,
        whose="who began on it",
    )
)
