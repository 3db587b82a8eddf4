from flask.testing import FlaskClient

from fixtures import batches
from fixtures.collecting import code, hello, send, stored
from recorder.health import session_health
from recorder.models import Session, Study
from recorder.other_version import note_version
from recorder.store import Store


def _tracker(store: Store, session: Session) -> str | None:
    return store.session(session.id).tracker


def test_a_hello_of_a_newer_script_is_told_where_the_researcher_sees_it(
    client: FlaskClient, store: Store, session: Session
) -> None:
    answer = hello(client, session, v=2, tracker="thinkaloud 9.0")
    assert code(answer) == "unknown_version"
    assert "Upgrade Thinkaloud on the server" in answer.text
    health = session_health(store, store.session(session.id))
    assert health.light == "none"
    assert "of another release (thinkaloud 9.0; speaks version 2)" in health.sentence
    assert "Upgrade" in health.remedy


def test_a_batch_of_a_newer_script_is_told_too_and_others_are_untouched(
    client: FlaskClient, store: Store, study: Study, session: Session
) -> None:
    other = store.open_session(store.invite(study), "I agree.", 1_700_000_000_000)
    send(client, session, batches.batch())
    assert code(send(client, session, batches.batch(1, v=2))) == "unknown_version"
    assert code(send(client, session, {"v": 2, "shape": "unheard of"})) == "unknown_version"
    assert send(client, other, batches.batch()).status_code == 200
    assert _tracker(store, session) == "the script; speaks version 2"
    assert session_health(store, store.session(session.id)).light == "poor"
    assert _tracker(store, other) is None
    assert stored(store, session) == [0]


def test_a_page_of_ours_takes_the_note_away(
    client: FlaskClient, store: Store, session: Session
) -> None:
    hello(client, session, v=2)
    assert hello(client, session).status_code == 200
    assert _tracker(store, session) == "0.1.0"


def test_nonsense_is_no_version(store: Store, session: Session) -> None:
    for version in (-1, 10**12, 1):
        note_version(store, session, "x", version)
    assert _tracker(store, session) is None


def test_a_token_that_nobody_knows_notes_nothing(client: FlaskClient, session: Session) -> None:
    message = {"v": 2, "token": "nobody", "tracker": "0.1"}
    assert code(client.post("/collect/v1/hello", data=batches.plain(message))) == "unknown_version"
