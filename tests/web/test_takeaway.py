from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient

from recorder.models import Session
from recorder.store import Store
from tests.web.conftest import csrf_of
from web import films, takeaway
from web.films import FilmJob


@pytest.fixture
def place(recorded: Session) -> str:
    return f"/studies/lamp-shop/sessions/{recorded.id}/replay/take"


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    calls: list[Any] = []

    class Process:
        def __init__(self, words: list[str], **_how: Any) -> None:
            calls.append(words)

        def poll(self) -> None:
            return None

    monkeypatch.setattr(films, "_started", [])
    monkeypatch.setattr(takeaway.film_sound, "is_available", lambda: True)
    monkeypatch.setattr(films.subprocess, "Popen", Process)
    return calls


def post(client: FlaskClient, path: str, **data: str) -> Any:
    form = {**data, "csrf": csrf_of(client, "/studies/lamp-shop")}
    return client.post(path, data=form)


def test_the_menu_offers_the_whole_the_task_and_the_moment(
    researcher: FlaskClient, place: str
) -> None:
    told = researcher.get(f"{place}?t=5").json
    assert [part["label"] for part in told["parts"]] == [
        "The whole session", "This task: Buy it", "This moment: 0:05.0 ± 15 seconds"
    ]  # fmt: skip
    assert told["parts"][1]["query"] == "part=task&task=task-2&number=1"
    assert told["films"] == []
    before = researcher.get(f"{place}?t=0.2").json
    assert len(before["parts"]) == 2
    assert researcher.get(f"{place}?t=nan").status_code == 200


def test_each_offer_leads_to_a_file(researcher: FlaskClient, place: str) -> None:
    for part, name in zip(
        researcher.get(f"{place}?t=5").json["parts"],
        ("whole", "task-2-1", "moment-000050"), strict=True,
    ):  # fmt: skip
        answer = researcher.get(f"{place}/file?{part['query']}")
        assert answer.status_code == 200
        assert f"lamp-shop-P01-{name}.html" in answer.headers["Content-Disposition"]
        assert answer.headers["Cache-Control"] == "no-store"


def test_a_film_is_ordered_followed_given_and_removed(
    researcher: FlaskClient, store: Store, recorded: Session, place: str, started: list[Any]
) -> None:
    answer = post(
        researcher, f"{place}/films", part="task", task="task-2", kind="mp4", skip_idle="1"
    )
    assert answer.status_code == 202
    (told,) = answer.json["films"]
    assert (told["state"], told["title"], told["kind"]) == ("running", "Buy it", "mp4")
    assert "idle skipped" in told["text"]
    assert len(started) == 1
    assert researcher.get(told["href"]).status_code == 404

    (job,) = films.films(store.data, "lamp-shop", recorded.id)
    done = FilmJob(**{n: getattr(job, n) for n in job.__struct_fields__} | {
        "state": "done", "size": 2_500_000})  # fmt: skip
    films.path_of(store.data, "lamp-shop", recorded.id, job).write_bytes(b"film")
    films.tell(store.data, "lamp-shop", recorded.id, done)
    (told,) = researcher.get(f"{place}/films").json["films"]
    assert told["text"] == "2.5 MB, idle skipped"
    given = researcher.get(told["href"])
    assert (given.data, given.mimetype) == (b"film", "video/mp4")
    given.close()
    assert "lamp-shop-P01-task-2-1-quick.mp4" in given.headers["Content-Disposition"]

    gone = post(researcher, f"{place}/films/{job.id}/remove")
    assert gone.json == {"films": []}
    assert researcher.get(told["href"]).status_code == 404


def test_nothing_is_given_out_without_the_key(
    stranger: FlaskClient, researcher: FlaskClient, store: Store, place: str, started: list[Any]
) -> None:
    recorded = store.sessions(store.study("lamp-shop"))[0]
    post(researcher, f"{place}/films", kind="webm")
    (job,) = films.films(store.data, "lamp-shop", recorded.id)
    films.path_of(store.data, "lamp-shop", recorded.id, job).write_bytes(b"film")
    for path in ("", "/file", "/films", f"/films/{job.id}"):
        assert stranger.get(f"{place}{path}").status_code == 401
    assert stranger.post(f"{place}/films").status_code in {401, 403}
    assert stranger.post(f"{place}/films/{job.id}/remove").status_code in {401, 403}
    # An order needs the token of our own page as well.
    assert researcher.post(f"{place}/films?kind=webm").status_code == 403


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/file?part=task&task=nope", 404), ("/file?part=moment&t_s=9999", 404),
        ("/file?part=moment&t_s=nan", 404), ("/file?part=moment&t_s=x", 200),
        ("/file?part=half", 404), ("/films/..%2f..%2fkey", 404), ("/films/0", 404),
    ],
)  # fmt: skip
def test_what_is_not_there_is_not_found(
    researcher: FlaskClient, place: str, path: str, status: int
) -> None:
    assert researcher.get(f"{place}{path}").status_code == status


def test_what_cannot_be_filmed_is_said(
    researcher: FlaskClient, place: str, started: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert post(researcher, f"{place}/films", kind="gif").status_code == 400
    for _ in range(films.MAX_RUNNING):
        assert post(researcher, f"{place}/films", kind="webm").status_code == 202
    busy = post(researcher, f"{place}/films", kind="webm")
    assert (busy.status_code, "wait for one" in busy.text) == (409, True)
    monkeypatch.setattr(takeaway.film_sound, "is_available", lambda: False)
    assert "thinkaloud[video]" in post(researcher, f"{place}/films", kind="webm").text
    assert "thinkaloud[video]" in researcher.get(place).json["trouble"]


def test_a_file_that_is_too_large_says_what_to_take_instead(
    researcher: FlaskClient, place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from web import replay_file

    monkeypatch.setattr(replay_file, "MAX_FILE_BYTES", 1_000)
    answer = researcher.get(f"{place}/file")
    assert answer.status_code == 413
    assert "Take a task, or a moment" in answer.text
