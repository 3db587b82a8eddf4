import gzip
import json
import sqlite3
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import create_environ, run_wsgi_app

from fixtures import batches
from fixtures.collecting import NOW, PNG, Clock, client_of, code, hello, post, send, stored
from recorder import database
from recorder.models import Session, Study
from recorder.people import TOKEN_LIFE_MS
from recorder.protocol import MAX_BODY_BYTES, MAX_DECODED_BYTES
from recorder.store import Store


def test_a_batch_is_acknowledged_when_it_is_stored(
    client: FlaskClient, store: Store, session: Session
) -> None:
    answer = send(client, session, batches.batch(4))
    assert answer.status_code == 200
    assert answer.json == {"stored": [4], "duplicate": False, "server_ms": NOW}
    (row,) = store.batches(session.id, "events")
    assert row.body == batches.packed(batches.batch(4))


def test_a_repeat_is_answered_as_stored(
    client: FlaskClient, store: Store, session: Session
) -> None:
    send(client, session, batches.batch())
    answer = post(client, "batches", session, batches.plain(batches.batch()))
    assert (answer.status_code, answer.get_json()["duplicate"]) == (200, True)
    assert stored(store, session) == [0]


def test_another_batch_under_a_known_number_is_a_conflict(
    client: FlaskClient, session: Session
) -> None:
    send(client, session, batches.batch())
    answer = send(client, session, batches.batch(events=[]))
    assert (answer.status_code, code(answer)) == (409, "seq_conflict")


def test_replay_slices_and_their_parts_are_stored(
    client: FlaskClient, store: Store, session: Session
) -> None:
    part = {"events": [], "text": "[{", "parts": 2}
    for message in (
        batches.replay(0),
        batches.replay(1, **part),
        batches.replay(2, part=1, **part),
    ):
        assert send(client, session, message).status_code == 200
    assert stored(store, session, "replay") == [0, 1, 2]


BAD_BODIES: dict[str, tuple[bytes, int, str]] = {
    "no JSON": (b"nonsense", 400, "bad_json"),
    "nothing": (b"", 400, "bad_json"),
    "wrong gzip": (b"\x1f\x8b" + b"x" * 40, 400, "bad_gzip"),
    "cut gzip": (batches.packed(batches.batch())[:-9], 400, "bad_gzip"),
    "a bomb": (gzip.compress(b" " * (MAX_DECODED_BYTES + 1)), 413, "decoded_too_large"),
    "too large": (b" " * (MAX_BODY_BYTES + 1), 413, "too_large"),
    "unknown version": (batches.packed(batches.batch(v=9)), 400, "unknown_version"),
    "a missing field": (batches.packed({"stream": "events", "v": 1}), 422, "invalid_batch"),
    "a negative time": (batches.packed(batches.batch(sent_t=-1)), 422, "invalid_batch"),
    "an absurd time": (batches.packed(batches.batch(sent_t=1e18)), 422, "invalid_batch"),
    "an absurd number": (batches.packed(batches.batch(seq=10**30)), 422, "invalid_batch"),
    "a wrong tab": (batches.packed(batches.batch(tab="../x")), 422, "invalid_batch"),
    "a bad replay": (batches.packed(batches.replay(events=[{}])), 422, "invalid_batch"),
}


@pytest.mark.parametrize("name", BAD_BODIES)
def test_a_bad_batch_is_refused_and_harms_nothing(
    client: FlaskClient, store: Store, session: Session, name: str
) -> None:
    send(client, session, batches.batch(0))
    body, status, expected = BAD_BODIES[name]
    answer = post(client, "batches", session, body)
    assert (answer.status_code, code(answer)) == (status, expected)
    assert stored(store, session) == [0]
    assert send(client, session, batches.batch(1)).status_code == 200


def test_a_body_without_a_length_is_measured_while_it_is_read(
    client: FlaskClient, session: Session
) -> None:
    class Endless:
        given = 0

        def read(self, size: int = -1) -> bytes:
            self.given += 65_536
            assert self.given < MAX_BODY_BYTES * 2
            return b" " * min(65_536, size if size >= 0 else 65_536)

    query = f"token={session.token}"
    environ = create_environ("/collect/v1/batches", method="POST", query_string=query)
    environ |= {"wsgi.input": Endless(), "wsgi.input_terminated": True}
    body, status, _ = run_wsgi_app(client.application, environ)
    assert status.startswith("413")
    assert json.loads(b"".join(body))["code"] == "too_large"


def test_events_at_fault_are_named(client: FlaskClient, session: Session) -> None:
    answer = send(client, session, batches.batch(events=[batches.click(), batches.click(-5)]))
    assert (answer.status_code, code(answer)) == (422, "invalid_batch")
    assert answer.get_json()["invalid"] == [1]


