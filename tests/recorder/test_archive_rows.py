import hashlib
import json
import zipfile
from pathlib import Path

import msgspec
import pytest
from sqlmodel import select

from fixtures import batches
from fixtures import media as made
from fixtures.collecting import NOW
from recorder.archive import export_study, import_study
from recorder.errors import ArchiveError
from recorder.groups import assign
from recorder.media import add_piece, audio_file, audio_runs, media
from recorder.media_door import parse
from recorder.models import Note, Review, Session, Study
from recorder.pauses import add_pause, session_pauses
from recorder.store import Store
from recorder.wire import decode_batch, unfold


def test_an_open_session_comes_in_closed_and_with_new_tokens(
    store: Store, study: Study, session: Session, tmp_path: Path
) -> None:
    body = batches.packed(batches.batch(0, [batches.task("start", 5)]))
    store.add_batch(session, decode_batch(unfold(body)), body, "gzip", NOW)
    export_study(store, "checkout", tmp_path / "x.zip")
    copy = import_study(store, tmp_path / "x.zip", "copy")
    (twin,) = store.sessions(copy)
    assert twin.state == "closed"
    assert twin.id != session.id
    assert twin.token != session.token
    (person,) = store.participants(copy)
    assert person.join_token != store.participants(study)[0].join_token
    assert [attempt.start_t for attempt in store.attempts(twin.id)] == [5]
    assert [row.received_ms for row in store.batches(twin.id, "events")] == [NOW]
    assert store.session(session.id).state == "open"


def test_a_simulated_study_stays_one(store: Store, tmp_path: Path) -> None:
    from recorder.definition import parse_study

    study = store.add_study(parse_study(batches.STUDY, "checkout"), is_simulated=True)
    store.invite(study, is_simulated=True)
    export_study(store, "checkout", tmp_path / "x.zip")
    copy = import_study(store, tmp_path / "x.zip", "copy")
    assert copy.is_simulated
    assert store.participants(copy)[0].is_simulated


def test_a_verdict_on_a_try_that_is_none_any_more_keeps_no_archive_closed(
    store: Store, study: Study, session: Session, tmp_path: Path
) -> None:
    def send(seq: int, *events: dict[str, object]) -> None:
        body = batches.packed(batches.batch(seq, list(events)))
        store.add_batch(session, decode_batch(unfold(body)), body, "gzip", NOW)

    send(0, batches.task("start", 5), batches.task("goal", 6), batches.task("start", 7))
    store.judge(session.id, "find", 2, "fail")
    definition = store.definition(study)
    first = msgspec.structs.replace(definition.tasks[0], ends_on_goal=False)
    tasks = [first, *definition.tasks[1:]]
    store.update_study(msgspec.structs.replace(definition, tasks=tasks))
    send(1, batches.task("done", 9))
    export_study(store, "checkout", tmp_path / "x.zip")
    copy = import_study(store, tmp_path / "x.zip", "copy")
    (twin,) = store.sessions(copy)
    assert [(one.number, one.end_t) for one in store.attempts(twin.id)] == [(1, 9)]


def add_media(store: Store, session: Session) -> None:
    for head, data, kind in (
        (made.frame(), made.webp(), "image/webp"),
        (made.audio(0), made.SOUND, "audio/webm"),
        (made.audio(1), made.block(b"two"), "audio/webm"),
    ):
        piece, _ = parse(made.body(head, data))
        add_piece(store, session, piece, data, kind, now_ms=NOW)


def observe(store: Store, session: Session) -> None:
    with store.transaction() as orm:
        orm.add(Note(session_id=session.id, t=5, text="Hm.", code="w", author="M", created_ms=NOW))
        orm.add(
            Review(
                session_id=session.id, kind="rage_click", t=7, location="#a", verdict="reject",
                reason="a stepper", created_ms=NOW,
            )
        )  # fmt: skip
    add_pause(store, session.id, 3, 9, "moderator", note="Why?", author="M", now_ms=NOW)


