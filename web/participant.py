"""The participant's pages: the invitation, the consent, the thanks. No script, no account.

A blueprint for any app and any prefix: the researcher's server and a prototype's carry it.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from flask import (
    Blueprint,
    Response,
    make_response,
    redirect,
    render_template,
    request,
    send_from_directory,
    url_for,
)
from werkzeug.wrappers import Response as AnyResponse

from recorder.consent import Scopes
from recorder.errors import NotFoundError
from recorder.store import Store
from web.i18n import LOCALES, Words, known_locale, words
from web.invitation import (
    Invitation,
    consent_text,
    duration,
    not_recorded,
    paragraphs,
    read_invitation,
    recorded,
    rights,
    scopes,
)

STATIC = Path(__file__).parent / "static"
_FILES = {"tokens.css", "participant.css", "fonts/instrument-sans.woff2"}
_HEADERS = {
    # No form-action: Chromium applies it to redirects too, and a start page may send people on.
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; font-src 'self'; base-uri 'none'; "
        "frame-ancestors 'none'"
    ),
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",  # the address holds the invitation's secret
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex, nofollow",
}


def participant(store_of: Callable[[], Store]) -> Blueprint:
    """Make the blueprint with `/join/<token>`.

    Parameters
    ----------
    store_of
        Gives the store at the time of a request.
    """
    pages = Blueprint("participant", __name__, template_folder="templates")

    @pages.get("/join/static/<path:name>")
    def static(name: str) -> AnyResponse:
        if name not in _FILES:
            return make_response("", 404)
        return send_from_directory(STATIC, name, max_age=3600)

    @pages.get("/join/<token>")
    def join(token: str) -> Response:
        invitation = read_invitation(store_of(), token)
        is_again = "again" in request.args
        return _page(_name_of(invitation, is_again=is_again), invitation)

    @pages.post("/join/<token>")
    def answer(token: str) -> AnyResponse:
        store = store_of()
        invitation = read_invitation(store, token)
        said = request.form.get("answer")
        if said == "no":
            _refuse(store, invitation)
        elif said == "yes" and _name_of(invitation, is_again=True) in {"welcome", "back"}:
            return redirect(_begin(store, invitation), 303)
        here = url_for(".join", token=token, lang=request.args.get("lang"))
        return redirect(here, 303)

    @pages.errorhandler(NotFoundError)
    def unknown(_: NotFoundError) -> Response:
        return _page("unknown", None, 404)

    return pages


def _name_of(invitation: Invitation, *, is_again: bool) -> str:
    """Which page a participant is to see."""
    state = invitation.participant.state
    if state in {"done", "withdrawn"}:
        return state
    if state == "declined" and not is_again:
        return "declined"
    if invitation.start_url is None:
        return "closed"
    return "welcome" if invitation.session is None else "back"


def _begin(store: Store, invitation: Invitation) -> str:
    """Open the session upon a yes; return where the browser goes."""
    # Nothing ticked is a no: a yes is what somebody said, never what they left alone.
    agreed = Scopes(
        screen=request.form.get("screen") == "yes", audio=request.form.get("audio") == "yes"
    )
    receipt = consent_text(invitation, _words(invitation), agreed)
    session = store.open_session(invitation.participant, receipt, time.time_ns() // 1_000_000)
    start = invitation.start_url or ""
    return f"{start}{'&' if '#' in start else '#'}thinkaloud={session.token}"


def _refuse(store: Store, invitation: Invitation) -> None:
    """Take a no: nothing is kept of it, and what an open session holds is erased."""
    if invitation.session is not None:
        store.withdraw(invitation.session)
    elif invitation.participant.state in {"invited", "declined"}:
        store.decline(invitation.participant)


def _words(invitation: Invitation | None) -> Words:
    """Choose the language: the switch's, else the study's, else the browser's."""
    chosen = request.args.get("lang", "")
    if chosen in LOCALES:
        return words(chosen)
    if invitation is not None:
        return words(known_locale([invitation.definition.locale]))
    return words(known_locale(request.accept_languages.values()))


def _page(name: str, invitation: Invitation | None, status: int = 200) -> Response:
    """Render a page with the headers that all of them carry."""
    translate = _words(invitation)
    if name == "closed":
        status = 503
    html = render_template(
        f"participant/{name}.html",
        _=translate,
        plural=translate.plural,
        lang=translate.tag,
        locale=translate.locale,
        locales=LOCALES,
        invitation=invitation,
        facts=_facts(invitation, translate) if invitation else {},
    )
    response = make_response(html, status)
    response.headers.update(_HEADERS)
    response.headers["Content-Language"] = translate.tag
    return response


def _facts(invitation: Invitation, translate: Words) -> dict[str, object]:
    """Gather what a participant reads."""
    return {
        "welcome": paragraphs(invitation.definition.welcome),
        "recorded": recorded(invitation, translate),
        "not_recorded": not_recorded(invitation, translate),
        "duration": duration(invitation, translate),
        "rights": rights(invitation, translate),
        "scopes": scopes(invitation, translate),
        "thanks": paragraphs(invitation.definition.thanks),
    }
