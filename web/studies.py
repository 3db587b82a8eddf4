"""The researcher's studies: the list, a new one, one study with its invitations."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

import msgspec
import yaml
from flask import (
    Blueprint,
    current_app,
    flash,
    jsonify,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue

from analyzer.exports import exports as formats
from recorder import groups
from recorder.definition import StudyDefinition, parse_study
from recorder.errors import NotFoundError, StudyError
from recorder.health import study_health
from recorder.models import Session, Study
from recorder.store import Store
from web import jobs, results
from web.health import words
from web.prototype_site import checked_source
from web.security import require_key
from web.sentences import headline
from web.study_form import choices, questions_of

studies = Blueprint("studies", __name__)

MAX_TASKS = 50
RULES = (
    ("moderator", "a moderator decides"),
    ("url", "a page is reached"),
    ("selector", "an element appears"),
    ("event", "the page reports an event"),
)


def the_store() -> Store:
    """Give this process's store of the data folder that the app serves."""
    return cast(Store, current_app.extensions["thinkaloud_store"]())


@studies.get("/")
@require_key
def index() -> ResponseReturnValue:
    """List the studies, or say how to begin."""
    store = the_store()
    rows: list[dict[str, Any]] = []
    for study in store.studies():
        sessions = store.sessions(study)
        rows.append(
            {
                "study": study,
                "tasks": len(store.definition(study).tasks),
                "participants": len(store.participants(study)),
                "sessions": len(sessions),
                "latest_ms": max((s.created_ms for s in sessions), default=None),
                "has_report": results.latest(store, study) is not None,
            }
        )
    rows.sort(key=lambda row: row["latest_ms"] or row["study"].created_ms, reverse=True)
    return render_template("studies.html", rows=rows)


@studies.get("/studies/<slug>")
@require_key
def show(slug: str) -> ResponseReturnValue:
    """Show one study."""
    store = the_store()
    study = store.study(slug)
    definition = store.definition(study)
    sessions = store.sessions(study)
    result = results.latest(store, study)
    by_person: dict[int, list[Session]] = {}
    for session in sessions:
        by_person.setdefault(session.participant_id, []).append(session)
    people = [
        {
            "person": person,
            "link": f"{request.host_url}join/{person.join_token}",
            "sessions": by_person.get(cast(int, person.id), []),
        }
        for person in store.participants(study)
    ]
    return render_template(
        "study.html",
        study=study,
        definition=definition,
        people=people,
        n_sessions=len(sessions),
        n_open=sum(one.state == "open" for one in sessions),
        analysis=result.analysis if result else None,
        headline=headline(result.analysis) if result else "",
        health={id_: words(one) for id_, one in study_health(store, study).items()},
        is_fresh=results.is_fresh(store, study),
        formats=formats.items(),
        job=jobs.status(store.data, slug),
        invited=request.args.get("invited"),
        group_names={
            kind: sorted({name for row in people if (name := getattr(row["person"], kind))})
            for kind in ("variant", "segment")
        },
        script_tag=f'<script src="{request.host_url}tracker/thinkaloud.js"></script>',
        is_loopback=_is_loopback(),
        yaml_text=to_yaml(definition),
    )


@studies.post("/studies/<slug>/invitations")
@require_key
def invite(slug: str) -> ResponseReturnValue:
    """Make one invitation, by the next free code or a given one."""
    store = the_store()
    code = request.form.get("code", "").strip() or None
    try:
        variant = groups.checked("variant", request.form.get("variant"))
        segment = groups.checked("segment", request.form.get("segment"))
    except StudyError as error:
        flash(str(error), "danger")
        return redirect(url_for("studies.show", slug=slug) + "#people", 303)
    study = store.study(slug)
    known = {person.code for person in store.participants(study)}
    person = store.invite(study, code=code, variant=variant)
    if segment is not None and person.code in known:
        flash(f"{person.code} was invited before and stays in segment {person.segment or 'none'}; "
              "the form below the table puts them into another one.", "")  # fmt: skip
    elif segment is not None:
        groups.assign(store, person, variant=variant, segment=segment)
    return redirect(url_for("studies.show", slug=slug, invited=person.code) + "#invited", 303)


@studies.post("/studies/<slug>/groups")
@require_key
def group(slug: str) -> ResponseReturnValue:
    """Put a participant into a variant and a segment, or take them out.

    An empty field changes nothing: who writes a segment must not lose the variant.
    """
    store = the_store()
    people = {person.code: person for person in store.participants(store.study(slug))}
    code = request.form.get("code", "")
    if code not in people:
        raise NotFoundError(f"The study `{slug}` has no participant {code[:40]}.")
    before = people[code]
    wanted = {
        kind: None if f"no-{kind}" in request.form
        else request.form.get(kind, "").strip() or getattr(before, kind)
        for kind in ("variant", "segment")
    }  # fmt: skip
    try:
        person = groups.assign(store, before, **wanted)
    except StudyError as error:
        flash(str(error), "danger")
    else:
        flash(f"{code}: variant {person.variant or 'none'}, segment {person.segment or 'none'}; "
              f"before: {before.variant or 'none'}, {before.segment or 'none'}.", "")  # fmt: skip
    return redirect(url_for("studies.show", slug=slug) + "#people", 303)