@pytest.mark.parametrize("token", ["", "unknown", "a%00b", "%ff%fe", "x" * 3000])
@pytest.mark.parametrize("path", ["batches", "close", "withdraw", "assets", "assets/missing"])
def test_an_unknown_token_is_refused(
    client: FlaskClient, session: Session, path: str, token: str
) -> None:
    answer = client.post(f"/collect/v1/{path}?token={token}", data=batches.packed(batches.batch()))
    assert (answer.status_code, code(answer)) == (401, "unknown_token")


def test_a_token_expires(client: FlaskClient, session: Session, clock: Clock) -> None:
    clock.now += TOKEN_LIFE_MS + 1
    answer = send(client, session, batches.batch())
    assert (answer.status_code, code(answer)) == (401, "expired_token")
    assert code(hello(client, session)) == "expired_token"


def test_an_expired_token_still_erases(
    client: FlaskClient, store: Store, session: Session, clock: Clock
) -> None:
    send(client, session, batches.batch())
    clock.now += TOKEN_LIFE_MS + 1
    assert post(client, "withdraw", session, b"").get_json() == {"withdrawn": True}
    assert stored(store, session) == []


def test_a_closed_session_takes_nothing_new(
    client: FlaskClient, store: Store, session: Session
) -> None:
    send(client, session, batches.batch(0))
    for _ in range(2):
        assert post(client, "close", session, b"").json == {"closed": True}
    answer = send(client, session, batches.batch(1))
    assert (answer.status_code, code(answer)) == (409, "session_closed")
    assert send(client, session, batches.batch(0)).get_json()["duplicate"] is True
    assert hello(client, session).get_json()["closed"] is True
    upload = post(client, "assets", session, PNG, query_string=None)
    assert code(upload) == "session_closed"


def test_a_session_closed_by_another_process_takes_nothing(
    client: FlaskClient, store: Store, session: Session
) -> None:
    send(client, session, batches.batch(0))
    store.close_session(session, NOW)
    assert code(send(client, session, batches.batch(1))) == "session_closed"


def test_withdrawing_erases_and_stops(client: FlaskClient, store: Store, session: Session) -> None:
    send(client, session, batches.batch(0))
    for _ in range(2):
        assert post(client, "withdraw", session, b"").json == {"withdrawn": True}
    assert stored(store, session) == []
    answer = send(client, session, batches.batch(1))
    assert (answer.status_code, code(answer)) == (403, "no_consent")
    greeting = hello(client, session).get_json()
    assert (greeting["consent"], greeting["chunks"]) == (False, {})


def test_an_erased_participant_is_unknown(
    client: FlaskClient, store: Store, study: Study, session: Session
) -> None:
    send(client, session, batches.batch(0))
    store.erase(store.participants(study)[0])
    assert code(send(client, session, batches.batch(1))) == "no_consent"
    assert code(post(client, "close", session, b"")) == "unknown_token"
    assert code(hello(client, session)) == "unknown_token"


def test_a_hello_tells_the_tasks_and_where_one_stands(
    client: FlaskClient, session: Session
) -> None:
    send(client, session, batches.batch(0, [batches.task("start", 50)]))
    answer = hello(client, session, origin_ms=NOW - 500.0).get_json()
    assert answer["session"] == session.id
    assert (answer["consent"], answer["closed"], answer["server_ms"]) == (True, False, NOW)
    assert answer["origin_ms"] == NOW - 500
    assert [card["id"] for card in answer["tasks"]] == ["find", "buy"]
    assert (answer["tasks"][0]["goal_kind"], answer["tasks"][0]["goal_value"]) == ("url", "/lamp*")
    assert (answer["tasks"][1]["goal_kind"], answer["tasks"][1]["goal_value"]) == (
        "moderator",
        None,
    )
    assert answer["progress"] == {"task_index": 0, "state": "running", "started_t": 50}
    assert answer["capture"] == {
        "dom": True, "pointer": True, "screen": False, "audio": False,
        "mask": [], "unmask": [], "ignore": [],
    }  # fmt: skip
    assert answer["texts"] == {"done": "Done"}


def test_the_first_page_sets_the_origin(client: FlaskClient, session: Session) -> None:
    assert hello(client, session).get_json()["origin_ms"] is None
    assert hello(client, session, origin_ms=NOW).get_json()["origin_ms"] == NOW
    assert hello(client, session, origin_ms=NOW + 9).get_json()["origin_ms"] == NOW


@pytest.mark.parametrize(
    ("changes", "expected"),
    [({"v": 2}, "unknown_version"), ({"v": "1"}, "invalid_message"),
     ({"token": 5}, "invalid_message"),
     ({"token": "none"}, "unknown_token"), ({"width": -1e99}, "invalid_message"),
     ({"tracker": "a\0"}, "invalid_message"), ({"origin_ms": -1}, "invalid_message")],
)  # fmt: skip
def test_a_bad_hello_is_refused(
    client: FlaskClient, session: Session, changes: dict[str, Any], expected: str
) -> None:
    assert code(hello(client, session, **changes)) == expected


