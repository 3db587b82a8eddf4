import itertools
import json
import threading
from pathlib import Path
from typing import Any

import pytest

from fixtures import batches
from recorder.definition import parse_study
from recorder.errors import NotFoundError, RefusedError, StoreError, StudyError
from recorder.handshake import Hello, Progress
from recorder.models import Screen, Session, Study
from recorder.people import TOKEN_LIFE_MS
from recorder.store import Store
from recorder.wire import decode_batch

NOW = 1_700_000_000_000


@pytest.fixture
def study(any_store: Store) -> Study:
    return any_store.add_study(parse_study(batches.STUDY, "checkout"))


@pytest.fixture
def session(any_store: Store, study: Study) -> Session:
    return any_store.open_session(any_store.invite(study), "I agree.", NOW)


def send(store: Store, session: Session, message: dict[str, Any], *, plain: bool = False) -> bool:
    decoded = decode_batch(batches.plain(message))
    body = batches.plain(message) if plain else batches.packed(message)
    return store.add_batch(session, decoded, body, "plain" if plain else "gzip", NOW)


def test_a_study_comes_back_as_it_was_written(any_store: Store, study: Study) -> None:
    definition = parse_study(batches.STUDY, "checkout")
    assert any_store.definition(any_store.study("checkout")) == definition
    assert [row.slug for row in any_store.studies()] == ["checkout"]


def test_a_misspelled_study_is_answered_with_a_close_one(any_store: Store, study: Study) -> None:
    with pytest.raises(NotFoundError, match="Did you mean checkout"):
        any_store.study("chekout")


def test_a_slug_is_taken_once(any_store: Store, study: Study) -> None:
    with pytest.raises(StudyError, match="already"):
        any_store.add_study(parse_study(batches.STUDY, "checkout"))


def test_a_change_makes_a_new_version_and_none_does_not(any_store: Store, study: Study) -> None:
    same = parse_study(batches.STUDY, "checkout")
    other = parse_study(batches.STUDY.replace("title: Checkout", "title: Till"), "checkout")
    assert any_store.update_study(same).version == 1
    assert any_store.update_study(other).version == 2
    assert any_store.study("checkout").title == "Till"


def test_codes_are_counted_and_gaps_are_filled(any_store: Store, study: Study) -> None:
    codes = [any_store.invite(study, code).code for code in (None, "P03", None, None, "Ann-1")]
    assert codes == ["P01", "P03", "P02", "P04", "Ann-1"]
    assert len(any_store.participants(study)) == 5


def test_a_known_code_gives_the_same_invitation(any_store: Store, study: Study) -> None:
    first = any_store.invite(study, "P07", "b")
    again = any_store.invite(study, "P07")
    assert again.join_token == first.join_token
    assert any_store.participant_by_join(first.join_token).variant == "b"


@pytest.mark.parametrize("code", ["", "a b", "../x", "x" * 41, "ä"])
def test_a_code_is_a_plain_word(any_store: Store, study: Study, code: str) -> None:
    with pytest.raises(StudyError, match="no code"):
        any_store.invite(study, code)


@pytest.mark.parametrize("token", ["", "no", "a\x00b", "x" * 500, "ä"])
def test_an_unknown_token_is_not_found(any_store: Store, study: Study, token: str) -> None:
    with pytest.raises(NotFoundError):
        any_store.participant_by_join(token)
    with pytest.raises(NotFoundError):
        any_store.session_by_token(token)
    with pytest.raises(NotFoundError):
        any_store.session(token)


def test_a_consent_opens_one_session_and_resumes_it(any_store: Store, study: Study) -> None:
    person = any_store.invite(study)
    first = any_store.open_session(person, "yes", NOW)
    assert any_store.open_session(person, "yes again", NOW + 5).id == first.id
    later = any_store.open_session(person, "yes", NOW + TOKEN_LIFE_MS)
    assert later.id != first.id
    assert any_store.session_by_token(later.token)[1].slug == "checkout"
    assert any_store.participants(study)[0].state == "active"


def test_a_no_leaves_nothing_but_the_state(any_store: Store, study: Study) -> None:
    any_store.decline(any_store.invite(study))
    assert any_store.participants(study)[0].state == "declined"
    assert any_store.sessions(study) == []


