import pytest
from flask import Flask
from flask.testing import FlaskClient

from fixtures import batches
from fixtures import media as made
from fixtures.collecting import NOW, PNG, code, hello, post, send, stored
from recorder.collector import collector
from recorder.errors import RefusedError
from recorder.models import Session, Study
from recorder.quota import Quota
from recorder.store import Store


class Seconds:
    now_s = 100.0

    def __call__(self) -> float:
        return self.now_s


@pytest.fixture
def seconds() -> Seconds:
    return Seconds()


@pytest.fixture
def client(store: Store, seconds: Seconds) -> FlaskClient:
    app = Flask("test")
    quota = Quota({"events": 4_000, "replay": 900, "assets": 100}, 10, 40, seconds)
    app.register_blueprint(collector(lambda: store, clock=lambda: NOW, quota=quota))
    return app.test_client()


@pytest.fixture
def other(store: Store, study: Study) -> Session:
    return store.open_session(store.invite(study), "I agree.", NOW)


def test_a_flood_of_one_session_is_stopped_and_the_others_are_untouched(
    client: FlaskClient, store: Store, session: Session, other: Session, seconds: Seconds
) -> None:
    answers = [send(client, session, batches.replay(seq)) for seq in range(60)]
    refused = [answer for answer in answers if answer.status_code == 429]
    assert len(refused) == 20  # more than 40 at once
    assert code(refused[0]) == "too_many_requests"
    assert int(refused[0].headers["Retry-After"]) > 0
    assert send(client, other, batches.batch()).status_code == 200
    seconds.now_s += 1  # ten more
    assert [send(client, session, batches.batch(seq)).status_code for seq in range(12)] == (
        [200] * 10 + [429] * 2
    )
    assert stored(store, other) == [0]


def test_a_refused_request_is_not_read(client: FlaskClient, session: Session) -> None:
    for seq in range(40):
        send(client, session, batches.batch(seq))
    assert code(post(client, "batches", session, b"\x1f\x8bnonsense")) == "too_many_requests"
    assert code(hello(client, session)) == "too_many_requests"
    assert code(post(client, "assets/missing", session, b"{}")) == "too_many_requests"


def test_who_withdraws_or_closes_is_never_told_to_wait(
    client: FlaskClient, store: Store, session: Session, other: Session
) -> None:
    for one in (session, other):
        for seq in range(41):
            send(client, one, batches.batch(seq))
    assert post(client, "close", session, b"").status_code == 200
    assert post(client, "withdraw", other, b"").status_code == 200
    assert stored(store, other) == []


def test_the_replay_is_refused_first_and_events_are_still_taken(
    client: FlaskClient, store: Store, session: Session
) -> None:
    answers = [send(client, session, batches.replay(seq)) for seq in range(12)]
    assert {answer.status_code for answer in answers} == {200, 413}
    assert code(answers[-1]) == "too_large"
    assert "begin another one" in answers[-1].text
    assert send(client, session, batches.batch()).status_code == 200
    size = sum(len(row.body) for row in store.batches(session.id, "replay"))
    assert size <= 900


def test_events_have_a_bound_of_their_own(client: FlaskClient, session: Session) -> None:
    codes = [send(client, session, batches.batch(seq)).status_code for seq in range(30)]
    assert codes.count(200) > 5
    assert codes[-1] == 413


def test_files_have_a_bound_of_their_own(client: FlaskClient, session: Session) -> None:
    def upload(name: str) -> int:
        path = f"/collect/v1/assets?token={session.token}&url=http://127.0.0.1:8001/{name}"
        return client.post(path, data=PNG, headers={"Content-Type": "image/png"}).status_code

    assert [upload(name) for name in ("a.png", "b.png", "c.png")] == [200, 200, 413]


def test_media_has_a_bound_of_its_own(store: Store, study: Study) -> None:
    willing = store.open_session(store.invite(study), made.AGREED, NOW)

    def piece(seq: int) -> int:
        body = made.body(made.audio(seq=seq), made.SOUND)
        return post(_fresh(store, 10_000, media=limit), "media", willing, body).status_code

    limit = len(made.SOUND) * 2
    # Each on a collector of its own: what was stored before counts.
    assert [piece(seq) for seq in range(3)] == [200, 200, 413]
    assert send(_fresh(store, 10_000), willing, batches.batch()).status_code == 200


def test_what_was_stored_before_a_restart_counts(store: Store, session: Session) -> None:
    send(_fresh(store, 400), session, batches.batch(0))
    (size,) = (len(row.body) for row in store.batches(session.id, "events"))
    again = _fresh(store, size + 10)
    assert code(send(again, session, batches.batch(1))) == "too_large"


def _fresh(store: Store, limit: int, media: int = 1_000_000) -> FlaskClient:
    app = Flask("test")
    quota = Quota({"events": limit, "media": media})
    app.register_blueprint(collector(lambda: store, clock=lambda: NOW, quota=quota))
    return app.test_client()


def test_the_defaults_are_far_from_what_a_person_sends(seconds: Seconds) -> None:
    quota = Quota(clock=seconds)
    for _ in range(3_000):  # an hour's session that waited offline and comes all at once
        quota.request("s1")
    with pytest.raises(RefusedError, match="100 requests a second"):
        quota.request("s1")