@studies.post("/studies/<slug>/prototype")
@require_key
def prototype(slug: str) -> ResponseReturnValue:
    """Note which folder or site is under test; `serve` takes it from there."""
    store = the_store()
    known = store.study(slug).prototype_url or ""
    try:
        where = checked_source(request.form.get("where", "").strip())
    except (NotFoundError, StudyError) as error:
        flash(str(error), "danger")
    else:
        store.set_prototype(slug, where, known)
        flash("Noted. The prototype gets an address of its own within seconds.", "")
    return redirect(url_for("studies.show", slug=slug) + "#prototype", 303)


@studies.route("/studies/new", methods=["GET", "POST"])
@require_key
def new() -> ResponseReturnValue:
    """Make a study from the form, from YAML text, or from a file; all mean the same."""
    if request.method == "GET":
        return render_template(
            "study_new.html", form={}, n_tasks=2, rules=RULES, asks=choices(), error=None
        )
    form = request.form
    n_tasks = min(max(form.get("n_tasks", 1, type=int), 1), MAX_TASKS)
    if "more" in form:
        return render_template(
            "study_new.html",
            form=form,
            n_tasks=n_tasks + 1,
            rules=RULES,
            asks=choices(),
            error=None,
        )
    try:
        study = the_store().add_study(_definition(form, n_tasks))
    except StudyError as error:
        page = render_template(
            "study_new.html",
            form=form,
            n_tasks=n_tasks,
            rules=RULES,
            asks=choices(),
            error=str(error),
        )
        return page, 422
    return redirect(url_for("studies.show", slug=study.slug), 303)


@studies.post("/studies/<slug>/definition")
@require_key
def change(slug: str) -> ResponseReturnValue:
    """Replace a study's definition by an edited one, as its next version."""
    store = the_store()
    study = store.study(slug)
    text = request.form.get("yaml", "")
    try:
        store.update_study(_renewed(text, slug))
    except StudyError as error:
        page = render_template("study_edit.html", study=study, yaml_text=text, error=str(error))
        return page, 422
    flash("Saved as a new version. Sessions from now on use it.", "")
    return redirect(url_for("studies.show", slug=slug), 303)


@studies.get("/palette.json")
@require_key
def palette() -> ResponseReturnValue:
    """List where the palette can go: studies, their tasks, their sessions."""
    store = the_store()
    places: list[dict[str, str]] = []
    for study in store.studies():
        home = url_for("studies.show", slug=study.slug)
        report = url_for("report.show", slug=study.slug)
        places.append({"name": study.title, "kind": "Study", "href": home})
        places.append({"name": f"Report: {study.title}", "kind": "Report", "href": report})
        places += [
            {
                "name": f"{task.title} ({study.title})",
                "kind": "Task",
                "href": f"{report}#task-{task.id}",
            }
            for task in store.definition(study).tasks
        ]
        codes = {person.id: person.code for person in store.participants(study)}
        places += [
            {
                "name": f"{codes.get(session.participant_id, '?')} ({study.title})",
                "kind": "Session",
                "href": url_for("sessions.show", slug=study.slug, session_id=session.id),
            }
            for session in store.sessions(study)
        ]
    return jsonify(places)


def _renewed(text: str, slug: str) -> StudyDefinition:
    definition = parse_study(text, slug)
    if definition.slug != slug:
        raise StudyError(f"slug: a study keeps its short name; write `{slug}`.")
    return definition


def to_yaml(definition: StudyDefinition) -> str:
    """Write a definition as the YAML file that it could have come from."""
    return yaml.safe_dump(msgspec.to_builtins(definition), sort_keys=False, allow_unicode=True)


def _definition(form: Mapping[str, str], n_tasks: int) -> StudyDefinition:
    upload = request.files.get("file")
    if upload is not None and upload.filename:
        text = upload.read(1_000_000).decode("utf-8", errors="replace")
        return parse_study(text, upload.filename.rpartition(".")[0].lower())
    if form.get("yaml", "").strip():
        return parse_study(form["yaml"], "study")
    tasks = [_task(form, number) for number in range(1, n_tasks + 1) if _filled(form, number)]
    study = {"title": form.get("title", "").strip(), "start": form.get("start", "").strip() or "/",
             "slug": form.get("slug", "").strip(), "tasks": tasks} | questions_of(form)  # fmt: skip
    return parse_study(yaml.safe_dump(study), "study")


def _filled(form: Mapping[str, str], number: int) -> bool:
    return bool(form.get(f"title-{number}", "").strip() or form.get(f"text-{number}", "").strip())


def _task(form: Mapping[str, str], number: int) -> dict[str, Any]:
    rule = form.get(f"rule-{number}", "moderator")
    value = form.get(f"value-{number}", "").strip()
    task: dict[str, Any] = {
        "id": f"task-{number}",
        "title": form.get(f"title-{number}", "").strip(),
        "instructions": form.get(f"text-{number}", "").strip(),
        "success": {"moderator": True} if rule == "moderator" else {rule: value},
    }
    limit = form.get(f"limit-{number}", "").strip()
    if limit:
        try:
            task["time_limit_s"] = float(limit) * 60
        except ValueError as error:
            raise StudyError(f"Task {number}: `{limit}` is not a number of minutes.") from error
    return task


def _is_loopback() -> bool:
    return request.host.rpartition(":")[0] in {"127.0.0.1", "localhost", "[::1]"}


def find(store: Store, slug: str, session_id: str) -> tuple[Study, Session]:
    """Find a session of a study; another study's session is not found."""
    study = store.study(slug)
    session = store.session(session_id)
    if session.study_id != study.id:
        raise NotFoundError(f"The study `{slug}` has no session {session_id[:40]}.")
    return study, session