def test_the_first_origin_that_was_told_stays(any_store: Store, session: Session) -> None:
    hello = Hello(v=1, token="t", tracker="0.1", origin_ms=1e12, width=800)
    any_store.greet(session, hello, "Browser/1")
    later = any_store.greet(session, Hello(v=1, token="t", tracker="0.1", origin_ms=2e12))
    assert (later.origin_ms, any_store.session(session.id).origin_ms) == (1e12, 1e12)


def test_a_batch_is_kept_as_it_came(any_store: Store, session: Session) -> None:
    message = batches.batch(3, [batches.click(5.5), batches.click(2.5)])
    assert send(any_store, session, message) is False
    (row,) = any_store.batches(session.id, "events")
    assert row.body == batches.packed(message)
    assert (row.seq, row.n, row.first_t, row.last_t) == (3, 2, 2.5, 5.5)


def test_a_repeat_is_stored_once_whatever_its_packing(any_store: Store, session: Session) -> None:
    assert send(any_store, session, batches.batch()) is False
    assert send(any_store, session, batches.batch()) is True
    assert send(any_store, session, batches.batch(), plain=True) is True
    assert send(any_store, session, batches.batch(sent_t=2_000.0)) is True
    assert len(list(any_store.batches(session.id, "events"))) == 1


def test_another_body_under_a_known_number_is_a_conflict(
    any_store: Store, session: Session
) -> None:
    send(any_store, session, batches.batch())
    with pytest.raises(RefusedError) as refused:
        send(any_store, session, batches.batch(events=[batches.click(7)]))
    assert (refused.value.code, refused.value.status) == ("seq_conflict", 409)
    assert len(list(any_store.batches(session.id, "events"))) == 1


def test_streams_and_tabs_are_numbered_apart(any_store: Store, session: Session) -> None:
    send(any_store, session, batches.batch(1))
    send(any_store, session, batches.batch(0))
    send(any_store, session, batches.batch(0, tab="a"))
    send(any_store, session, batches.replay(0))
    rows = any_store.batches(session.id, "events")
    assert [(row.tab, row.seq) for row in rows] == [("a", 0), ("t1", 0), ("t1", 1)]
    assert [row.first_t for row in any_store.batches(session.id, "replay")] == [500.0]


def test_a_closed_session_takes_repeats_but_nothing_new(any_store: Store, session: Session) -> None:
    send(any_store, session, batches.batch(0))
    any_store.close_session(session, NOW)
    any_store.close_session(session, NOW + 9)
    assert any_store.session(session.id).closed_ms == NOW
    assert send(any_store, session, batches.batch(0)) is True
    with pytest.raises(RefusedError) as refused:
        send(any_store, session, batches.batch(1))
    assert refused.value.code == "session_closed"


def test_attempts_follow_task_events_in_any_order_of_arrival(
    any_store: Store, session: Session
) -> None:
    send(any_store, session, batches.batch(1, [batches.task("done", 900)]))
    assert any_store.attempts(session.id) == []
    send(any_store, session, batches.batch(0, [batches.task("start", 100)]))
    (attempt,) = any_store.attempts(session.id)
    assert (attempt.task, attempt.number, attempt.start_t) == ("find", 1, 100)
    assert (attempt.end_t, attempt.end_action) == (900, "done")


def test_a_verdict_survives_later_task_events(any_store: Store, session: Session) -> None:
    send(any_store, session, batches.batch(0, [batches.task("start", 100)]))
    any_store.judge(session.id, "find", 1, "success")
    send(any_store, session, batches.batch(1, [batches.task("done", 900)]))
    (attempt,) = any_store.attempts(session.id)
    assert (attempt.verdict, attempt.end_t) == ("success", 900)
    assert any_store.judge(session.id, "find", 1, None).verdict is None
    with pytest.raises(NotFoundError):
        any_store.judge(session.id, "find", 2, "fail")


def test_progress_is_told_from_what_is_stored(
    any_store: Store, study: Study, session: Session
) -> None:
    definition = any_store.definition(study)
    assert any_store.progress(session, definition) == Progress(0, "ready")
    send(any_store, session, batches.batch(0, [batches.task("start", 100)]))
    assert any_store.progress(session, definition) == Progress(0, "running", 100)
    send(any_store, session, batches.batch(1, [batches.task("goal", 300, by="rule")]))
    assert any_store.progress(session, definition) == Progress(1, "ready")


