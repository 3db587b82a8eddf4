"""A study's signals looked through: accepted, rejected with a reason, or such ones ignored."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import cast

import msgspec
from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from recorder import reviews as kept
from recorder.definition import IgnoreRule, StudyDefinition
from recorder.errors import NotFoundError, RefusedError
from recorder.models import Study
from web import jobs, results
from web.formats import plural
from web.security import require_key
from web.signal_list import SCOPES, Filter, SignalRow, counts_of, rule_for, rule_words, signal_rows
from web.studies import find, the_store

reviews = Blueprint("reviews", __name__)

A_PAGE = 100
MAX_RULES = 500
STATES = {"open": "not looked at", "accept": "accepted", "reject": "out of all figures"}


@reviews.get("/studies/<slug>/signals")
@require_key
def show(slug: str) -> ResponseReturnValue:
    """List the signals of the newest result, by task, session and kind."""
    store = the_store()
    study = store.study(slug)
    definition = store.definition(study)
    result = results.latest(store, study)
    analysis = result.analysis if result else None
    every = signal_rows(analysis, definition, kept.reviews(store, study)) if analysis else []
    chosen = _filter()
    rows = [row for row in every if chosen.takes(row)]
    first = min(_first(), max(len(rows) - 1, 0)) // A_PAGE * A_PAGE
    titles = {rule.kind: rule.title for rule in analysis.rules} if analysis else {}
    return render_template(
        "signals.html",
        study=study,
        analysis=analysis,
        rows=rows[first : first + A_PAGE],
        first=first,
        a_page=A_PAGE,
        n_rows=len(rows),
        n_all=len(every),
        n_newer=sum(row.is_newer for row in every),
        n_sessions=len(store.sessions(study)),
        chosen=chosen,
        choices=_choices(every, definition, titles),
        titles=titles,
        tasks={task.id: task.title for task in definition.tasks},
        rules=_rules(definition, every, titles),
        is_fresh=results.is_fresh(store, study),
        job=jobs.status(store.data, slug),
    )


@reviews.post("/studies/<slug>/signals/review")
@require_key
def review(slug: str) -> ResponseReturnValue:
    """Keep a verdict on one signal, or take it back."""
    form = request.form
    session_id = form.get("session", "")
    find(the_store(), slug, session_id)
    verdict = form.get("verdict", "")
    if verdict not in {"accept", "reject", "none"}:
        abort(400, "A verdict is accept, reject, or none to take it back.")
    try:
        kept.review(
            the_store(), session_id, form.get("kind", ""), form.get("t_ms", -1.0, type=float),
            form.get("location", ""), verdict=cast(kept.Decision, verdict),
            reason=form.get("reason", ""), now_ms=time.time_ns() // 1_000_000,
        )  # fmt: skip
    except RefusedError as error:
        abort(error.status, error.detail)
    if form.get("from") == "report":
        return redirect(url_for("report.show", slug=slug) + _anchor("task"), 303)
    return _back(slug)


@reviews.post("/studies/<slug>/signals/ignore")
@require_key
def ignore(slug: str) -> ResponseReturnValue:
    """Write a rule into the study's next version that ignores signals such as this one."""
    row = _row(slug, request.form.get("number", -1, type=int))
    scope = request.form.get("scope", "")
    reason = request.form.get("reason", "").replace("\0", "").strip()
    if scope not in SCOPES:
        abort(400, "A rule holds at the element, on the screen, or everywhere.")
    if len(reason) > kept.MAX_REASON:
        abort(422, f"A reason has at most {kept.MAX_REASON} characters.")
    if row.signal.kind != request.form.get("kind"):
        abort(409, "The report was calculated anew meanwhile; open the list again.")
    rule = rule_for(row.signal, scope, reason)
    definition = _definition(slug)
    known = [one for one in definition.ignore_signals if not _is_same(one, rule)]
    if len(known) >= MAX_RULES:
        abort(400, f"A study has at most {MAX_RULES} such rules; ignore a kind everywhere.")
    _save(definition, [*known, rule])
    flash(f"Ignored from now on: {rule_words(rule, {}, row.signal.label)}. Above the list you can "
          "take it back.", "")  # fmt: skip
    return _back(slug)


