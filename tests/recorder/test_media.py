import msgspec
import pytest

from fixtures import media as made
from fixtures.collecting import NOW
from recorder import media
from recorder.errors import NotFoundError, RefusedError
from recorder.media import add_piece, audio_file, audio_runs, frame_about
from recorder.media_door import parse
from recorder.models import Session, Study
from recorder.store import Store


def add(store: Store, session: Session, head: dict[str, object], data: bytes, at: int = 0) -> bool:
    piece, _ = parse(made.body(head, data))
    kind = "image/webp" if head["kind"] == "frame" else "audio/webm"
    return add_piece(store, session, piece, data, kind, now_ms=NOW + at)


def code(error: pytest.ExceptionInfo[RefusedError]) -> str:
    return error.value.code


def test_a_piece_is_kept_once_and_under_its_number(store: Store, session: Session) -> None:
    assert add(store, session, made.frame(), made.webp()) is False
    assert add(store, session, made.frame(), made.webp()) is True
    with pytest.raises(RefusedError) as error:
        add(store, session, made.frame(), made.webp(41))
    assert code(error) == "seq_conflict"
    (row,) = media.media(store, session.id, "frame")
    assert store.blobs.read(row.digest) == made.webp()
    assert frame_about(row).page_height == 90
    assert store.blobs.size() == len(made.webp())


def test_the_same_twice_at_once_is_a_repeat_on_any_database(
    any_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    from fixtures import batches
    from recorder.definition import parse_study

    study = any_store.add_study(parse_study(batches.STUDY, "checkout"))
    session = any_store.open_session(any_store.invite(study), made.AGREED, NOW)
    assert add(any_store, session, made.audio(), made.SOUND) is False
    assert add(any_store, session, made.audio(), made.SOUND) is True
    any_store.withdraw(session)
    assert media.media(any_store, session.id, "audio") == []


def test_a_session_has_a_bound_and_what_is_over_it_leaves_no_file(
    store: Store, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(media, "MAX_SESSION_BYTES", len(made.webp()) + 1)
    add(store, session, made.frame(0), made.webp())
    with pytest.raises(RefusedError) as error:
        add(store, session, made.frame(1), made.webp(41))
    assert code(error) == "media_full"
    assert store.blobs.size() == len(made.webp())


def test_what_was_captured_before_the_end_may_come_a_little_after_it(
    store: Store, session: Session
) -> None:
    store.close_session(session, NOW)
    add(store, session, made.frame(0), made.webp(), at=media.LATE_MS)
    with pytest.raises(RefusedError) as error:
        add(store, session, made.frame(1), made.webp(41), at=media.LATE_MS + 1)
    assert code(error) == "session_closed"


def test_withdrawing_removes_every_byte_and_nothing_more_is_taken(
    store: Store, study: Study, session: Session
) -> None:
    other = store.open_session(store.invite(study), made.AGREED, NOW)
    add(store, other, made.frame(), made.webp())
    for seq in range(3):
        add(store, session, made.frame(seq), made.webp(40 + seq))
    add(store, session, made.audio(), made.SOUND)
    store.withdraw(session)
    assert store.blobs.size() == len(made.webp())  # the one frame that the other session has too
    with pytest.raises(RefusedError) as error:
        add(store, session, made.audio(), made.SOUND)
    assert code(error) == "no_consent"
    store.erase(store.participants(study)[1])
    assert store.blobs.size() == 0


def test_pieces_of_one_run_make_one_file_whatever_their_order(
    store: Store, session: Session
) -> None:
    add(store, session, made.audio(1), made.block(b"two"))
    add(store, session, made.audio(0), made.SOUND)
    add(store, session, made.audio(2, run="r2", part=0), made.SOUND + b"!")
    first, second = audio_runs(store, session.id)
    assert (first.first_t, first.last_t, first.missing) == (1_000, 5_000, 0)
    assert (second.first_t, second.missing) == (5_000, 0)
    assert audio_file(store, session.id, first.name)[0] == made.SOUND + made.block(b"two")
    assert audio_file(store, session.id, second.name)[0] == made.SOUND + b"!"


def test_lost_pieces_are_counted_and_a_lost_beginning_is_said(
    store: Store, session: Session
) -> None:
    add(store, session, made.audio(0), made.SOUND)
    add(store, session, made.audio(3), made.CLUSTER)
    add(store, session, made.audio(5, run="r2", part=1), made.CLUSTER)
    first, second = audio_runs(store, session.id)
    assert (first.missing, second.missing) == (2, 1)
    with pytest.raises(NotFoundError, match="beginning"):
        audio_file(store, session.id, second.name)
    with pytest.raises(NotFoundError, match="no audio"):
        audio_file(store, session.id, "else")


def test_a_session_without_sound_has_no_runs(store: Store, session: Session) -> None:
    assert audio_runs(store, session.id) == []


def test_what_a_frame_says_of_itself_is_bounded() -> None:
    with pytest.raises(RefusedError):
        parse(made.body(made.frame(width=0), b""))
    with pytest.raises(RefusedError):
        parse(made.body(made.frame(masks=[[0, 0, 1, 1]] * 1_001), b""))
    piece, _ = parse(made.body(made.frame(masks=[[0, 0, 1, 1]]), b""))
    assert b"masks" in msgspec.json.encode(piece.about)
