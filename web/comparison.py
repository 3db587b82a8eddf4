"""The page Compare: variants, segments or versions of a study, or rounds, side by side."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, cast

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from analyzer.comparison import to_json
from analyzer.comparison_groups import Round, Within, group_names
from analyzer.comparison_pairs import MOST_ALL_PAIRS
from analyzer.comparison_results import Comparison, Correction
from analyzer.comparison_rows import to_csv
from analyzer.comparison_study import compare_rounds, compare_within
from analyzer.results import StudyAnalysis
from recorder.errors import ComparisonError, NotFoundError
from recorder.models import Study
from recorder.store import Store
from web import jobs, results
from web.comparison_view import comparison_view
from web.security import require_key
from web.studies import the_store

comparison = Blueprint("comparison", __name__)

WITHIN: dict[Within, str] = {
    "variant": "Variants",
    "segment": "Segments",
    "version": "Versions of the study",
}
CORRECTIONS = {"holm": "Holm", "bh": "Benjamini-Hochberg", "none": "none"}
LEVELS = (0.8, 0.9, 0.95, 0.99)


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks for."""

    by: str  # empty: nothing yet
    groups: list[str]
    other: str  # the second study of `by` round
    correction: Correction
    level: float
    same_people: bool
    base: str  # empty: none


@comparison.get("/studies/<slug>/compare")
@require_key
def show(slug: str) -> ResponseReturnValue:
    """Show the form, and the comparison that was asked for."""
    store = the_store()
    study = store.study(slug)
    result = results.latest(store, study)
    asked = _asked(request.args, result.analysis if result else None)
    found, problem, lacking = None, "", study if result is None else None
    try:
        found = _compared(store, study, asked) if result and asked.by else None
    except ComparisonError as error:
        problem = str(error)
    except _NotCalculatedError as error:
        lacking = error.study
    return render_template(
        "compare.html",
        study=study,
        asked=asked,
        found=found,
        view=comparison_view(found, _link) if found else None,
        problem=problem,
        lacking=lacking,
        stale=[one for one in _concerned(store, study, asked) if _is_stale(store, one)],
        job=_running(store, study, asked),
        n_sessions=len(store.sessions(lacking or study)),
        within=[
            (kind, title, group_names(result.analysis, kind) if result else {})
            for kind, title in WITHIN.items()
        ],
        others=[one for one in store.studies() if one.id != study.id],
        corrections=CORRECTIONS,
        levels=LEVELS,
        most_all_pairs=MOST_ALL_PAIRS,
        is_first=lacking is not None and jobs.status(store.data, lacking.slug).is_running,
        query=_query(asked),
    )


@comparison.get("/studies/<slug>/compare.json")
@require_key
def data(slug: str) -> ResponseReturnValue:
    """Give the comparison as JSON; docs/analysis.md names its fields."""
    return _download(slug, "json", "application/json")


@comparison.get("/studies/<slug>/compare.csv")
@require_key
def table(slug: str) -> ResponseReturnValue:
    """Give the comparison as one tidy table."""
    return _download(slug, "csv", "text/csv; charset=utf-8")


@comparison.post("/studies/<slug>/compare")
@require_key
def calculate(slug: str) -> ResponseReturnValue:
    """Calculate the reports that a comparison rests on, in the background."""
    store = the_store()
    study = store.study(slug)
    asked = _asked(request.args, None)
    for one in _concerned(store, study, asked):
        if results.latest(store, one) is None or _is_stale(store, one):
            jobs.start(store, one)
    return redirect(url_for("comparison.show", slug=slug, **_query(asked)), 303)


class _NotCalculatedError(Exception):
    """A study's report is not there yet."""

    def __init__(self, study: Study) -> None:
        super().__init__(study.slug)
        self.study = study


def _asked(args: MultiDict[str, str], analysis: StudyAnalysis | None) -> Asked:
    """Read the address; what is not known there falls back to what is shown first."""
    by = args.get("by", "")
    if by not in {*WITHIN, "round"}:
        by = _first(analysis) if analysis else ""
    correction = args.get("correction", "holm")
    level = args.get("level", 0.95, type=float)
    # What was chosen of variants means nothing once segments are compared.
    is_same = args.get("of", by) == by
    return Asked(
        by=by,
        groups=args.getlist("group") if is_same else [],
        other=args.get("with", ""),
        correction=cast(Correction, correction if correction in CORRECTIONS else "holm"),
        level=level if level in LEVELS else 0.95,
        same_people=args.get("same") == "yes",
        base=args.get("base", "") if is_same and by != "round" else "",
    )


def _first(analysis: StudyAnalysis) -> str:
    """Choose what to show where nothing was asked for: what has two groups."""
    return next((kind for kind in WITHIN if len(group_names(analysis, kind)) > 1), "")


def _compared(store: Store, study: Study, asked: Asked) -> Comparison:
    if not asked.by:
        raise ComparisonError("Say what to compare: by=variant, segment, version or round.")
    first = _round(store, study)
    if asked.by == "round":
        if not asked.other:
            raise ComparisonError("Choose the study to compare this one with.")
        second = _round(store, store.study(asked.other))
        return compare_rounds(
            [first, second],
            correction=asked.correction,
            level=asked.level,
            same_people=True if asked.same_people else None,
        )
    return compare_within(
        first,
        cast(Within, asked.by),
        asked.groups,
        correction=asked.correction,
        level=asked.level,
        base=asked.base,
    )


def _round(store: Store, study: Study) -> Round:
    result = results.latest(store, study)
    if result is None:
        raise _NotCalculatedError(study)
    return Round(result.analysis, store.definition(study))


def _concerned(store: Store, study: Study, asked: Asked) -> list[Study]:
    if asked.by != "round" or not asked.other:
        return [study]
    return [study, store.study(asked.other)]


def _is_stale(store: Store, study: Study) -> bool:
    return results.latest(store, study) is not None and not results.is_fresh(store, study)


def _running(store: Store, study: Study, asked: Asked) -> tuple[Study, jobs.Job]:
    """Give the calculation that is under way, else how the last one of this study ended."""
    told = [(one, jobs.status(store.data, one.slug)) for one in _concerned(store, study, asked)]
    return next((pair for pair in told if pair[1].is_running), told[0])


def _query(asked: Asked) -> dict[str, Any]:
    """Write what was asked for as the parameters of an address."""
    written: dict[str, Any] = {
        "by": asked.by, "group": asked.groups, "base": asked.base, "with": asked.other,
        "same": "yes" if asked.same_people else "",
        "correction": asked.correction if asked.correction != "holm" else "",
        "level": f"{asked.level:g}" if asked.level != 0.95 else "",
    }  # fmt: skip
    return {name: value for name, value in written.items() if value}


def _download(slug: str, form: str, mimetype: str) -> Response:
    store = the_store()
    study = store.study(slug)
    result = results.latest(store, study)
    asked = _asked(request.args, result.analysis if result else None)
    try:
        found = _compared(store, study, asked)
    except _NotCalculatedError as error:
        raise NotFoundError(
            f"There is no report of `{error.study.slug}` yet; calculate it first."
        ) from error
    response = Response(to_json(found) if form == "json" else to_csv(found), mimetype=mimetype)
    name = f"{slug}-comparison.{form}"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _link(study: str, session: str, t_s: float) -> str:
    path = url_for("replay.show", slug=study, session_id=session)
    return f"{path}?t={t_s:.1f}" if t_s > 0 else path
