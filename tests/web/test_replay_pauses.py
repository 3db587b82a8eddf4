from __future__ import annotations

from recorder.models import Pause, Session
from recorder.pauses import REASONS, add_pause
from recorder.store import Store
from tests.web.conftest import NOW_MS
from web.replay_pauses import as_told, pause_spans, reasons


def test_pauses_are_told_by_their_starts_with_the_reason_in_words(
    store: Store, session: Session
) -> None:
    add_pause(store, session.id, 5_000, 6_000, "break", now_ms=NOW_MS)
    add_pause(store, session.id, 1_000, 2_500, "moderator", note="Why?", author="Ada", now_ms=1)
    first, second = pause_spans(store, session.id)
    assert (first.from_, first.until, first.label) == (1_000, 2_500, "Moderator spoke or probed")
    assert (first.note, first.author, second.author) == ("Why?", "Ada", None)
    assert second.reason == "break"


def test_a_session_that_nobody_knows_has_none(store: Store) -> None:
    assert pause_spans(store, "none") == []


def test_a_reason_of_a_later_version_is_told_by_its_name() -> None:
    pause = Pause(session_id="s", start_t=0, end_t=1, reason="fire_drill", note="", created_ms=1)
    assert as_told(pause).label == "fire_drill"


def test_every_reason_has_words() -> None:
    assert list(reasons()) == list(REASONS)
    assert all(words[0].isupper() for words in reasons().values())
