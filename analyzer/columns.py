"""From a list of events to arrays: milliseconds become seconds here and nowhere else."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from analyzer import events as ev
from analyzer.batches import Gathered
from analyzer.events import FloatArray, IntArray, SessionEvents, SessionInfo
from analyzer.families import (
    AS_STAMPED,
    Families,
    bools,
    boxes,
    floats,
    ints,
    pairs,
    texts,
)
from analyzer.pointer_runs import PointerRun, Samples, listed
from analyzer.survey_events import Answers
from recorder import protocol as wire
from recorder.definition import ScreenRules


def columns(
    gathered: Gathered, info: SessionInfo, rules: ScreenRules = AS_STAMPED
) -> SessionEvents:
    """Turn one session's ordered events into arrays.

    Parameters
    ----------
    gathered
        As `analyzer.batches.gather` gives them: sorted by time.
    info
        Who sat there.
    rules
        Which screens the researcher merged or split.

    Returns
    -------
    SessionEvents
        Families without events have arrays of length 0.
    """
    families = Families(gathered.events, rules)
    return SessionEvents(
        info=info,
        intake=gathered.intake,
        page_ids=families.page_ids,
        page_tab=tuple(gathered.tab_of_page[page] for page in families.page_ids),
        screen_keys=families.screen_keys,
        stamp_t_s=families.t_s,
        stamp_page=families.page,
        stamp_screen=families.screen,
        pages=_pages(families),
        screens=_screens(families),
        clicks=_clicks(families),
        reactions=_reactions(families),
        pointers=_pointers(families, gathered.samples),
        scrolls=_scrolls(families),
        inputs=_inputs(families),
        keys=_keys(families),
        focuses=_focuses(families),
        visibilities=_visibilities(families),
        errors=_errors(families),
        validations=_validations(families),
        requests=_requests(families),
        timings=_timings(families),
        tasks=_tasks(families),
        customs=_customs(families),
        answers=_answers(families),
        healths=_healths(families),
        clocks=gathered.clocks,
        locations=tuple(families.locations),  # last: the families above fill it
    )


def _pages(families: Families) -> ev.Pages:
    found, t_s, page, screen = families.of(wire.PageEvent)
    return ev.Pages(
        t_s, page, screen,
        url=texts(found, "url"),
        kind=texts(found, "kind"),
        title=texts(found, "title"),
        viewport_px=pairs(found, "width", "height"),
        size_px=pairs(found, "page_width", "page_height"),
    )  # fmt: skip


def _screens(families: Families) -> ev.Screens:
    found, t_s, page, screen = families.of(wire.ScreenEvent)
    return ev.Screens(
        t_s, page, screen,
        size_px=pairs(found, "page_width", "page_height"),
        scroll_px=pairs(found, "scroll_x", "scroll_y"),
    )  # fmt: skip


def _clicks(families: Families) -> ev.Clicks:
    found, t_s, page, screen = families.of(wire.ClickEvent)
    anchors = [e.anchor for e in found]
    return ev.Clicks(
        t_s, page, screen,
        location=families.located(anchors, screen),
        xy_px=pairs(found, "x", "y"),
        view_px=pairs(found, "vx", "vy"),
        inside=pairs(found, "fx", "fy"),
        box_px=boxes(anchors),
        pointer=texts(found, "pointer"),
        button=ints(found, "button"),
        is_trusted=bools(found, "is_trusted"),
        selected_text=bools(found, "selected_text"),
        cursor=texts(found, "cursor"),
        target=tuple(name.lower() for name in texts(found, "target")),
        near=_near(families, found, screen),
    )  # fmt: skip


def _near(families: Families, found: Sequence[wire.ClickEvent], screen: IntArray) -> FloatArray:
    """Give the control that each click was beside, and how far from its edge."""
    near = np.full((len(found), 2), (-1.0, np.nan))
    rows = [row for row, click in enumerate(found) if click.near is not None]
    anchors = [found[row].near for row in rows]
    near[rows, 0] = families.located(anchors, screen[rows])
    for row, anchor in zip(rows, anchors, strict=True):
        if anchor is not None:
            x, y, width, height = anchor.box
            beside = max(x - found[row].x, found[row].x - x - width, 0.0)
            above = max(y - found[row].y, found[row].y - y - height, 0.0)
            near[row, 1] = math.hypot(beside, above)
    return near


def _reactions(families: Families) -> ev.Reactions:
    found, t_s, page, _ = families.of(wire.ReactionEvent)
    return ev.Reactions(
        t_s, page,
        # Divided as the clicks' own times are, so that equal stays equal.
        of_s=floats(found, "of") / 1_000,
        watched_s=floats(found, "watched_ms") / 1_000,
        after_s=tuple({kind: ms / 1_000 for kind, ms in e.after_ms.items()} for e in found),
    )  # fmt: skip


def _pointers(families: Families, samples: Samples | None) -> ev.Pointers:
    if samples is None:
        found, t_s, page, screen = families.of(wire.PointerEvent)
        return _sampled(found, listed(found), t_s, page, screen)
    runs, t_s, page, screen = families.of(PointerRun)
    return _sampled(runs, samples, t_s, page, screen)


def _sampled(
    runs: Sequence[wire.PointerEvent | PointerRun], samples: Samples,
    t_s: FloatArray, page: IntArray, screen: IntArray,
) -> ev.Pointers:  # fmt: skip
    sizes = samples.sizes
    starts = np.cumsum(sizes) - sizes
    gone_s = np.cumsum(samples.dt_ms) / 1_000
    run = np.repeat(np.arange(len(runs), dtype=np.int32), sizes)
    # A run's first sample stands at the run's own time, whatever its `dt` says.
    sample_s = t_s[run] + gone_s - gone_s[starts[run]]
    view = samples.view_px
    if (sample_s[1:] < sample_s[:-1]).any():  # seldom, and to sort takes as long as all the rest
        order = np.argsort(sample_s, kind="stable")
        sample_s, run, view = sample_s[order], run[order], view[order]
    scrolled = pairs(runs, "scroll_x", "scroll_y")
    return ev.Pointers(
        t_s=sample_s,
        page=page[run],
        screen=screen[run],
        view_px=view,
        xy_px=view + scrolled[run],
        is_down=bools(runs, "is_down")[run],
        run=run,
    )


def _scrolls(families: Families) -> ev.Scrolls:
    found, t_s, page, screen = families.of(wire.ScrollEvent)
    return ev.Scrolls(
        t_s, page, screen,
        location=families.located([e.element for e in found], screen),
        offset_px=pairs(found, "x", "y"),
        visible_px=pairs(found, "width", "height"),
        full_px=pairs(found, "full_width", "full_height"),
    )  # fmt: skip


def _inputs(families: Families) -> ev.Inputs:
    found, t_s, page, screen = families.of(wire.InputEvent)
    return ev.Inputs(
        t_s, page, screen,
        location=families.located([e.anchor for e in found], screen),
        field=texts(found, "field"),
        duration_s=floats(found, "duration_ms") / 1_000,
        length=ints(found, "length"),
        keys=ints(found, "keys"),
        deletions=ints(found, "deletions"),
        was_filled=bools(found, "was_filled"),
    )  # fmt: skip


def _keys(families: Families) -> ev.Keys:
    found, t_s, page, screen = families.of(wire.KeyEvent)
    location = families.located([e.anchor for e in found], screen)
    return ev.Keys(t_s, page, screen, location, key=texts(found, "key"))


def _focuses(families: Families) -> ev.Focuses:
    found, t_s, page, screen = families.of(wire.FocusEvent)
    location = families.located([e.anchor for e in found], screen)
    gained = bools(found, "gained")
    return ev.Focuses(t_s, page, screen, location, gained)


def _visibilities(families: Families) -> ev.Visibilities:
    found, t_s, page, _ = families.of(wire.VisibilityEvent)
    return ev.Visibilities(t_s, page, state=texts(found, "state"))


def _errors(families: Families) -> ev.Errors:
    found, t_s, page, screen = families.of(wire.ErrorEvent)
    return ev.Errors(
        t_s, page, screen,
        kind=texts(found, "kind"),
        message=texts(found, "message"),
        source=texts(found, "source"),
    )  # fmt: skip


def _validations(families: Families) -> ev.Validations:
    found, t_s, page, screen = families.of(wire.ValidationEvent)
    anchors = [e.anchor for e in found]
    return ev.Validations(
        t_s, page, screen,
        location=families.located(anchors, screen),
        box_px=boxes(anchors),
        kind=texts(found, "kind"),
        message=texts(found, "message"),
    )  # fmt: skip


def _requests(families: Families) -> ev.Requests:
    found, t_s, page, _ = families.of(wire.RequestEvent)
    return ev.Requests(
        t_s, page,
        method=texts(found, "method"),
        url=texts(found, "url"),
        duration_s=floats(found, "duration_ms") / 1_000,
        status=ints(found, "status"),
    )  # fmt: skip


def _timings(families: Families) -> ev.Timings:
    found, t_s, page, _ = families.of(wire.TimingEvent)
    value = floats(found, "value")
    return ev.Timings(t_s, page, name=texts(found, "name"), value=value)


def _tasks(families: Families) -> ev.Tasks:
    found, t_s, page, screen = families.of(wire.TaskEvent)
    return ev.Tasks(
        t_s, page, screen,
        task=texts(found, "task"),
        action=texts(found, "action"),
        by=texts(found, "by"),
    )  # fmt: skip


def _customs(families: Families) -> ev.Customs:
    found, t_s, page, _ = families.of(wire.CustomEvent)
    return ev.Customs(t_s, page, name=texts(found, "name"))


def _answers(families: Families) -> Answers:
    found, t_s, page, screen = families.of(wire.AnswerEvent)
    ratings = np.full((len(found), max((len(e.ratings) for e in found), default=0)), np.nan)
    for row, e in enumerate(found):
        ratings[row, : len(e.ratings)] = [np.nan if r is None else r for r in e.ratings]
    return Answers(
        t_s, page, screen,
        questionnaire=texts(found, "questionnaire"),
        task=texts(found, "task"),
        ratings=ratings,
        items=np.array([len(e.ratings) for e in found], dtype=np.int32),
        reason=texts(found, "reason"),
        choices=tuple(
            {name: float(at) for at, name in enumerate(dict.fromkeys(e.choices))} for e in found
        ),
        locale=texts(found, "locale"),
        duration_s=floats(found, "duration_ms") / 1_000,
        is_skipped=bools(found, "is_skipped"),
    )  # fmt: skip


def _healths(families: Families) -> ev.Healths:
    found, t_s, page, _ = families.of(wire.HealthEvent)
    return ev.Healths(
        t_s, page,
        guarded_errors=ints(found, "guarded_errors"),
        dropped=ints(found, "dropped"),
        recovered=ints(found, "recovered"),
        note=texts(found, "note"),
    )  # fmt: skip
