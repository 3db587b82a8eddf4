"""The report: shown, calculated in the background, taken away as one file or as JSON."""

from __future__ import annotations

import msgspec
from flask import Blueprint, Response, jsonify, redirect, render_template, send_file, url_for
from flask.typing import ResponseReturnValue

from recorder.errors import NotFoundError
from recorder.models import Study
from recorder.pauses import pauses as study_pauses
from recorder.reviews import reviews
from web import jobs, pauses, results
from web.pictures import addressed
from web.report_view import LinkOf, report_view
from web.security import require_key
from web.signal_list import signal_rows
from web.single_file import report_file
from web.studies import the_store

report = Blueprint("report", __name__)

A_DAY_S = 86_400


@report.get("/studies/<slug>/report")
@require_key
def show(slug: str) -> ResponseReturnValue:
    """Show the newest result; where there is none, say how to get one."""
    store = the_store()
    study = store.study(slug)
    result = results.latest(store, study)
    job = jobs.status(store.data, slug)
    if result is None or job.is_running:
        return render_template(
            "calculate.html", study=study, job=job, n_sessions=len(store.sessions(study))
        )

    def address(file: str) -> str:
        return url_for("report.picture", slug=slug, result=result.name, file=file)

    return render_template(
        "report.html",
        analysis=result.analysis,
        report=report_view(result.analysis, addressed(result.pictures, address), _links(slug)),
        is_stale=not results.is_fresh(store, study),
        n_newer=sum(
            row.is_newer
            for row in signal_rows(result.analysis, store.definition(study), reviews(store, study))
        ),
        has_newer_pauses=pauses.are_newer(result.analysis, study_pauses(store, study)),
        is_served=True,
    )


@report.post("/studies/<slug>/report")
@require_key
def analyse(slug: str) -> ResponseReturnValue:
    """Start the calculation."""
    store = the_store()
    jobs.start(store, store.study(slug))
    return redirect(url_for("report.show", slug=slug), 303)


@report.get("/studies/<slug>/report/progress")
@require_key
def progress(slug: str) -> ResponseReturnValue:
    """Tell how far the calculation is."""
    store = the_store()
    return jsonify(msgspec.to_builtins(jobs.status(store.data, store.study(slug).slug)))


@report.get("/studies/<slug>/report.html")
@require_key
def download(slug: str) -> ResponseReturnValue:
    """Give the whole report as one file."""
    response = Response(report_file(_latest(slug)), mimetype="text/html")
    response.headers["Content-Disposition"] = f'attachment; filename="{slug}-report.html"'
    return response


@report.get("/studies/<slug>/report.json")
@require_key
def data(slug: str) -> ResponseReturnValue:
    """Give the analysis as JSON; docs/analysis.md is its schema."""
    return Response(msgspec.json.encode(_latest(slug).analysis), mimetype="application/json")


@report.get("/studies/<slug>/pictures/<result>/<file>")
@require_key
def picture(slug: str, result: str, file: str) -> ResponseReturnValue:
    """Give a picture of a result: a screen, or a layer of heat."""
    store = the_store()
    response = send_file(results.picture_path(store, store.study(slug), result, file))
    # A result's folder never changes; caches of others keep nothing.
    response.headers["Cache-Control"] = f"private, max-age={A_DAY_S}, immutable"
    return response


def _latest(slug: str) -> results.Result:
    store = the_store()
    study: Study = store.study(slug)
    result = results.latest(store, study)
    if result is None:
        raise NotFoundError("There is no report of this study yet; calculate it first.")
    return result


def _links(slug: str) -> LinkOf:
    def link(session: str, t_s: float | None) -> str:
        if t_s is None:
            return url_for("sessions.show", slug=slug, session_id=session)
        path = url_for("replay.show", slug=slug, session_id=session)
        return f"{path}?t={t_s:.1f}" if t_s > 0 else path

    return link