def test_media_notes_reviews_and_pauses_come_back_whole_and_with_the_same_bytes(
    store: Store, study: Study, session: Session, tmp_path: Path
) -> None:
    add_media(store, session)
    observe(store, session)
    export_study(store, "checkout", tmp_path / "x.zip")
    with Store.open(tmp_path / "other") as other:
        (twin,) = other.sessions(import_study(other, tmp_path / "x.zip"))
        (run,) = audio_runs(other, twin.id)
        assert audio_file(other, twin.id, run.name)[0] == made.SOUND + made.block(b"two")
        (frame,) = media(other, twin.id, "frame")
        assert other.blobs.read(frame.digest) == made.webp()
        with other.reading() as orm:
            assert [note.text for note in orm.exec(select(Note))] == ["Hm."]
            assert [review.reason for review in orm.exec(select(Review))] == ["a stepper"]
        (pause,) = session_pauses(other, twin.id)
        assert (pause.start_t, pause.end_t, pause.reason) == (3, 9, "moderator")
        assert (pause.note, pause.author, pause.created_ms) == ("Why?", "M", NOW)
        export_study(other, "checkout", tmp_path / "again.zip")
    assert (tmp_path / "again.zip").read_bytes() == (tmp_path / "x.zip").read_bytes()


def test_a_frame_that_the_collector_would_refuse_keeps_an_archive_closed(
    store: Store, study: Study, session: Session, tmp_path: Path
) -> None:
    html = b"<!doctype html>"
    piece, _ = parse(made.body(made.frame(), html))
    add_piece(store, session, piece, html, "image/webp", now_ms=NOW)
    export_study(store, "checkout", tmp_path / "x.zip")
    with Store.open(tmp_path / "other") as other:
        with pytest.raises(ArchiveError, match="refused"):
            import_study(other, tmp_path / "x.zip")
        assert other.blobs.size() == 0


def test_an_archive_from_before_pauses_opens_for_ever(tmp_path: Path) -> None:
    old = Path(__file__).parents[2] / "fixtures" / "archives" / "format_2.zip"
    with Store.open(tmp_path / "data") as store:
        (session,) = store.sessions(import_study(store, old))
        with store.reading() as orm:
            assert [note.text for note in orm.exec(select(Note))] == ["Hm."]
            assert [review.reason for review in orm.exec(select(Review))] == ["a stepper"]
        assert session_pauses(store, session.id) == []


def test_an_archive_of_the_first_format_opens_for_ever(tmp_path: Path) -> None:
    old = Path(__file__).parents[2] / "fixtures" / "archives" / "format_1.zip"
    with Store.open(tmp_path / "data") as store:
        study = import_study(store, old)
        (session,) = store.sessions(study)
        assert len(list(store.batches(session.id, "events"))) == 2
        assert store.attempts(session.id)[0].verdict == "success"
        assert media(store, session.id, "audio") == []


@pytest.fixture
def named(store: Store, study: Study, tmp_path: Path) -> Path:
    """An archive of one participant who is in a variant and in a segment."""
    assign(store, store.invite(study), variant="SET", segment="OF")
    export_study(store, "checkout", tmp_path / "x.zip")
    return tmp_path / "x.zip"


def renamed(path: Path, kind: str, name: str) -> Path:
    """Write another name of a group into an archive, with a checksum that fits."""
    with zipfile.ZipFile(path) as old:
        entries = {entry: old.read(entry) for entry in old.namelist()}
    people = json.loads(entries["participants.json"])
    people[0][kind] = name
    entries["participants.json"] = json.dumps(people).encode()
    manifest = json.loads(entries["manifest.json"])
    digest = hashlib.sha256(entries["participants.json"]).hexdigest()
    manifest["checksums"]["participants.json"] = digest
    entries["manifest.json"] = json.dumps(manifest).encode()
    with zipfile.ZipFile(path, "w") as new:
        for entry, data in entries.items():
            new.writestr(entry, data)
    return path


@pytest.mark.parametrize("kind", ["variant", "segment"])
@pytest.mark.parametrize("name", ["x" * 61, "A,B", "A\x1b[2J", "A\nB", "A\u202eB", "A\x00"])
def test_a_group_that_no_invitation_takes_keeps_an_archive_closed(
    named: Path, tmp_path: Path, kind: str, name: str
) -> None:
    with Store.open(tmp_path / "other") as other:
        with pytest.raises(ArchiveError, match=f"Participant P01 .* A {kind} is a name of up to"):
            import_study(other, renamed(named, kind, name))
        assert other.studies() == []


@pytest.mark.parametrize(("name", "kept"), [("  A b ", "A b"), ("   ", None), ("x" * 60, "x" * 60)])
def test_the_name_of_a_group_comes_in_as_an_invitation_would_keep_it(
    named: Path, tmp_path: Path, name: str, kept: str | None
) -> None:
    with Store.open(tmp_path / "other") as other:
        (person,) = other.participants(import_study(other, renamed(named, "variant", name)))
    assert (person.variant, person.segment) == (kept, "OF")
