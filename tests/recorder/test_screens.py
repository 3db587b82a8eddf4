from __future__ import annotations

from pathlib import Path

from recorder.definition import parse_study
from recorder.models import Screen
from recorder.screens import batch_marks, remove_screen
from recorder.store import Store

STUDY = "slug: shop\ntitle: Shop\ntasks: [{id: t, title: T, instructions: I}]"


def screen(study_id: int, digest: str) -> Screen:
    return Screen(
        study_id=study_id, key="/", viewport_class="phone", source="uploaded", digest=digest,
        boxes="{}", width=1, height=1, scale=1, session_id="", t=0,
    )  # fmt: skip


def test_a_removed_picture_is_gone_from_the_folder_too(tmp_path: Path) -> None:
    with Store.open(tmp_path) as store:
        study_id = store.add_study(parse_study(STUDY, "shop")).id or 0
        digest = store.blobs.put(b"picture")
        store.put_screen(screen(study_id, digest))
        assert not remove_screen(store, study_id, "/", "desktop")
        assert remove_screen(store, study_id, "/", "phone")
        assert store.screens(study_id) == []
        assert not store.blobs.has(digest)
        assert not remove_screen(store, study_id, "/", "phone")


def test_sessions_without_batches_have_no_mark(tmp_path: Path) -> None:
    with Store.open(tmp_path) as store:
        study = store.add_study(parse_study(STUDY, "shop"))
        store.open_session(store.invite(study), "Yes", 1)
        assert batch_marks(store, study.id or 0) == {}
