"""A prototype on a port of its own: its pages with the tracker in them, and the collector.

Everything of ours stands under `/_thinkaloud`, so the page under test speaks to its own origin and
needs no CORS. The prototype's Content-Security-Policy is left as it is; one that is stricter than
`script-src 'self'; connect-src 'self'` has to allow these two.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path

from flask import Blueprint, Flask, Response

from recorder.archivist import Archivist
from recorder.collector import collector
from recorder.folder_site import FolderSite
from recorder.proxied_site import ProxiedSite
from recorder.script_tag import MOUNT
from recorder.store import Store

_METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]


def create_prototype_app(
    data: Path,
    slug: str,
    source: str,
    blueprints: Sequence[Blueprint] = (),
    texts: Callable[[str], Mapping[str, str]] = lambda _locale: {},
) -> Flask:
    """Make the app that serves a study's prototype.

    Parameters
    ----------
    data
        The data folder.
    slug
        The study.
    source
        A folder, or the address of a running site.
    blueprints
        More pages under `/_thinkaloud`: the participant's join pages.
    texts
        The panel's strings in a locale.

    Raises
    ------
    ThinkaloudError
        If there is no such study or folder, or the address is none.
    """
    app = Flask("prototype", static_folder=None)

    @cache
    def store_of() -> Store:
        return Store.open(data)

    app.extensions["thinkaloud_store"] = store_of
    with Store.open(data) as store:
        store.study(slug)  # a wrong name is told at the start, not at the first page
    archivist = Archivist(store_of, slug)
    app.extensions["thinkaloud_archivist"] = archivist
    site: ProxiedSite | FolderSite
    if "://" in source:
        site = ProxiedSite(source, archivist)
    else:
        site = FolderSite(Path(source), archivist, data)
    for blueprint in (collector(store_of, texts=texts), *blueprints):
        app.register_blueprint(blueprint, url_prefix=MOUNT)

    def page(path: str = "") -> Response:
        return site.answer(path)

    def nothing(_rest: str) -> Response:
        return Response("There is nothing at this address.\n", 404, mimetype="text/plain")

    for rule, view in ((f"{MOUNT}/<path:_rest>", nothing), ("/", page), ("/<path:path>", page)):
        app.add_url_rule(
            rule, f"site:{rule}", view, methods=_METHODS, provide_automatic_options=False
        )
    app.url_map.merge_slashes = False  # the site's own addresses are not ours to tidy
    return app
