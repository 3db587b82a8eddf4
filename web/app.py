"""The web app: the researcher's pages, the participants' door, and the collector."""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import cache
from pathlib import Path

from flask import Flask

from recorder.collector import collector
from recorder.store import Store
from web import formats, problems, security
from web.audit import audits
from web.comparison import comparison
from web.exports import exports
from web.live import live
from web.media import media
from web.moments import moments
from web.notes import notes
from web.panel_texts import panel_texts
from web.participant import participant
from web.pauses import pauses
from web.replay import replay
from web.report import report
from web.reviews import reviews
from web.screens import screens
from web.sessions import sessions
from web.studies import studies
from web.takeaway import takeaway
from web.version import VERSION
from web.what_if import what_if

DATA = "thinkaloud-data"
MAX_UPLOAD_BYTES = 64 * 1024 * 1024


def data_folder(given: Path | None = None) -> Path:
    """Choose the data folder: as given, else `THINKALOUD_DATA`, else `thinkaloud-data` here."""
    return (given or Path(os.environ.get("THINKALOUD_DATA") or DATA)).absolute()


def create_app(
    data: Path | None = None, hosts: frozenset[str] = frozenset(), *, live_port: int = 0
) -> Flask:
    """Make the app for a data folder.

    Parameters
    ----------
    data
        The data folder; made where it is not there yet.
    hosts
        Names under which the app may be addressed, beside loopback and bare IP addresses.
    live_port
        Where the live site answers on this host; 0: there is none, and no live view.

    Returns
    -------
    Flask
        A WSGI application; every process that serves has its own.
    """
    folder = data_folder(data)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    app = Flask("web", template_folder="templates", static_folder="static")
    app.config["MAX_CONTENT_LENGTH"] = MAX_UPLOAD_BYTES
    app.config["THINKALOUD_LIVE_PORT"] = live_port
    key = security.load_key(folder)
    app.secret_key = key  # signs the notices that a redirect carries
    app.config.update(SESSION_COOKIE_SAMESITE="Strict", SESSION_COOKIE_NAME="thinkaloud-notice")
    app.extensions["thinkaloud_store"] = _opener(folder)
    app.jinja_env.filters.update(formats.FILTERS)
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.context_processor(lambda: {"version": VERSION, "is_researcher": security.is_researcher()})
    security.install(app, key, hosts)
    problems.install(app)
    the_store = app.extensions["thinkaloud_store"]
    app.register_blueprint(collector(the_store, texts=panel_texts))
    for blueprint in (
        audits,
        studies,
        sessions,
        pauses,
        live,
        moments,
        replay,
        takeaway,
        notes,
        media,
        report,
        reviews,
        what_if,
        comparison,
        exports,
        screens,
        participant(the_store),
    ):
        app.register_blueprint(blueprint)
    return app


def _opener(folder: Path) -> Callable[[], Store]:
    """Open the store at the first use: a server's parent process must not hold its database."""

    @cache
    def the_store() -> Store:
        return Store.open(folder)

    return the_store
