import json

from recorder.models import Screen, Session, Study
from recorder.store import Store


def screen(store: Store, session: Session, key: str, png: bytes, size: str = "desktop") -> Screen:
    return Screen(
        study_id=session.study_id, key=key, viewport_class=size, source="rendered",
        digest=store.blobs.put(png), boxes=json.dumps({}), width=8, height=6, scale=1.0,
        session_id=session.id, t=0.0,
    )  # fmt: skip


def test_a_screen_has_one_picture_per_viewport_class(
    store: Store, study: Study, session: Session
) -> None:
    for key, size in (("/b", "phone"), ("/a", "phone"), ("/a", "desktop"), ("/a", "phone")):
        store.put_screen(screen(store, session, key, key.encode(), size))
    found = [(row.key, row.viewport_class) for row in store.screens(session.study_id)]
    assert found == [("/a", "desktop"), ("/a", "phone"), ("/b", "phone")]


def test_a_picture_that_another_screen_shows_is_kept(
    store: Store, study: Study, session: Session
) -> None:
    shared = store.put_screen(screen(store, session, "/a", b"same")).digest
    store.put_screen(screen(store, session, "/b", b"same"))
    store.put_screen(screen(store, session, "/a", b"new"))
    assert store.blobs.has(shared)
    store.put_screen(screen(store, session, "/b", b"newer"))
    assert not store.blobs.has(shared)


def test_the_same_picture_again_is_kept(store: Store, study: Study, session: Session) -> None:
    digest = store.put_screen(screen(store, session, "/a", b"same")).digest
    store.put_screen(screen(store, session, "/a", b"same"))
    assert store.blobs.has(digest)


def test_assets_of_another_study_are_not_found(store: Store, study: Study) -> None:
    store.add_asset(study.id or 0, "http://x/a.css", b"a{}", "text/css")
    assert store.asset((study.id or 0) + 1, "http://x/a.css") is None
