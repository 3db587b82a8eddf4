"""Where participants clicked, tapped, or activated something by the keyboard."""

from __future__ import annotations

from analyzer.events import StudyEvents
from analyzer.heat_points import HeatmapKind, Points, View, clicked, during, join, screen_index
from analyzer.heat_points import visitors as visitors_of
from analyzer.heatmaps import heatmaps
from analyzer.results import StudyAnalysis


def points(study: StudyEvents, analysis: StudyAnalysis, view: View) -> Points:
    """Choose every trusted click on the screen; clicks that a script made are left out."""
    visitors = list(visitors_of(study, analysis, view))
    parts = []
    for session in visitors:
        clicks = session.clicks
        here = clicks.is_trusted & (clicks.screen == screen_index(session, view.screen))
        here &= during(session.info.id, clicks.t_s, analysis, view.task)
        parts.append(clicked(session, here))
    return join([session.info.participant for session in visitors], parts)


click = heatmaps.register("click")(
    HeatmapKind(
        title="Clicks",
        one="click",
        many="clicks",
        normalisation="participant_mean",
        palette="viridis",
        points=points,
    )
)