def test_withdrawing_erases_the_recording_and_keeps_the_receipt(
    any_store: Store, study: Study, session: Session
) -> None:
    send(any_store, session, batches.batch(0, [batches.task("start", 1)]))
    send(any_store, session, batches.replay(0))
    screen = picture(any_store, study, session, b"png")
    any_store.withdraw(session)
    assert list(any_store.batches(session.id, "events")) == []
    assert list(any_store.batches(session.id, "replay")) == []
    assert any_store.attempts(session.id) == []
    assert any_store.screens(study.id or 0) == []
    assert not any_store.blobs.has(screen.digest)
    assert any_store.sessions(study) == []
    assert any_store.session(session.id).consent_text == "I agree."
    with pytest.raises(RefusedError) as refused:
        send(any_store, session, batches.batch(5))
    assert refused.value.code == "no_consent"


def test_what_is_erased_stands_in_no_file_any_more(
    any_store: Store, study: Study, session: Session
) -> None:
    secret = "a-screen-that-nobody-else-saw"
    result = any_store.data / "analyses" / study.slug / "result-1" / "analysis.json"
    result.parent.mkdir(parents=True)
    result.write_text(secret)
    seen = {**batches.task("start", 1), "screen": secret}
    body = batches.plain(batches.batch(0, [seen]))
    any_store.add_batch(session, decode_batch(body), body, "plain", NOW)

    def where() -> list[str]:
        files = (path for path in any_store.data.rglob("*") if path.is_file())
        return [path.name for path in files if secret.encode() in path.read_bytes()]

    assert "analysis.json" in where()
    any_store.withdraw(session)
    assert where() == []


def test_erasing_one_participant_leaves_the_others(
    any_store: Store, study: Study, session: Session
) -> None:
    other = any_store.open_session(any_store.invite(study), "yes", NOW)
    for each in (session, other):
        send(any_store, each, batches.batch(0, [batches.task("start", 1)]))
    any_store.erase(any_store.participants(study)[0])
    assert [person.code for person in any_store.participants(study)] == ["P02"]
    assert [row.id for row in any_store.sessions(study)] == [other.id]
    assert len(list(any_store.batches(other.id, "events"))) == 1
    with pytest.raises(RefusedError):
        send(any_store, session, batches.batch(9))


def picture(store: Store, study: Study, session: Session, png: bytes) -> Screen:
    return store.put_screen(
        Screen(
            study_id=study.id or 0, key="/", viewport_class="desktop", source="rendered",
            digest=store.blobs.put(png), boxes=json.dumps({}), width=800, height=600, scale=1.0,
            session_id=session.id, t=5.0,
        )
    )  # fmt: skip


def test_a_new_picture_takes_the_place_of_the_old_one(
    any_store: Store, study: Study, session: Session
) -> None:
    old = picture(any_store, study, session, b"old")
    new = picture(any_store, study, session, b"new")
    assert [screen.digest for screen in any_store.screens(study.id or 0)] == [new.digest]
    assert not any_store.blobs.has(old.digest)


def test_an_asset_is_kept_once_and_its_latest_content_is_found(
    any_store: Store, study: Study
) -> None:
    url, study_id = "http://x/a.css", study.id or 0
    first = any_store.add_asset(study_id, url, b"a{}", "text/css")
    assert any_store.add_asset(study_id, url, b"a{}", "text/css").id == first.id
    second = any_store.add_asset(study_id, url, b"b{}", "text/css")
    found = any_store.asset(study_id, url)
    assert found is not None
    assert any_store.blobs.read(found.digest) == b"b{}"
    assert [asset.id for asset in any_store.assets(study_id)] == [first.id, second.id]
    assert any_store.asset(study_id, "http://x/other") is None


def test_many_writers_lose_and_double_nothing(any_store: Store, study: Study) -> None:
    sessions = [any_store.open_session(any_store.invite(study), "yes", NOW) for _ in range(4)]
    told: list[bool] = []

    def write(session: Session) -> None:
        for seq, _ in itertools.product(range(25), range(2)):
            events = [batches.task("start", seq)] if seq % 5 == 0 else None
            told.append(send(any_store, session, batches.batch(seq, events)))

    threads = [threading.Thread(target=write, args=(one,)) for one in sessions for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert told.count(False) == 100
    assert len(told) == 400
    for session in sessions:
        rows = any_store.batches(session.id, "events")
        assert [row.seq for row in rows] == list(range(25))


def test_a_folder_that_is_a_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(StoreError, match="cannot be a data folder"):
        Store.open(tmp_path / "file")
