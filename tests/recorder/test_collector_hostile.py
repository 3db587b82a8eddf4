import json
from collections.abc import Iterator

from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fixtures import batches
from fixtures.collecting import code, post, send
from recorder.models import Session
from recorder.store import Store


def test_no_address_of_a_participant_is_kept(
    client: FlaskClient, store: Store, session: Session
) -> None:
    where = {"REMOTE_ADDR": "203.0.113.77", "HTTP_X_FORWARDED_FOR": "198.51.100.9"}
    message = {"v": 1, "token": session.token, "tracker": "0.1"}
    client.post("/collect/v1/hello", data=batches.plain(message), environ_overrides=where)
    assert send(client, session, batches.batch(), environ_overrides=where).status_code == 200
    everything = b"".join(path.read_bytes() for path in store.data.rglob("*") if path.is_file())
    assert b"203.0.113.77" not in everything
    assert b"198.51.100.9" not in everything


def test_odd_headers_are_no_trouble(client: FlaskClient, session: Session) -> None:
    odd = {"Host": "a b:c", "User-Agent": "\x07\xff" * 500, "Content-Type": "multipart/form-data"}
    message = {"v": 1, "token": session.token, "tracker": "0.1"}
    answer = client.post("/collect/v1/hello", data=batches.plain(message), headers=odd)
    assert answer.status_code in {200, 400}
    assert send(client, session, batches.batch(), headers=odd).status_code in {200, 400}


def mutations() -> Iterator[st.SearchStrategy[bytes]]:
    """Yield garbage, and valid batches with something wrong put into them."""
    values = st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.just("\ud800"),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
        max_leaves=5,
    )
    keys = st.sampled_from(["stream", "v", "tab", "seq", "page", "sent_t", "origin_ms", "events",
                            "part", "parts", "text", "x"])  # fmt: skip
    whole = st.dictionaries(keys, values, min_size=1, max_size=3)
    for good in (batches.batch(1), batches.replay(1)):
        yield whole.map(lambda wrong, good=good: json.dumps(good | wrong).encode())
    inner_keys = st.sampled_from([*batches.click(), *batches.task("start", 1), "dt", "box"])
    inner = st.dictionaries(inner_keys, values, min_size=1, max_size=3)
    yield inner.map(lambda wrong: json.dumps(batches.batch(1, [batches.click() | wrong])).encode())
    yield st.binary(max_size=200)
    yield st.binary(max_size=60).map(lambda junk: b"\x1f\x8b\x08" + junk)
    text = batches.packed(batches.batch(1))
    places = st.integers(0, len(text) - 1)
    yield st.tuples(places, st.binary(min_size=1, max_size=4)).map(
        lambda cut: text[: cut[0]] + cut[1] + text[cut[0] + len(cut[1]) :]
    )


@settings(
    max_examples=400, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(body=st.one_of(*mutations()))
def test_garbage_never_fails_the_collector_nor_harms_what_is_stored(
    client: FlaskClient, store: Store, session: Session, body: bytes
) -> None:
    send(client, session, batches.batch(0, [batches.task("start", 5)]))
    answer = post(client, "batches", session, body)
    assert answer.status_code in {200, 400, 409, 413, 422}
    if answer.status_code != 200:
        code(answer)
    first = next(row for row in store.batches(session.id, "events") if row.tab == "t1")
    assert (first.seq, first.body) == (
        0, batches.packed(batches.batch(0, [batches.task("start", 5)]))
    )  # fmt: skip
    assert [attempt.task for attempt in store.attempts(session.id)][:1] == ["find"]
    assert (store.data / "thinkaloud.db").exists()


@settings(
    max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(body=st.binary(max_size=100), path=st.sampled_from(["hello", "assets", "assets/missing"]),
       kind=st.sampled_from(["image/png", "text/css", "text/plain", "\u00e4", ""]))  # fmt: skip
def test_garbage_never_fails_any_endpoint(
    client: FlaskClient, session: Session, body: bytes, path: str, kind: str
) -> None:
    target = f"/collect/v1/{path}?token={session.token}&url=https://x/y"
    answer = client.post(target, data=body, headers={"Content-Type": kind})
    assert answer.status_code < 500
