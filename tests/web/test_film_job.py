from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from recorder.errors import PictureError
from recorder.models import Session, Study
from recorder.store import Store
from web import film_job, films
from web.films import FilmJob
from web.replay_part import Part, Wanted

Work = Callable[[Path, Callable[[int, int], None]], None]


@pytest.fixture
def job(store: Store, study: Study, recorded: Session, monkeypatch: pytest.MonkeyPatch) -> FilmJob:
    monkeypatch.setattr(films.subprocess, "Popen", lambda *_words, **_how: None)
    monkeypatch.setattr(films, "_started", [])
    part = Part(0, 1_000, "The whole session", "whole", is_whole=True)
    return films.order(
        store, study, recorded, Wanted(), part, kind="webm", skip_idle=False, code="P01"
    )


@pytest.fixture
def made(store: Store, recorded: Session, job: FilmJob, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Make the film by what is given; the job afterwards, and whether there is a file."""

    def make(work: Work) -> tuple[FilmJob | None, bool]:
        def film(
            _store: Any, _study: Any, _session: Any, _part: Any, out: Path, **how: Any
        ) -> None:
            work(out, how["progress"])

        monkeypatch.setattr(film_job.replay_video, "film", film)
        film_job.run(store.data, "lamp-shop", recorded.id, job.id)
        found = films.films(store.data, "lamp-shop", recorded.id)
        path = films.path_of(store.data, "lamp-shop", recorded.id, job)
        return (found[0] if found else None), path.exists()

    return make


def test_a_film_that_was_made_is_told_with_its_size(made: Any) -> None:
    def work(out: Path, progress: Callable[[int, int], None]) -> None:
        progress(0, 12)
        out.write_bytes(b"film")
        progress(12, 12)

    job, is_there = made(work)
    assert (job.state, job.done, job.total, job.size, is_there) == ("done", 12, 12, 4, True)


@pytest.mark.parametrize(
    ("error", "said"),
    [(PictureError("No Chromium here."), "No Chromium here."), (KeyboardInterrupt(), "interrupted"),
     (RuntimeError("odd"), "RuntimeError: odd")],
)  # fmt: skip
def test_a_film_that_failed_says_why(made: Any, error: BaseException, said: str) -> None:
    def work(_out: Path, _progress: Callable[[int, int], None]) -> None:
        raise error

    job, is_there = made(work)
    assert (job.state, is_there) == ("failed", False)
    assert said in job.error


def test_one_that_was_called_off_stops_and_leaves_nothing(
    made: Any, store: Store, recorded: Session, job: FilmJob
) -> None:
    went_on: list[str] = []

    def work(out: Path, progress: Callable[[int, int], None]) -> None:
        out.write_bytes(b"half")
        films.remove(store.data, "lamp-shop", recorded.id, job.id)
        out.write_bytes(b"half again")
        progress(12, 12)
        went_on.append("on")

    assert made(work) == (None, False)
    assert went_on == []


def test_who_withdraws_meanwhile_is_in_no_film(made: Any, store: Store, recorded: Session) -> None:
    def work(out: Path, _progress: Callable[[int, int], None]) -> None:
        store.withdraw(recorded)
        out.parent.mkdir(parents=True)
        out.write_bytes(b"film")

    assert made(work) == (None, False)


def test_one_that_was_called_off_before_it_began_is_not_made(
    made: Any, store: Store, recorded: Session, job: FilmJob
) -> None:
    films.remove(store.data, "lamp-shop", recorded.id, job.id)
    assert made(lambda *_given: pytest.fail("it was made")) == (None, False)
