import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from fixtures import batches
from recorder.archive import export_study, import_study
from recorder.errors import ArchiveError, NotFoundError, StudyError
from recorder.models import Asset, Participant, Screen, Session, Study
from recorder.store import Store
from recorder.wire import decode_batch

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 40


def record(store: Store, session: Session, *messages: dict[str, object]) -> None:
    for message in messages:
        body = batches.packed(message)
        store.add_batch(session, decode_batch(batches.plain(message)), body, "gzip", 5)


@pytest.fixture
def archive(store: Store, study: Study, session: Session, tmp_path: Path) -> Path:
    """A study with two participants, recordings, a verdict, an asset and a screen."""
    started = [batches.task("start", 10), batches.task("done", 90)]
    record(store, session, batches.batch(0, started), batches.batch(1), batches.replay(0))
    store.judge(session.id, "find", 1, "success")
    store.close_session(session, 7)
    store.decline(store.invite(study))
    store.add_asset(study.id or 0, "http://x/a.png", PNG, "image/png")
    store.put_screen(
        Screen(
            study_id=study.id or 0, key="/", viewport_class="desktop", source="rendered",
            digest=store.blobs.put(PNG + b"1"), boxes="{}", width=800, height=600, scale=1.0,
            session_id=session.id, t=5.0,
        )
    )  # fmt: skip
    path = tmp_path / "checkout.zip"
    export_study(store, "checkout", path)
    return path


def rewritten(path: Path, change: Callable[[dict[str, bytes]], None]) -> Path:
    """Write an archive again with other entries."""
    with zipfile.ZipFile(path) as old:
        entries = {name: old.read(name) for name in old.namelist()}
    change(entries)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name, data in entries.items():
            new.writestr(name, data)
    return path


def test_a_study_comes_back_whole(archive: Path, store: Store, tmp_path: Path) -> None:
    with Store.open(tmp_path / "other") as other:
        study = import_study(other, archive)
        assert other.definition(study) == store.definition(store.study("checkout"))
        assert [person.code for person in other.participants(study)] == ["P01", "P02"]
        assert other.participants(study)[1].state == "declined"
        (session,) = other.sessions(study)
        assert (session.state, session.closed_ms, session.consent_text) == ("closed", 7, "I agree.")
        for stream in ("events", "replay"):
            mine = [row.body for row in store.batches(session.id, stream)]
            assert [row.body for row in other.batches(session.id, stream)] == mine
        (attempt,) = other.attempts(session.id)
        assert (attempt.end_t, attempt.verdict) == (90, "success")
        (screen,) = other.screens(study.id or 0)
        assert other.blobs.read(screen.digest) == PNG + b"1"
        asset = other.asset(study.id or 0, "http://x/a.png")
        assert asset is not None
        assert (other.blobs.read(asset.digest), asset.size) == (PNG, len(PNG))


def test_the_bytes_depend_on_the_content_alone(archive: Path, store: Store, tmp_path: Path) -> None:
    export_study(store, "checkout", tmp_path / "again.zip")
    assert (tmp_path / "again.zip").read_bytes() == archive.read_bytes()
    with Store.open(tmp_path / "other") as other:
        import_study(other, archive)
        export_study(other, "checkout", tmp_path / "round.zip")
    assert (tmp_path / "round.zip").read_bytes() == archive.read_bytes()


def test_tokens_stay_behind(archive: Path, store: Store, session: Session) -> None:
    (person, _) = store.participants(store.study("checkout"))
    with zipfile.ZipFile(archive) as found:
        everything = b"".join(found.read(name) for name in found.namelist())
    assert session.token.encode() not in everything
    assert person.join_token.encode() not in everything


def test_a_name_that_is_taken_asks_for_another(archive: Path, store: Store) -> None:
    with pytest.raises(StudyError, match="--slug checkout-2"):
        import_study(store, archive)
    again = import_study(store, archive, "checkout-2")
    assert [row.slug for row in store.studies()] == ["checkout-2", "checkout"]
    (twin,) = store.sessions(again)
    assert len(list(store.batches(twin.id, "events"))) == 2
    with pytest.raises(StudyError, match="short name"):
        import_study(store, archive, "No Name")


def test_an_unknown_study_is_not_exported(store: Store, tmp_path: Path) -> None:
    with pytest.raises(NotFoundError):
        export_study(store, "none", tmp_path / "none.zip")
    assert list(tmp_path.glob("*none*")) == []


