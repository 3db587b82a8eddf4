"""What if: how counts move with each threshold, and a value of it taken into the study."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

import msgspec
from flask import Blueprint, abort, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from analyzer.detection import MERGE, Threshold
from analyzer.signals import signals
from analyzer.what_if import ALL, Curve
from recorder.definition import StudyDefinition
from web import jobs
from web.formats import plural
from web.security import require_key
from web.studies import the_store
from web.threshold_chart import threshold_chart
from web.what_if_job import latest

what_if = Blueprint("what_if", __name__)


@dataclass(frozen=True, slots=True)
class CurvePart:
    """A threshold with its drawing."""

    curve: Curve
    current: float  # of now, where the curve may be older
    source: str
    title: str
    chart: Markup


@dataclass(frozen=True, slots=True)
class SignalPart:
    """A signal with its thresholds."""

    kind: str
    title: str
    text: str
    found: int  # with the study's values, as they were when this was calculated
    curves: Sequence[CurvePart]


@what_if.get("/studies/<slug>/what-if")
@require_key
def show(slug: str) -> ResponseReturnValue:
    """Show the newest answer; where there is none, say how to get one."""
    store = the_store()
    study = store.study(slug)
    definition = store.definition(study)
    answer = latest(store, study)
    return render_template(
        "what_if.html",
        study=study,
        found=answer.found if answer else None,
        parts=_parts(answer.found.curves, definition) if answer else [],
        opened=request.args.get("signal"),
        is_stale=answer is not None and answer.state != store.state(study),
        overrides=sorted(definition.thresholds.items()),
        defaults={name: one.value for name, one in _known().items()},
        undo=_undo(),
        job=jobs.status(store.data, slug, jobs.WHAT_IF),
        progress_url=url_for("what_if.progress", slug=slug),
        n_sessions=len(store.sessions(study)),
    )


@what_if.post("/studies/<slug>/what-if")
@require_key
def start(slug: str) -> ResponseReturnValue:
    """Start the calculation."""
    store = the_store()
    jobs.start(store, store.study(slug), jobs.WHAT_IF)
    return redirect(url_for("what_if.show", slug=slug, signal=request.args.get("signal")), 303)


@what_if.get("/studies/<slug>/what-if/progress")
@require_key
def progress(slug: str) -> ResponseReturnValue:
    """Tell how far the calculation is."""
    store = the_store()
    return jsonify(
        msgspec.to_builtins(jobs.status(store.data, store.study(slug).slug, jobs.WHAT_IF))
    )


@what_if.post("/studies/<slug>/what-if/threshold")
@require_key
def choose(slug: str) -> ResponseReturnValue:
    """Write a value into the study's thresholds; an empty one means the default."""
    name = request.form.get("name", "")
    known = _known().get(name)
    if known is None:
        abort(404, "No rule has such a threshold.")
    definition = _definition(slug)
    before = definition.thresholds.get(name)
    value = _value(request.form.get("value", ""))
    rest = {key: held for key, held in definition.thresholds.items() if key != name}
    if value is not None and value != known.value:
        rest[name] = value
    the_store().update_study(msgspec.structs.replace(definition, thresholds=rest))
    flash(f"{name} is {known.value if value is None else value:g} now. The report takes it in when "
          "it is calculated again.", "")  # fmt: skip
    was = "" if before is None else f"{before:g}"
    kind = request.form.get("kind", "")
    is_kind = kind in signals or kind == ALL
    shown = url_for(
        "what_if.show", slug=slug, signal=kind if is_kind else None, changed=name, was=was
    )
    return redirect(shown + (f"#{kind}" if is_kind else ""), 303)


def _definition(slug: str) -> StudyDefinition:
    store = the_store()
    return store.definition(store.study(slug))


def _known() -> dict[str, Threshold]:
    return {MERGE.name: MERGE} | {
        item.name: item for _, one in signals.items() for item in one.thresholds
    }


def _value(text: str) -> float | None:
    if not text.strip():
        return None
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not math.isfinite(value) or value < 0:
        abort(400, "A threshold is a number, zero or more.")
    return value


def _undo() -> tuple[str, str] | None:
    """Give what was changed last and the value before, to offer the way back."""
    name, was = request.args.get("changed", ""), request.args.get("was", "")
    if name not in _known():
        return None
    try:
        return name, was and f"{float(was):g}"
    except ValueError:
        return None


def _parts(curves: Sequence[Curve], definition: StudyDefinition) -> list[SignalPart]:
    parts = []
    for kind, own in groupby(curves, key=lambda one: one.kind):
        # Another release may have had other rules.
        if kind != ALL and kind not in signals:
            continue
        detector = None if kind == ALL else signals[kind]
        drawn = [part for curve in own if (part := _part(curve, definition))]
        if not drawn:
            continue
        first = drawn[0].curve
        parts.append(
            SignalPart(
                kind=kind,
                title=detector.title if detector else "All signals",
                text="" if detector else "What follows at the same place is the same episode.",
                found=next(p.signals for p in first.points if p.value == first.current),
                curves=drawn,
            )
        )
    return parts


def _part(curve: Curve, definition: StudyDefinition) -> CurvePart | None:
    known = _known().get(curve.threshold)
    if known is None:
        return None
    current = float(definition.thresholds.get(curve.threshold, known.value))
    low, high = curve.points[0], curve.points[-1]
    title = (
        f"{curve.threshold} from {low.value:g} to {high.value:g}: "
        f"{low.signals} to {plural(high.signals, 'signal')}"
    )
    return CurvePart(curve, current, known.source, title, threshold_chart(curve, current, title))
