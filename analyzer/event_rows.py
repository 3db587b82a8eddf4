"""A session's events as rows of one kind: when, where, on what, and what came of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from analyzer.events import PAGE, SessionEvents
from analyzer.results import StudyAnalysis

Spans = dict[str, list[tuple[float, float, str]]]  # session -> start, end, task


@dataclass(frozen=True, slots=True)
class EventRow:
    """One event; what its kind does not have is None."""

    session: str
    participant: str
    t_s: float
    task: str | None
    kind: str  # click, input, page, error
    screen: str
    location: str | None = None
    label: str | None = None
    detail: str | None = None  # what the kind adds in words
    url: str | None = None
    x_px: float | None = None
    y_px: float | None = None
    duration_s: float | None = None
    length: int | None = None  # characters


def spans_of(analysis: StudyAnalysis) -> Spans:
    """Look up when which task ran in each session."""
    spans: Spans = {}
    for task in analysis.tasks:
        for one in task.attempts:
            end_s = float("inf") if one.end_s is None else one.end_s
            spans.setdefault(one.session, []).append((one.start_s, end_s, task.id))
    return spans


def event_rows(session: SessionEvents, spans: Spans) -> Iterator[EventRow]:
    """Yield a session's page views, clicks, inputs and errors in the order of time.

    Parameters
    ----------
    session
        What was recorded.
    spans
        As `spans_of` gives them.
    """
    rows = [*_pages(session), *_clicks(session), *_inputs(session), *_errors(session)]
    mine = sorted(spans.get(session.info.id, []))
    for t_s, kind, screen, more in sorted(rows, key=lambda row: row[0]):
        yield EventRow(
            session=session.info.id,
            participant=session.info.participant,
            t_s=t_s,
            task=next((task for start, end, task in mine if start <= t_s <= end), None),
            kind=kind,
            screen=session.screen_keys[screen] if screen >= 0 else "",
            **more,  # type: ignore[arg-type]  # each kind fills its own fields
        )


_Row = tuple[float, str, int, dict[str, object]]


def _place(session: SessionEvents, location: int) -> dict[str, object]:
    if location < 0:
        return {"location": PAGE}
    found = session.locations[location]
    return {"location": found.id, "label": found.label}


def _pages(session: SessionEvents) -> Iterator[_Row]:
    pages = session.pages
    for t_s, screen, url, kind in zip(
        pages.t_s.tolist(), pages.screen.tolist(), pages.url, pages.kind, strict=True
    ):
        yield t_s, "page", screen, {"url": url, "detail": kind}


def _clicks(session: SessionEvents) -> Iterator[_Row]:
    clicks = session.clicks
    for t_s, screen, location, xy, pointer, is_trusted in zip(
        clicks.t_s.tolist(), clicks.screen.tolist(), clicks.location.tolist(),
        clicks.xy_px.tolist(), clicks.pointer, clicks.is_trusted.tolist(), strict=True,
    ):  # fmt: skip
        how = pointer if is_trusted else f"{pointer}, by a script"
        place = _place(session, location)
        yield t_s, "click", screen, place | {"x_px": xy[0], "y_px": xy[1], "detail": how}


def _inputs(session: SessionEvents) -> Iterator[_Row]:
    inputs = session.inputs
    for t_s, screen, location, field, duration_s, length in zip(
        inputs.t_s.tolist(), inputs.screen.tolist(), inputs.location.tolist(), inputs.field,
        inputs.duration_s.tolist(), inputs.length.tolist(), strict=True,
    ):  # fmt: skip
        typed: dict[str, object] = {"detail": field, "duration_s": duration_s, "length": length}
        yield t_s, "input", screen, _place(session, location) | typed


def _errors(session: SessionEvents) -> Iterator[_Row]:
    errors = session.errors
    for t_s, screen, kind, message, source in zip(
        errors.t_s.tolist(), errors.screen.tolist(), errors.kind, errors.message, errors.source,
        strict=True,
    ):  # fmt: skip
        yield t_s, "error", screen, {"detail": f"{kind}: {message}", "url": source or None}