@reviews.post("/studies/<slug>/signals/count")
@require_key
def count(slug: str) -> ResponseReturnValue:
    """Take back a rule: such signals count again."""
    form = request.form
    gone = IgnoreRule(
        signal=form.get("signal", ""),
        location=form.get("location") if "location" in form else None,
        screen=form.get("screen") if "screen" in form else None,
    )
    definition = _definition(slug)
    rest = [one for one in definition.ignore_signals if not _is_same(one, gone)]
    if len(rest) == len(definition.ignore_signals):
        flash("This rule was gone already.", "")
    else:
        _save(definition, rest)
        flash(f"Counted again: {rule_words(gone, {})}.", "")
    return _back(slug)


def _definition(slug: str) -> StudyDefinition:
    store = the_store()
    return store.definition(store.study(slug))


def _save(definition: StudyDefinition, rules: list[IgnoreRule]) -> Study:
    changed = msgspec.structs.replace(definition, ignore_signals=rules)
    return the_store().update_study(changed)


def _is_same(one: IgnoreRule, other: IgnoreRule) -> bool:
    mine = (one.signal, one.location, one.screen)
    return mine == (other.signal, other.location, other.screen)


def _row(slug: str, number: int) -> SignalRow:
    """Find a row by its number in the newest result."""
    store = the_store()
    study = store.study(slug)
    result = results.latest(store, study)
    rows = signal_rows(result.analysis, store.definition(study), []) if result else []
    if not 0 <= number < len(rows):
        raise NotFoundError("There is no such signal; the report may have been calculated anew.")
    return rows[number]


def _filter() -> Filter:
    args = request.args
    given = {name: args[name] for name in ("task", "session", "kind", "state") if args.get(name)}
    # Outside of tasks: a choice of its own, since an empty field means all.
    if given.get("task") == "-":
        given["task"] = ""
    return Filter(**given)


def _first() -> int:
    return max(request.args.get("first", 0, type=int), 0)


def _back(slug: str) -> ResponseReturnValue:
    shown = {name: request.args.get(name) for name in ("task", "session", "kind", "state")}
    page = url_for("reviews.show", slug=slug, _external=False, first=_first() or None, **shown)
    return redirect(page + _anchor("signal"), 303)


def _anchor(kind: str) -> str:
    """Come back to where one was; only what can be a part of our own pages is taken."""
    at = request.form.get("at", "")
    return f"#{kind}-{at}" if at.replace("-", "").isalnum() and at.isascii() else ""


def _rules(
    definition: StudyDefinition, rows: Sequence[SignalRow], titles: dict[str, str]
) -> list[tuple[IgnoreRule, str, int]]:
    labels = {row.signal.location: row.signal.label for row in rows}
    return [
        (
            rule,
            rule_words(rule, titles, labels.get(rule.location or "")),
            sum(_is_same_place(rule, row) for row in rows),
        )
        for rule in definition.ignore_signals
    ]


def _is_same_place(rule: IgnoreRule, row: SignalRow) -> bool:
    signal = row.signal
    return (
        rule.signal == signal.kind
        and rule.location in (None, signal.location)
        and rule.screen in (None, signal.screen)
    )


def _choices(
    rows: Sequence[SignalRow], definition: StudyDefinition, titles: dict[str, str]
) -> dict[str, list[tuple[str, str]]]:
    """Give what the list can be filtered by, with how many there are of each."""
    names = {task.id: task.title for task in definition.tasks} | {"-": "Outside of tasks"}
    people = {row.signal.session: row.signal.participant for row in rows}
    tasks = dict(counts_of(rows, lambda row: row.signal.task or "-"))
    kinds = counts_of(rows, lambda row: row.signal.kind)
    sessions = dict(counts_of(rows, lambda row: row.signal.session))
    states = dict(counts_of(rows, lambda row: "reject" if row.is_out else row.verdict or "open"))
    return {
        "task": [(id_, f"{name} ({tasks[id_]})") for id_, name in names.items() if id_ in tasks],
        "session": [
            (id_, f"{who} ({plural(sessions[id_], 'signal')})") for id_, who in people.items()
        ],
        "kind": [(kind, f"{titles.get(kind, kind)} ({n})") for kind, n in kinds],
        "state": [
            (id_, f"{name} ({states[id_]})") for id_, name in STATES.items() if id_ in states
        ],
    }
