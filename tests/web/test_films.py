from __future__ import annotations

import os
import time
from typing import Any

import pytest

from recorder.errors import NotFoundError, RefusedError
from recorder.models import Session, Study
from recorder.store import Store
from web import films
from web.films import FilmJob
from web.replay_part import Part, Wanted

PART = Part(0, 1_000, "The whole session", "whole", is_whole=True)


@pytest.fixture(autouse=True)
def started(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """What would be run as a process of its own."""
    calls: list[list[str]] = []

    class Process:
        def __init__(self, words: list[str], **_how: Any) -> None:
            calls.append(words)

        def poll(self) -> None:
            return None

    monkeypatch.setattr(films.subprocess, "Popen", Process)
    monkeypatch.setattr(films, "_started", [])
    return calls


def order(store: Store, study: Study, session: Session) -> FilmJob:
    return films.order(
        store, study, session, Wanted(), PART, kind="webm", skip_idle=True, code="P01"
    )


def test_an_order_starts_a_process_and_is_seen_by_whoever_asks(
    store: Store, study: Study, session: Session, started: list[list[str]]
) -> None:
    job = order(store, study, session)
    assert started[0][1:] == [
        "-m", "web.film_job", str(store.data), "lamp-shop", session.id, job.id
    ]  # fmt: skip
    assert films.films(store.data, "lamp-shop", session.id) == [job]
    assert (job.file, job.state) == ("lamp-shop-P01-whole-quick.webm", "running")


def test_as_many_at_once_as_the_machine_bears(
    store: Store, study: Study, session: Session, started: list[list[str]]
) -> None:
    for _ in range(films.MAX_RUNNING):
        order(store, study, session)
    with pytest.raises(RefusedError, match="wait for one"):
        order(store, study, session)
    assert len(started) == films.MAX_RUNNING


def test_one_that_fell_silent_is_told_as_failed(
    store: Store, study: Study, session: Session
) -> None:
    job = order(store, study, session)
    place = films.folder(store.data, "lamp-shop", session.id)
    long_ago = time.time() - films.STALE_AFTER_S - 1
    os.utime(place / f"{job.id}.json", (long_ago, long_ago))
    assert films.film(store.data, "lamp-shop", session.id, job.id).state == "failed"
    (place / f"{job.id}.json").write_bytes(b"{")
    assert films.films(store.data, "lamp-shop", session.id) == []


def test_what_was_removed_is_gone_and_stays_gone(
    store: Store, study: Study, session: Session
) -> None:
    job = order(store, study, session)
    path = films.path_of(store.data, "lamp-shop", session.id, job)
    path.write_bytes(b"film")
    path.with_name(f"{path.name}.part").write_bytes(b"half")
    films.remove(store.data, "lamp-shop", session.id, job.id)
    assert list(path.parent.iterdir()) == []
    assert not films.tell(store.data, "lamp-shop", session.id, job)
    assert list(path.parent.iterdir()) == []
    for id_ in (job.id, "../key", ""):
        with pytest.raises(NotFoundError):
            films.remove(store.data, "lamp-shop", session.id, id_)


@pytest.mark.parametrize("act", ["erase", "withdraw"])
def test_erasing_a_participant_removes_their_films(
    store: Store, study: Study, session: Session, act: str
) -> None:
    job = order(store, study, session)
    path = films.path_of(store.data, "lamp-shop", session.id, job)
    path.write_bytes(b"film")
    if act == "erase":
        store.erase(store.participants(study)[0])
    else:
        store.withdraw(session)
    assert not path.exists()
    assert [one for one in store.data.rglob("*") if job.id in one.name] == []
