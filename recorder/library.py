"""What the store keeps beside recordings: archived assets, pictures of screens, results."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

from sqlmodel import Session as Orm
from sqlmodel import col, select

from recorder.models import Asset, Media, Screen, Session

RESULTS = "analyses"  # in the data folder: what was calculated of each study
COLUMNS = "columns"  # likewise: what was read and calculated of each closed session


def asset(orm: Orm, study_id: int, url: str, digest: str | None = None) -> Asset | None:
    """Return what was last archived from an address, or what has a certain content."""
    query = select(Asset).where(Asset.study_id == study_id, Asset.url == url)
    if digest is not None:
        query = query.where(Asset.digest == digest)
    return orm.exec(query.order_by(col(Asset.id).desc())).first()


def assets(orm: Orm, study_id: int) -> list[Asset]:
    """Return a study's assets in the order of their coming."""
    return list(orm.exec(select(Asset).where(Asset.study_id == study_id).order_by(col(Asset.id))))


def screens(orm: Orm, study_id: int) -> list[Screen]:
    """Return a study's screens, by key and viewport class."""
    query = select(Screen).where(Screen.study_id == study_id)
    return list(orm.exec(query.order_by(col(Screen.key), col(Screen.viewport_class))))


def put_screen(orm: Orm, screen: Screen) -> tuple[Screen, list[str]]:
    """Keep a screen in the place of the one that it had; return it and the digest replaced."""
    query = select(Screen).where(
        Screen.study_id == screen.study_id,
        Screen.key == screen.key,
        Screen.viewport_class == screen.viewport_class,
    )
    known = orm.exec(query).first()
    replaced = [known.digest] if known is not None and known.digest != screen.digest else []
    screen.id = None if known is None else known.id
    return orm.merge(screen), replaced


def used_digests(orm: Orm, digests: Sequence[str]) -> set[str]:
    """Return those digests that an asset, a screen or media still refer to."""
    used: set[str] = set()
    for column in (col(Asset.digest), col(Screen.digest), col(Media.digest)):
        used |= set(orm.exec(select(column).where(column.in_(digests))))
    return used


def remove_results(orm: Orm, data: Path, slug: str) -> None:
    """Remove what was calculated of a study, and of sessions that are not there any more."""
    shutil.rmtree(data / RESULTS / slug, ignore_errors=True)
    if (data / COLUMNS).is_dir():
        there = set(orm.exec(select(Session.id).where(Session.state != "withdrawn")))
        for folder in (data / COLUMNS).iterdir():
            if folder.name not in there:
                shutil.rmtree(folder, ignore_errors=True)


def session_folder(data: Path, session_id: str) -> Path:
    """Name the folder of what was read and calculated of one session."""
    return data / COLUMNS / session_id
