"""The app of a prototype's port: the recorder's, with the participant's pages and words."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from flask import Flask

from recorder.prototype import create_prototype_app
from recorder.store import Store
from web.panel_texts import panel_texts
from web.participant import participant
from web.security import guard_host


def prototype_app(data: Path, slug: str, source: str, hosts: frozenset[str] = frozenset()) -> Flask:
    """Make the app that serves a study's prototype to its participants.

    Parameters
    ----------
    data
        The data folder.
    slug
        The study.
    source
        A folder, or the address of a running site.
    hosts
        Names under which the app may be addressed, beside loopback and bare IP addresses.
    """

    @cache
    def the_store() -> Store:
        return Store.open(data)

    app = create_prototype_app(data, slug, source, [participant(the_store)], panel_texts)
    # A site that is passed through cannot check the name itself: it sees its own.
    guard_host(app, hosts)
    return app
