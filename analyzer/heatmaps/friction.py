"""Where participants met friction: rage, dead and error clicks, invalid fields, ways back."""

from __future__ import annotations

import numpy as np

from analyzer.events import SessionEvents, StudyEvents
from analyzer.heat_points import HeatmapKind, Part, Points, View, join
from analyzer.heat_points import visitors as visitors_of
from analyzer.heatmaps import heatmaps
from analyzer.results import Signal, StudyAnalysis

SAME_MOMENT_S = 0.001  # a signal's time is its first click's; both went through one conversion
MIDDLE = (0.5, 0.5)


def points(study: StudyEvents, analysis: StudyAnalysis, view: View) -> Points:
    """Choose one point for each signal on the screen, however many events it holds.

    A signal lies where its first click lay in the element, else in the element's middle.
    """
    visitors = list(visitors_of(study, analysis, view))
    parts = []
    for session in visitors:
        here = [
            signal
            for signal in analysis.signals
            if signal.session == session.info.id
            and signal.screen == view.screen
            and view.task in (None, signal.task)
        ]
        if here:
            parts.append(_part(session, here))
    return join([session.info.participant for session in visitors], parts)


def _part(session: SessionEvents, signals: list[Signal]) -> Part:
    page_xy = [
        (np.nan if s.x_px is None else s.x_px, np.nan if s.y_px is None else s.y_px)
        for s in signals
    ]
    return Part(
        participant=session.info.participant,
        elements=tuple(signal.location for signal in signals),
        inside=np.array([_inside(session, signal) for signal in signals]),
        page_xy=np.asarray(page_xy, dtype=np.float64),
    )


def _inside(session: SessionEvents, signal: Signal) -> tuple[float, float]:
    """Find the place in the element's box of the click that a signal began with."""
    clicks = session.clicks
    for index in np.flatnonzero(np.abs(clicks.t_s - signal.t_s) < SAME_MOMENT_S):
        location = clicks.location[index]
        if location >= 0 and session.locations[location].id == signal.location:
            x, y = clicks.inside[index].tolist()
            return (x, y)
    return MIDDLE


friction = heatmaps.register("friction")(
    HeatmapKind(
        title="Friction",
        one="signal",
        many="signals",
        normalisation="participants",
        palette="inferno",
        points=points,
        sigma_px=12.0,  # a signal without a pointer's place lies in its element's middle
    )
)
