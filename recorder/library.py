"""What the store keeps beside recordings: archived assets, pictures of screens, results."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

from sqlmodel import Session as Orm
from sqlmodel import col, select

from recorder.models import Asset, Media, Screen

RESULTS = "analyses"  # in the data folder: what was calculated of each study


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


def remove_results(data: Path, slug: str) -> None:
    """Remove what was calculated of a study, where anything was."""
    shutil.rmtree(data / RESULTS / slug, ignore_errors=True)