def test_the_clock_is_told(client: FlaskClient) -> None:
    assert client.get("/collect/v1/time").json == {"server_ms": NOW}
    assert client.head("/collect/v1/time").status_code == 200


@pytest.mark.parametrize(
    "path", ["hello", "batches", "assets", "assets/missing", "close", "withdraw"]
)
def test_a_wrong_method_is_a_problem(client: FlaskClient, path: str) -> None:
    for method in ("GET", "PUT", "DELETE", "PATCH"):
        answer = client.open(f"/collect/v1/{path}", method=method)
        assert (answer.status_code, code(answer)) == (405, "method_not_allowed")
        assert answer.headers["Allow"] == "POST"


@pytest.mark.parametrize("path", ["/collect/v1/none", "/collect/v2/batches", "/collect/x"])
def test_an_unknown_address_is_a_problem(client: FlaskClient, path: str) -> None:
    for method in ("GET", "POST"):
        answer = client.open(path, method=method)
        assert (answer.status_code, code(answer)) == (404, "not_found")


def test_what_is_archived_is_not_asked_for_again(client: FlaskClient, session: Session) -> None:
    url = "https://shop.example/a.png#x"
    target = f"/collect/v1/assets?token={session.token}&url=https://shop.example/a.png"
    urls = batches.plain({"urls": [url, "https://shop.example/b.css", "data:,x", "blob:y"]})
    before = post(client, "assets/missing", session, urls).get_json()
    assert before == {"missing": [url, "https://shop.example/b.css"]}
    first = client.post(target, data=PNG, headers={"Content-Type": "image/png"})
    again = client.post(target, data=PNG, headers={"Content-Type": "image/png"})
    assert (first.status_code, first.json) == (200, again.json)
    after = post(client, "assets/missing", session, urls).get_json()
    assert after == {"missing": ["https://shop.example/b.css"]}


BAD_ASSETS = [
    ("https://x/a.png", b"<script>", "image/png", 415, "bad_asset"),
    ("https://x/a.css", PNG, "text/css", 415, "bad_asset"),
    ("https://x/a.png", b"", "image/png", 415, "bad_asset"),
    ("https://x/a.png", b"x" * (5 * 2**20 + 1), "image/png", 413, "too_large"),
    ("file:///etc/passwd", PNG, "image/png", 422, "invalid_message"),
    ("", PNG, "image/png", 422, "invalid_message"),
]


@pytest.mark.parametrize("case", BAD_ASSETS, ids=range(len(BAD_ASSETS)))
def test_a_bad_asset_is_refused(
    client: FlaskClient, store: Store, session: Session, case: tuple[str, bytes, str, int, str]
) -> None:
    url, data, kind, status, expected = case
    target = f"/collect/v1/assets?token={session.token}&url={url}"
    answer = client.post(target, data=data, headers={"Content-Type": kind})
    assert (answer.status_code, code(answer)) == (status, expected)
    assert store.assets(session.study_id) == []


@pytest.mark.parametrize("body", [b"", b"[]", b'{"urls":5}', b'{"urls":[5]}'])
def test_a_bad_question_is_refused(client: FlaskClient, session: Session, body: bytes) -> None:
    assert post(client, "assets/missing", session, body).status_code in {400, 422}


def test_a_busy_database_is_said_so_and_loses_nothing(
    tmp_path: Path, study: Study, session: Session, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "BUSY_TIMEOUT_MS", 20)
    with Store.open(tmp_path / "data") as impatient:
        client = client_of(impatient, clock)
        send(client, session, batches.batch(0))
        other = sqlite3.connect(tmp_path / "data" / "thinkaloud.db", isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        answer = send(client, session, batches.batch(1))
        other.execute("ROLLBACK")
        other.close()
        assert (answer.status_code, code(answer)) == (503, "busy")
        assert int(answer.headers["Retry-After"]) > 0
        assert send(client, session, batches.batch(1)).status_code == 200


def test_the_collector_stands_under_any_prefix(store: Store, clock: Clock) -> None:
    client = client_of(store, clock, "/_thinkaloud")
    assert client.get("/_thinkaloud/collect/v1/time").status_code == 200
    assert client.get("/_thinkaloud/tracker/none.js").status_code == 404
    assert code(client.get("/_thinkaloud/collect/v1/none")) == "not_found"


def test_the_data_folder_is_closed_to_others(store: Store, tmp_path: Path) -> None:
    assert (tmp_path / "data").stat().st_mode & 0o077 == 0
