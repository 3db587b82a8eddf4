"""Which tidy tables a study has, column by column."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from operator import attrgetter as its
from typing import Any

from analyzer.event_rows import EventRow, event_rows, spans_of
from analyzer.figures import figures_of
from analyzer.results import Attempt, Hotspot, Interval, SessionResult, Signal
from analyzer.shared_columns import INTERVAL, NO_BOUND, WHO, on
from analyzer.survey_tables import ANSWERS, QUESTIONNAIRES, RATINGS
from analyzer.tables import Material, Table, boolean, integer, real, text

_NO_SESSION = "empty: no session"


def _participants(material: Material) -> Iterator[dict[str, Any]]:
    sessions = material.analysis.sessions
    for person in material.people:
        count = sum(one.participant == person.code for one in sessions)
        yield {"person": person, "sessions": count}


def _person(name: str) -> Any:
    return lambda row: getattr(row["person"], name)


_NO_TASK = "empty: outside of any task"
_NO_POINT = "empty: it has no point"

PARTICIPANTS = Table(
    "participants",
    "One participant a row, also those without a session.",
    (
        text("participant", "code of the participant", _person("code")),
        text("variant", "variant of the prototype", _person("variant"), "empty: none was given"),
        text("segment", "group of people", _person("segment"), "empty: none was given"),
        text("state", "invited, active, done, declined, withdrawn", _person("state")),
        boolean("is_simulated", "true: a program, no person", _person("is_simulated")),
        integer("sessions", "sessions that were analysed", lambda row: row["sessions"]),
    ),
    _participants,
)


def _light(session: SessionResult) -> str | None:
    return session.health.light if session.health else None


SESSIONS = Table(
    "sessions",
    "One session a row.",
    (
        text("session", "id of the session", its("id")),
        text("participant", "code of the participant", its("participant")),
        boolean("is_simulated", "true: a program took part, no person", its("is_simulated")),
        integer("definition_version", "version of the study when it was opened",
                its("definition_version"), "empty: not known"),
        real("started_ms", "ms since 1970-01-01 UTC", "wall clock of its start", its("started_ms")),
        real("duration_s", "s", "from its start to its last event", its("duration_s")),
        text("viewport_class", "phone, tablet, desktop", its("viewport_class")),
        real("width_px", "CSS px", "width of the viewport", its("width"), "empty: not told"),
        real("height_px", "CSS px", "height of the viewport", its("height"), "empty: not told"),
        integer("pages", "page views", its("pages")),
        integer("events", "events that were recorded", its("events")),
        integer("missing_batches", "batches that never arrived", its("missing_batches")),
        text("health", "good, gaps, poor, none", _light, "empty: not known"),
        text("notes", "what is wrong or unusual about it", lambda one: " ".join(one.notes)),
    ),
    lambda material: material.analysis.sessions,
)  # fmt: skip


def _task_s(one: Attempt) -> float | None:
    return one.wall_s if one.task_s is None else one.task_s


ATTEMPTS = Table(
    "attempts",
    "One try of one participant at one task a row, cancelled ones left out.",
    (
        text("task", "id of the task", its("task")),
        *WHO,
        integer("number", "1 for the first try at this task in the session", its("number")),
        text("outcome", "success, false_success, fail, give_up, timeout, unfinished, running, "
             "pending", its("outcome")),
        text("end_reason", "done, goal, give_up, timeout, page, moderator, next_task, "
             "session_end, still_open", its("end_reason")),
        text("decided_by", "rule, participant, moderator, page", its("decided_by")),
        boolean("claimed_done", "Done was pressed", its("claimed_done")),
        boolean("reached_goal", "the goal was reached", its("reached_goal")),
        real("start_s", "s", "moment of Start, since the session's start", its("start_s")),
        real("end_s", "s", "moment of the end", its("end_s"), "empty: it has no end"),
        real("wall_s", "s", "end minus start", its("wall_s"), "empty: no end"),
        real("task_s", "s", "time on task: wall_s minus pauses", _task_s, "empty: no end"),
        real("paused_s", "s", "of wall_s, marked as pauses", its("paused_s")),
        real("reading_s", "s", "from Start to the first act", its("reading_s"), "empty: no act"),
        real("hidden_s", "s", "of its time, no page was to be seen", its("hidden_s")),
        integer("clicks", "clicks and taps", its("clicks")),
        integer("error_points", "error points in its time", its("error_points")),
        integer("deviation_pages", "pages off the accepted paths", its("deviation_pages"),
                "empty: the task has no accepted paths"),
        real("deviation_s", "s", "spent off the accepted paths", its("deviation_s"),
             "empty: the task has no accepted paths"),
        real("touches_gap_s", "s", "of its time, the recording is missing", its("touches_gap_s"),
             "empty: no gap touches it"),
        real("clock_uncertainty_s", "s", "by how much its time may be wrong because its pages' "
             "clocks were joined", its("clock_uncertainty_s"), "empty: at most 2 % of its time, "
             "or not known"),
    ),
    lambda material: [one for task in material.analysis.tasks for one in task.attempts],
)  # fmt: skip


def _of_signal(one: Signal) -> EventRow:
    return EventRow(
        session=one.session, participant=one.participant, t_s=one.t_s, task=one.task,
        kind="signal", screen=one.screen, location=one.location, label=one.label,
        detail=f"{one.kind}: {one.detail}", x_px=one.x_px, y_px=one.y_px,
    )  # fmt: skip


def _events(material: Material) -> Iterator[EventRow]:
    spans = spans_of(material.analysis)
    for session in material.sessions():
        rows = list(event_rows(session, spans))
        rows += [
            _of_signal(one) for one in material.analysis.signals if one.session == session.info.id
        ]
        yield from sorted(rows, key=lambda row: row.t_s)


EVENTS = Table(
    "events",
    "One event a row: page views, clicks, inputs, errors, and the signals found among them.",
    (
        *WHO,
        text("task", "id of the task that ran", its("task"), _NO_TASK),
        real("t_s", "s", "moment, since the session's start", its("t_s")),
        text("kind", "page, click, input, error, signal", its("kind")),
        text("screen", "key of the screen", its("screen")),
        text("location", "id of the element; (page): the page as a whole", its("location"),
             "empty: it belongs to no element"),
        text("label", "what a person would call the element", its("label"), "empty: no element"),
        text("detail", "pages: how they began; clicks: mouse, touch, pen, keyboard; inputs: kind "
             "of field; errors: kind and message; signals: kind and what met the rule",
             its("detail"), "empty: nothing to add"),
        text("url", "address of the page, or of what failed", its("url"), "empty: it has none"),
        real("x_px", "CSS px", "on the page, from its left", its("x_px"), _NO_POINT),
        real("y_px", "CSS px", "on the page, from its top", its("y_px"), _NO_POINT),
        real("duration_s", "s", "of typing, from t_s on", its("duration_s"), "empty: not typing"),
        integer("length", "characters in the field afterwards (0 for a password)", its("length"),
                "empty: not typing"),
    ),
    _events,
)  # fmt: skip

SIGNALS = Table(
    "signals",
    "One episode of friction a row, by one rule.",
    (
        text("kind", "name of the rule", its("kind")),
        *WHO,
        text("task", "id of the task that ran", its("task"), _NO_TASK),
        real("t_s", "s", "first moment, since the session's start", its("t_s")),
        text("screen", "key of the screen", its("screen")),
        text("location", "id of the element; (page): the page as a whole", its("location")),
        text("label", "what a person would call it", its("label")),
        real("x_px", "CSS px", "on the page, from its left", its("x_px"), _NO_POINT),
        real("y_px", "CSS px", "on the page, from its top", its("y_px"), _NO_POINT),
        integer("count", "events in the episode", its("count")),
        text("detail", "the values that met the rule", its("detail")),
        integer("impact", "1 irritant, 2 minor, 3 major, 4 blocker", its("impact")),
    ),
    lambda material: material.analysis.signals,
)


@dataclass(frozen=True, slots=True)
class _Figure:
    task: str
    measure: str
    unit: str
    interval: Interval


def _figures(material: Material) -> Iterator[_Figure]:
    for task in material.analysis.tasks:
        for name, unit, found in figures_of(task):
            yield _Figure(task.id, name, unit, found)


FIGURES_TABLE = Table(
    "figures",
    "One figure of one task a row.",
    (
        text("task", "id of the task", its("task")),
        text("measure", "field of the task in docs/analysis.md; times.active is active of times",
             its("measure")),
        text("unit", "of estimate, lower and upper: share (0 to 1), s, per participant, per step, "
             "per minute, ratio", its("unit")),
        *on("interval", INTERVAL),
    ),
    _figures,
)  # fmt: skip


def _hotspots(material: Material) -> list[Hotspot]:
    return [spot for task in material.analysis.tasks for spot in task.hotspots]


def _pairs(counts: dict[str, int]) -> str:
    return "; ".join(f"{name} {count}" for name, count in counts.items())


def _lost(bound: str) -> Callable[[Hotspot], float | None]:
    # Older results have no interval: the attribute of None is None.
    return lambda spot: getattr(spot.seconds_lost_interval, bound, None)


_UNTESTED = "empty: not tested against chance"

HOTSPOTS = Table(
    "hotspots",
    "One place of friction in one task a row.",
    (
        text("task", "id of the task", its("task")),
        integer("rank", "1 for the first", its("rank")),
        text("tier", "confirmed, suspect, seen", its("tier")),
        text("screen", "key of the screen", its("screen")),
        text("viewport_class", "phone, tablet, desktop", its("viewport_class")),
        text("location", "id of the element", its("location")),
        text("label", "what a person would call it", its("label")),
        integer("affected", "participants who met friction there", its("affected")),
        integer("exposed", "participants who saw that screen in the task", its("exposed")),
        real("share", "share", "affected of exposed", its("share.estimate"), "empty: no data"),
        real("lower", "share", "lower bound of the share", its("share.lower"), NO_BOUND),
        real("upper", "share", "upper bound of the share", its("share.upper"), NO_BOUND),
        real("level", "share", "coverage of the interval", its("share.level")),
        text("method", "name of the interval's formula", its("share.method")),
        integer("impact", "1 irritant, 2 minor, 3 major, 4 blocker", its("impact")),
        real("score", "", "lower bound of the share times impact", its("score")),
        real("seconds_lost_s", "s", "lost there by those affected, mean", its("seconds_lost"),
             "empty: not estimated"),
        real("seconds_lost_lower_s", "s", "lower bound of that mean", _lost("lower"), NO_BOUND),
        real("seconds_lost_upper_s", "s", "upper bound of that mean", _lost("upper"), NO_BOUND),
        real("expected", "participants", "whom chance alone would let meet friction there",
             its("expected"), _UNTESTED),
        real("p_adjusted", "probability", "for all places of all tasks", its("p_adjusted"),
             _UNTESTED),
        text("kinds", "kind of signal and participants; ...", lambda spot: _pairs(spot.kinds)),
        text("outcomes", "outcome and participants; ...", lambda spot: _pairs(spot.outcomes)),
    ),
    _hotspots,
)  # fmt: skip

NOTES = Table(
    "notes",
    "One note of a moderator or observer a row.",
    (
        text("session", "id of the session", lambda row: row[1].session_id),
        text("participant", "code of the participant", lambda row: row[0]),
        real("t_s", "s", "moment, since the session's start", lambda row: row[1].t / 1_000),
        text("text", "what was written", lambda row: row[1].text),
        text("code", "marker", lambda row: row[1].code, "empty: none"),
        text("author", "who wrote it", lambda row: row[1].author, "empty: not told"),
    ),
    lambda material: material.notes,
)

SCREENS = Table(
    "screens",
    "One screen at one viewport class a row.",
    (
        text("screen", "key: route pattern and what is open on it", its("key")),
        text("viewport_class", "phone, tablet, desktop", its("viewport_class")),
        text("title", "title of its page", its("title")),
        integer("participants", "who saw it", its("participants")),
        integer("clicks", "clicks and taps on it", its("clicks")),
        boolean("has_picture", "a picture of it has been drawn", its("has_picture")),
    ),
    lambda material: material.analysis.screens,
)


def _thresholds(material: Material) -> Iterator[dict[str, Any]]:
    for rule in material.analysis.rules:
        for name, value in rule.thresholds.items() or [("", None)]:
            yield {"rule": rule, "name": name or None, "value": value}


_NO_THRESHOLD = "empty: the rule has no threshold"

RULES = Table(
    "rules",
    "One threshold of one rule a row, as it was applied.",
    (
        text("kind", "name of the rule, as in signals", lambda row: row["rule"].kind),
        text("rule", "the rule in words", lambda row: row["rule"].text),
        text("threshold", "its name, which ends in the unit", lambda row: row["name"],
             _NO_THRESHOLD),
        real("value", "see threshold", "that was used", lambda row: row["value"], _NO_THRESHOLD),
        integer("impact", "1 irritant, 2 minor, 3 major, 4 blocker",
                lambda row: row["rule"].impact),
        text("source", "where the rule comes from", lambda row: row["rule"].source),
    ),
    _thresholds,
)  # fmt: skip

TABLES = (
    PARTICIPANTS, SESSIONS, ATTEMPTS, EVENTS, SIGNALS, HOTSPOTS, FIGURES_TABLE, ANSWERS, RATINGS,
    QUESTIONNAIRES, NOTES, SCREENS, RULES,
)  # fmt: skip
