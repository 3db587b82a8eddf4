from __future__ import annotations

import gzip
import json

import pytest
from flask.testing import FlaskClient

from fixtures.batches import click
from fixtures.replayed import (
    at,
    event,
    event_batch,
    in_parts,
    keep,
    page,
    page_event,
    paragraphs,
    replay_slice,
)
from fixtures.studio import element
from recorder import tracker_files
from recorder.models import Batch, Session, Study
from recorder.store import Store
from web import replay

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 20
EVIL = "https://evil.test/x.png"


@pytest.fixture
def place(session: Session) -> str:
    return f"/studies/lamp-shop/sessions/{session.id}/replay"


@pytest.fixture
def replayed(store: Store, session: Session) -> Session:
    picture = element("img", src="http://shop.test/a.png#x")
    run = event("pointer", 120, dt=[0, 50], x=[1, 2], y=[3, 4])
    keep(
        store, session, event_batch(0, [page_event(0), run, click(700)]),
        replay_slice(0, [*page(100, picture, element("img", src=EVIL)), *paragraphs(600)]),
    )  # fmt: skip
    store.add_asset(session.study_id, "http://shop.test/a.png", PNG, "image/png")
    return session


def test_the_page_says_where_its_data_and_stage_are_and_lets_no_other_frame_in(
    researcher: FlaskClient, place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(replay, "viewer_file", lambda: "viewer-0123456789ab.js")
    answer = researcher.get(place)
    assert f'data-base="{place}"' in answer.text
    assert "/tracker/viewer-0123456789ab.js" in answer.text
    policy = answer.headers["Content-Security-Policy"]
    assert f"frame-src http://localhost{place}/stage" in policy
    assert "unsafe" not in policy


def test_without_the_bundle_the_page_says_what_to_do(
    researcher: FlaskClient, place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(replay, "viewer_file", lambda: "")
    assert "make bundles" in researcher.get(place).text


def test_the_stage_lets_nothing_run_and_nothing_in(researcher: FlaskClient, place: str) -> None:
    answer = researcher.get(f"{place}/stage")
    policy = dict(
        part.strip().partition(" ")[::2]
        for part in answer.headers["Content-Security-Policy"].split(";")
    )
    files = f"http://localhost{place}/assets/ data:"
    assert policy["default-src"] == policy["script-src"] == policy["connect-src"] == "'none'"
    assert policy["img-src"] == policy["font-src"] == files
    assert policy["form-action"] == policy["base-uri"] == "'none'"
    assert "<script" not in answer.text


def test_a_segment_comes_with_its_pointer_and_where_its_files_are(
    researcher: FlaskClient, replayed: Session, place: str
) -> None:
    first = researcher.get(f"{place}/segments/t1.0.json").json
    assert [len(run["events"]) for run in first["runs"]] == [2]
    assert first["pointers"] == [{"t": 120.0, "dt": [0, 50], "x": [1, 2], "y": [3, 4]}]
    assert list(first["assets"]) == ["http://shop.test/a.png#x"]
    link = first["assets"]["http://shop.test/a.png#x"]
    answer = researcher.get(link)
    assert (answer.data, answer.mimetype) == (PNG, "image/png")
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert researcher.get(f"{place}/segments/t1.1.json").json["pointers"] == []


def test_a_finished_sessions_segment_is_kept_by_the_browser_under_its_state(
    researcher: FlaskClient, store: Store, replayed: Session, place: str
) -> None:
    state = researcher.get(f"{place}/index.json").headers["X-Recording"]
    path = f"{place}/segments/t1.0.json?v={state}"
    assert researcher.get(path).headers["Cache-Control"] == "no-cache"
    store.close_session(replayed, 1)
    answer = researcher.get(path)
    assert "immutable" in answer.headers["Cache-Control"]
    assert "immutable" not in researcher.get(f"{place}/segments/t1.0.json").headers["Cache-Control"]
    again = researcher.get(path, headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


def test_data_is_packed_where_the_browser_takes_it(
    researcher: FlaskClient, replayed: Session, place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(replay, "MIN_PACKED", 100)
    plain = researcher.get(f"{place}/segments/t1.0.json")
    packed = researcher.get(f"{place}/segments/t1.0.json", headers={"Accept-Encoding": "gzip"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.data) == plain.data


def test_an_archived_style_sheet_names_archived_files(
    researcher: FlaskClient, store: Store, replayed: Session, place: str
) -> None:
    css = f"a{{background:url(a.png)}} b{{background:url({EVIL})}}".encode()
    asset = store.add_asset(replayed.study_id, "http://shop.test/main.css", css, "text/css")
    answer = researcher.get(f"{place}/assets/{asset.digest}")
    assert answer.mimetype == "text/css"
    assert "evil.test" not in answer.text
    assert f'url("{place}/assets/' in answer.text
    assert 'b{background:url("data:,")}' in answer.text


def test_an_asset_of_another_study_is_not_given_out(
    researcher: FlaskClient, store: Store, replayed: Session, place: str
) -> None:
    from recorder.definition import parse_study

    yaml = "title: B\ntasks: [{id: a, title: A, instructions: A}]"
    other = store.add_study(parse_study(yaml, "other"))
    asset = store.add_asset(other.id or 0, "http://b.test/b.png", PNG + b"b", "image/png")
    assert researcher.get(f"{place}/assets/{asset.digest}").status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        "segments/t1.9.json", "segments/t9.0.json", "segments/..0.json", "segments/t1.0",
        "segments/%2e%2e%2f.0.json", f"segments/t1.{10**40}.json", "assets/", "assets/x",
        f"assets/{'0' * 64}", "assets/%2e%2e%2fkey",
    ],
)  # fmt: skip
def test_what_is_not_there_is_not_found(
    researcher: FlaskClient, replayed: Session, place: str, path: str
) -> None:
    assert researcher.get(f"{place}/{path}").status_code == 404


@pytest.mark.parametrize(
    "path", ["", "/stage", "/index.json", "/segments/t1.0.json", f"/assets/{'0' * 64}"]
)
def test_nothing_is_shown_without_the_key(
    stranger: FlaskClient, replayed: Session, place: str, path: str
) -> None:
    assert stranger.get(place + path).status_code == 401


def test_a_damaged_batch_is_named_and_the_rest_plays(
    researcher: FlaskClient, store: Store, replayed: Session, place: str
) -> None:
    keep(store, replayed, *in_parts(1, paragraphs(900), 2)[:1])
    with store.transaction() as orm:
        orm.add(
            Batch(
                session_id=replayed.id, tab="t1", stream="replay", seq=7, first_t=0, last_t=0, n=1,
                codec="gzip", digest="0", received_ms=0, body=b"\x1f\x8bdamaged",
            )
        )  # fmt: skip
    index = researcher.get(f"{place}/index.json").json
    assert "cannot be read" in index["troubles"][0]
    assert [one["id"] for one in index["segments"]] == ["t1.0", "t1.1"]
    assert index["gaps"]
    assert researcher.get(f"{place}/segments/t1.1.json").status_code == 200


def test_forged_events_reach_the_viewer_as_data_and_break_nothing_here(
    researcher: FlaskClient, store: Store, session: Session, study: Study, place: str
) -> None:
    nest: dict[str, object] = {}
    for _ in range(200):
        nest = {"a": nest}
    forged = [
        at(10, {"type": 2}), at(20, {"type": 2, "data": None}), at(30, {"type": 3, "data": nest}),
        at(40, {"type": 999, "data": "</script>"}), at(50, {"type": 4, "data": {"width": "x"}}),
    ]  # fmt: skip
    keep(store, session, replay_slice(0, forged))
    index = researcher.get(f"{place}/index.json").json
    assert len(index["segments"]) == 2
    for segment in index["segments"]:
        answer = researcher.get(f"{place}/segments/{segment['id']}.json")
        assert json.loads(answer.data)["runs"]


def test_the_viewer_is_in_the_manifest() -> None:
    assert tracker_files.viewer_file().startswith("viewer-")
