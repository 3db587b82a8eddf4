import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any

import msgspec
import pytest
from flask.testing import FlaskClient

from fixtures import batches
from fixtures.collecting import NOW, send
from recorder import archive_reading as reading
from recorder.archive import export_study, import_study
from recorder.archive_rows import add_contents
from recorder.errors import ArchiveError
from recorder.importing import PORTION, STALE_S, is_importing
from recorder.models import Session, Study
from recorder.store import Store
from recorder.wire import decode_batch, unfold

COUNT = PORTION * 3 + 7


class Watched(zipfile.ZipFile):
    """An archive that lets somebody act whenever a body is read from it."""

    act: Callable[[int], None] = staticmethod(lambda _read: None)
    read_so_far = 0

    def open(self, name: str, *args: Any, **options: Any) -> IO[bytes]:  # type: ignore[override]
        if str(name).startswith("blobs/"):
            self.read_so_far += 1
            self.act(self.read_so_far)
        return super().open(name, *args, **options)


@pytest.fixture
def archive(store: Store, study: Study, session: Session, tmp_path: Path) -> Path:
    for seq in range(COUNT):
        events = [batches.click(10.0 * seq + at) for at in range(5)]
        if seq in (0, COUNT - 1):
            events.append(batches.task("start" if seq == 0 else "done", 10.0 * seq + 9))
        body = batches.packed(batches.batch(seq, events))
        store.add_batch(session, decode_batch(unfold(body)), body, "gzip", NOW)
    export_study(store, "checkout", tmp_path / "big.zip")
    return tmp_path / "big.zip"


def _import(store: Store, path: Path, act: Callable[[int], None]) -> Study:
    with Watched(path) as archive:
        contents = reading.contents(archive)
        archive.act = act  # type: ignore[method-assign]  # an instance's own
        return add_contents(store, contents, reading.definition(contents, "copy"), archive)


def test_a_participant_records_without_waiting_while_a_study_is_imported(
    client: FlaskClient, store: Store, session: Session, archive: Path
) -> None:
    """Whenever a body is read and checked nobody holds the lock: else this would end in a 503."""
    answers: list[int] = []

    def record(read: int) -> None:
        if read % 40 == 0:
            seq = COUNT + len(answers)
            answers.append(send(client, session, batches.batch(seq)).status_code)
            # Those with task events take another road.
            started = batches.batch(1_000 + seq, [batches.task("start", 9e5 + seq, "buy")])
            answers.append(send(client, session, started).status_code)

    study = _import(store, archive, record)
    assert answers == [200] * len(answers)
    assert len(answers) >= 6
    (twin,) = store.sessions(study)
    assert len(list(store.batches(twin.id, "events"))) == COUNT
    assert twin.state == "closed"
    assert [attempt.end_action for attempt in store.attempts(twin.id)] == ["done"]


def test_a_study_that_is_not_whole_yet_says_so(store: Store, archive: Path) -> None:
    seen: list[tuple[bool, str]] = []

    def look(read: int) -> None:
        if read == COUNT:
            seen.extend((is_importing(study), study.title) for study in store.studies())

    study = _import(store, archive, look)
    assert seen == [(True, "Checkout (being imported)"), (False, "Checkout")]
    assert not is_importing(study)
    assert (study.slug, study.title) == ("copy", "Checkout")


class KilledError(BaseException):
    pass


def test_an_import_that_fails_half_way_leaves_nothing(store: Store, archive: Path) -> None:
    def fail(read: int) -> None:
        if read == PORTION * 2 + 3:
            raise KilledError

    before = set(store.data.rglob("blobs/*/*"))
    with pytest.raises(KilledError):
        _import(store, archive, fail)
    assert [study.slug for study in store.studies()] == ["checkout"]
    assert set(store.data.rglob("blobs/*/*")) == before


def test_what_a_killed_import_has_left_is_cleared_by_the_next(
    store: Store, study: Study, archive: Path, tmp_path: Path
) -> None:
    now_ms = study.created_ms
    for name, age_s in (("a" * 16, STALE_S + 60), ("b" * 16, 0)):
        dead = msgspec.structs.replace(store.definition(study), slug=f"importing-{name}")
        left = store.add_study(dead)
        session = store.open_session(store.invite(left), "yes", NOW)
        body = batches.packed(batches.batch())
        store.add_batch(session, decode_batch(unfold(body)), body, "gzip", NOW)
        with store.transaction() as orm:
            orm.merge(left).created_ms = now_ms - int(age_s * 1_000)
    import_study(store, archive, "copy")
    # The other one may be under way in this moment.
    assert sorted(one.slug for one in store.studies()) == [
        "checkout",
        "copy",
        f"importing-{'b' * 16}",
    ]


def test_a_recording_of_a_newer_protocol_is_named_and_nothing_is_taken(
    store: Store, archive: Path, tmp_path: Path
) -> None:
    import hashlib
    import json

    with zipfile.ZipFile(archive) as old:
        entries = {name: old.read(name) for name in old.namelist()}
    body = batches.packed(batches.batch(0, v=2))
    digest = hashlib.sha256(body).hexdigest()
    listed = json.loads(entries["batches.json"])
    listed[0]["body"] = digest
    entries["batches.json"] = json.dumps(listed).encode()
    entries[f"blobs/{digest}"] = body
    manifest = json.loads(entries["manifest.json"])
    manifest["checksums"]["batches.json"] = hashlib.sha256(entries["batches.json"]).hexdigest()
    entries["manifest.json"] = json.dumps(manifest).encode()
    with zipfile.ZipFile(tmp_path / "newer.zip", "w") as new:
        for name, data in entries.items():
            new.writestr(name, data)
    with pytest.raises(ArchiveError, match=r"version 1, not 2\. Upgrade Thinkaloud"):
        import_study(store, tmp_path / "newer.zip", "copy")
    assert [one.slug for one in store.studies()] == ["checkout"]
