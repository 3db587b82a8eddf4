from pathlib import Path
from typing import Any

import pytest

from recorder import session_importing
from recorder.errors import RefusedError, StudyError
from recorder.models import Session
from recorder.protocol import Event, PageEvent
from recorder.session_importing import ToldSession, keep_session
from recorder.store import Store
from recorder.wire import decode_batch, join_replay, unfold


def _page(t: float, **changes: Any) -> Event:
    fields = {"url": "http://a.test/", "kind": "load", "time_origin_ms": 0.0, "width": 800.0,
              "height": 600.0, "page_width": 800.0, "page_height": 600.0}  # fmt: skip
    return PageEvent(t=t, page="p1", screen="/", **(fields | changes))


def _told(*events: Event, replay: list[dict[str, Any]] | None = None) -> ToldSession:
    told = ToldSession(source="a test", origin_ms=1_000.0, events={"w0": list(events)})
    if replay is not None:
        told.replay["w0"] = replay
    return told


@pytest.fixture
def store(tmp_path: Path) -> Any:
    with Store.open(tmp_path / "data") as opened:
        yield opened


def _kept(store: Store, told: ToldSession, **more: Any) -> Session:
    return keep_session(store, told, 5_000, **({"slug": None, "title": "My file"} | more))[1]


def test_a_told_session_is_kept_closed_and_named(store: Store) -> None:
    session = _kept(store, _told(_page(0), _page(900)))
    assert (session.state, session.origin_ms) == ("closed", 1_000.0)
    assert "Imported from a test." in session.consent_text
    assert store.study("my-file").title == "My file"
    assert [one.end_t for one in store.attempts(session.id)] == [900.0]


def test_the_same_file_again_makes_a_study_of_another_name(store: Store) -> None:
    for _ in range(2):
        _kept(store, _told(_page(0)))
    assert {study.slug for study in store.studies()} == {"my-file", "my-file-2"}


def test_what_the_collector_would_refuse_leaves_nothing_behind(store: Store) -> None:
    with pytest.raises(RefusedError):
        _kept(store, _told(_page(0), _page(5, kind="nonsense")))
    assert store.studies() == []


def test_a_session_without_events_is_refused(store: Store) -> None:
    with pytest.raises(StudyError, match="nothing in it"):
        _kept(store, ToldSession(source="a test", origin_ms=0.0))
    assert store.studies() == []


def test_a_participant_who_takes_part_right_now_is_not_disturbed(store: Store) -> None:
    _kept(store, _told(_page(0)))
    study = store.study("my-file")
    store.open_session(store.invite(study, "P02"), "yes", 0)
    with pytest.raises(StudyError, match="P02 is taking part right now"):
        _kept(store, _told(_page(0)), slug="my-file", code="P02")


def test_a_replay_too_large_for_a_message_travels_in_parts(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(session_importing, "SLICE_CHARS", 200)
    replay = [
        {"type": 3, "timestamp": 1_000 + n, "data": {"text": "x" * (900 if n == 2 else 50)}}
        for n in range(6)
    ]
    session = _kept(store, _told(_page(0), replay=replay))
    batches = [decode_batch(unfold(row.body)) for row in store.batches(session.id, "replay")]
    assert [batch.seq for batch in batches] == list(range(len(batches)))
    joined = [event for batch in join_replay(batches) for event in batch.events]  # type: ignore[arg-type]  # all of them are replay
    assert joined == replay