def test_an_export_that_somebody_was_erased_from_leaves_no_file(
    store: Store, study: Study, session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    record(store, session, batches.batch(0))
    assets = store.assets

    def erasing(study_id: int) -> list[Asset]:
        store.withdraw(session)
        return assets(study_id)

    monkeypatch.setattr(store, "assets", erasing)
    with pytest.raises(StudyError, match="export the study again"):
        export_study(store, "checkout", tmp_path / "x.zip")
    assert list(tmp_path.glob("*x.zip*")) == []


def test_whoever_joins_during_an_export_does_not_break_it(
    store: Store, study: Study, session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    participants = store.participants

    def joining(of: Study) -> list[Participant]:
        found = participants(of)
        monkeypatch.undo()
        store.open_session(store.invite(of), "yes", 5)
        return found

    monkeypatch.setattr(store, "participants", joining)
    export_study(store, "checkout", tmp_path / "x.zip")
    copy = import_study(store, tmp_path / "x.zip", "copy")
    assert len(store.sessions(copy)) == 1


def drop(name: str) -> Callable[[dict[str, bytes]], None]:
    return lambda entries: entries.__delitem__(next(key for key in entries if key.startswith(name)))


def put(name: str, data: bytes) -> Callable[[dict[str, bytes]], None]:
    return lambda entries: entries.__setitem__(name, data)


def damage(start: str) -> Callable[[dict[str, bytes]], None]:
    def change(entries: dict[str, bytes]) -> None:
        name = next(key for key in entries if key.startswith(start))
        entries[name] = entries[name].replace(b"0", b"1", 1) + b" "

    return change


def forge(field: str, text: bytes) -> Callable[[dict[str, bytes]], None]:
    """Put other contents in, with a checksum that fits."""
    import hashlib

    def change(entries: dict[str, bytes]) -> None:
        entries[f"{field}.json"] = text
        manifest = json.loads(entries["manifest.json"])
        manifest["checksums"][f"{field}.json"] = hashlib.sha256(text).hexdigest()
        entries["manifest.json"] = json.dumps(manifest).encode()

    return change


def newer_with_more(entries: dict[str, bytes]) -> None:
    newer(entries)
    entries["surveys.json"] = b"[]"


def newer(entries: dict[str, bytes]) -> None:
    manifest = json.loads(entries["manifest.json"])
    entries["manifest.json"] = json.dumps(manifest | {"format": 4}).encode()


BAD: dict[str, tuple[Callable[[dict[str, bytes]], None], str]] = {
    "no manifest": (drop("manifest"), "no study archive"),
    "an index is missing": (drop("batches"), "has no batches.json"),
    "a blob is missing": (drop("blobs/"), "has no blobs/"),
    "an index was changed": (damage("sessions"), "damaged"),
    "a blob was changed": (damage("blobs/"), "damaged"),
    "a newer format": (newer, "newer Thinkaloud"),
    "a newer format with more in it": (newer_with_more, "newer Thinkaloud"),
    "a path that climbs out": (put("../../evil", b"x"), "not taken"),
    "an absolute path": (put("/etc/evil", b"x"), "not taken"),
    "another file": (put("readme.txt", b"x"), "not taken"),
    "a bomb": (put("blobs/" + "0" * 64, b"0" * (60 * 2**20)), "not taken"),
    "no JSON": (forge("sessions", b"{"), "not valid"),
    "a wrong type": (forge("participants", b'[{"code": 5}]'), "not valid"),
    "a study that is none": (forge("study", b'{"definition":{"slug":"x"}}'), "not valid"),
    "a batch of nobody": (
        forge("batches", b'[{"session_id":"no","body":"%s","received_ms":1}]' % (b"0" * 64)),
        "has no blobs",
    ),
    "a pause that ends before it begins": (
        forge(
            "pauses",
            b'[{"session_id":"s","start_t":9,"end_t":3,"reason":"break","note":"",'
            b'"author":null,"created_ms":1}]',
        ),
        "ends before it begins",
    ),
    "a pause for a reason that is none": (
        forge("pauses", b'[{"session_id":"s","start_t":1,"end_t":3,"reason":"x","note":""}]'),
        "not valid",
    ),
    "sessions of nobody": (forge("participants", b"[]"), "something that is not in it"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_archive_is_refused_with_a_remedy_and_leaves_nothing(
    archive: Path, tmp_path: Path, name: str
) -> None:
    change, text = BAD[name]
    with Store.open(tmp_path / "other") as other:
        with pytest.raises(ArchiveError, match=text):
            import_study(other, rewritten(archive, change))
        assert other.studies() == []
        assert other.blobs.size() == 0


@pytest.mark.parametrize("part", [0.0, 0.01, 0.5, 0.99])
def test_a_file_that_was_cut_off_is_refused(archive: Path, tmp_path: Path, part: float) -> None:
    data = archive.read_bytes()
    archive.write_bytes(data[: int(len(data) * part)])
    with Store.open(tmp_path / "other") as other, pytest.raises(ArchiveError, match="cut off"):
        import_study(other, archive)


def test_a_flipped_byte_anywhere_is_found_or_harmless(archive: Path, tmp_path: Path) -> None:
    data = archive.read_bytes()
    with Store.open(tmp_path / "other") as other:
        for place in range(0, len(data), max(1, len(data) // 60)):
            archive.write_bytes(data[:place] + bytes([data[place] ^ 0xFF]) + data[place + 1 :])
            try:
                import_study(other, archive, f"s{place}")
            except ArchiveError:
                continue


def test_an_entry_that_stands_twice_is_refused(archive: Path, tmp_path: Path) -> None:
    with pytest.warns(UserWarning, match="Duplicate"), zipfile.ZipFile(archive, "a") as grown:
        grown.writestr("study.json", b"{}")
    with Store.open(tmp_path / "other") as other, pytest.raises(ArchiveError, match="twice"):
        import_study(other, archive)


def test_a_recording_that_the_collector_would_refuse_is_refused(
    archive: Path, tmp_path: Path
) -> None:
    import hashlib

    def change(entries: dict[str, bytes]) -> None:
        body = batches.packed(batches.batch(events=[{"type": "hologram"}]))
        digest = hashlib.sha256(body).hexdigest()
        entries[f"blobs/{digest}"] = body
        index = json.loads(entries["batches.json"])
        index[0]["body"] = digest
        forge("batches", json.dumps(index).encode())(entries)

    with Store.open(tmp_path / "other") as other, pytest.raises(ArchiveError, match="refused"):
        import_study(other, rewritten(archive, change))
