"""The app of a prototype's port: the recorder's, with the participant's pages and words."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from flask import Flask

from recorder.prototype import create_prototype_app
from recorder.store import Store
from web.panel_texts import panel_texts
from web.participant import participant


def prototype_app(data: Path, slug: str, source: str) -> Flask:
    """Make the app that serves a study's prototype to its participants.

    Parameters
    ----------
    data
        The data folder.
    slug
        The study.
    source
        A folder, or the address of a running site.
    """

    @cache
    def the_store() -> Store:
        return Store.open(data)

    return create_prototype_app(data, slug, source, [participant(the_store)], panel_texts)
