from __future__ import annotations

import io
from typing import Any

import msgspec
import pytest
from flask.testing import FlaskClient

from recorder.definition import ScreenRules
from recorder.models import Session, Study
from recorder.protocol import Batch, PageEvent
from recorder.store import Store
from tests.analyzer.test_uploads import png
from tests.recorder.test_picture_size import bomb
from tests.web.conftest import NOW_MS, csrf_of
from web import jobs

PAGE = "/studies/lamp-shop/screens"
EVIL = "/<script>alert(1)</script>"


@pytest.fixture
def visited(store: Store, recorded: Session) -> Session:
    """A session that has been on three screens."""
    for seq, path in enumerate(("/sale", "/sale/17", EVIL), start=1):
        where = {"page": f"p{seq + 1}", "screen": path}
        page = PageEvent(
            t=10_000 * seq, url=f"http://127.0.0.1{path}", kind="load", time_origin_ms=NOW_MS,
            width=1280, height=800, page_width=1280, page_height=2000, title=path, **where,
        )  # fmt: skip
        batch = Batch(v=1, tab="t1", seq=seq, sent_t=10_000 * seq, events=[page])
        store.add_batch(recorded, batch, msgspec.json.encode(batch), "plain", NOW_MS)
    return recorded


def rules(store: Store) -> ScreenRules:
    return store.definition(store.study("lamp-shop")).screens


def post(client: FlaskClient, to: str, follow: bool = True, **form: Any) -> str:
    data = {"csrf": csrf_of(client, PAGE), **form}
    answer = client.post(f"{PAGE}/{to}", data=data, follow_redirects=follow)
    assert answer.status_code == 200, answer.text
    return answer.text


def test_an_empty_gallery_leads_to_inviting(researcher: FlaskClient, study: Study) -> None:
    page = researcher.get(PAGE).text
    assert "No screen has been recorded yet" in page
    assert "Invite a participant" in page


def test_the_gallery_tells_each_screen_and_the_study_leads_there(
    researcher: FlaskClient, visited: Session
) -> None:
    page = researcher.get(PAGE).text
    assert "desktop · 5 events · 1 participant" in page
    assert page.count('name="keys"') == 4
    assert "No picture yet" in page
    assert EVIL not in page
    assert f'href="{PAGE}"' in researcher.get("/studies/lamp-shop").text


def test_merged_screens_are_kept_as_the_next_version_and_split_again(
    researcher: FlaskClient, store: Store, visited: Session
) -> None:
    before = store.study("lamp-shop").version
    page = post(researcher, "merge", keys=["/sale", "/lamps"])
    assert rules(store) == ScreenRules(merge={"/sale": "/lamps"})  # the one with most events
    assert store.study("lamp-shop").version == before + 1
    assert "/sale counts as /lamps now" in page
    assert page.count('name="keys"') == 3
    assert "Merged from <code>/sale</code>" in page
    page = post(researcher, "part", key="/lamps")
    assert rules(store) == ScreenRules()
    assert page.count('name="keys"') == 4


def test_a_merged_screen_can_be_merged_on(
    researcher: FlaskClient, store: Store, visited: Session
) -> None:
    post(researcher, "merge", keys=["/sale", "/sale/17"], into="/sale")
    post(researcher, "merge", keys=["/sale", "/lamps"], into="/lamps")
    assert rules(store).merge == {"/sale/17": "/lamps", "/sale": "/lamps"}


@pytest.mark.parametrize("keys", [[], ["/sale"]])
def test_one_screen_alone_cannot_be_merged(
    researcher: FlaskClient, store: Store, visited: Session, keys: list[str]
) -> None:
    assert "Choose two screens or more" in post(researcher, "merge", keys=keys)
    assert rules(store) == ScreenRules()


def test_an_address_is_split_off_and_joined_again(
    researcher: FlaskClient, store: Store, visited: Session
) -> None:
    page = post(researcher, "split", address=" /sale* ")
    assert rules(store).split == ["/sale*"]
    assert page.count('name="keys"') == 3  # both addresses of the sale are one screen
    assert "<code>/sale*</code> is a screen of its own" in page
    post(researcher, "join", address="/sale*")
    assert rules(store) == ScreenRules()


def test_what_is_no_address_is_not_split_off(
    researcher: FlaskClient, store: Store, visited: Session
) -> None:
    assert "Give an address such as" in post(researcher, "split", address="javascript:x")
    assert rules(store) == ScreenRules()


def test_a_picture_is_uploaded_shown_and_removed(
    researcher: FlaskClient, store: Store, visited: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[str] = []
    monkeypatch.setattr(jobs, "start", lambda _, study: started.append(study.slug))
    where = {"key": "/lamps", "viewport_class": "desktop"}
    file = (io.BytesIO(png(2560, 900)), "lamps.png")
    page = post(researcher, "upload", **where, file=file, scale="")
    assert "1280 x 450 px of the page at a scale of 2" in page
    assert "uploaded" in page
    (screen,) = store.screens(store.study("lamp-shop").id or 0)
    whole = researcher.get(f"{PAGE}/{screen.digest}.png")
    assert whole.data == store.blobs.read(screen.digest)
    small = researcher.get(f"{PAGE}/{screen.digest}.webp")
    assert small.data[8:12] == b"WEBP"
    assert len(small.data) < 20_000
    assert "is gone" in post(researcher, "remove", **where)
    assert store.screens(store.study("lamp-shop").id or 0) == []
    assert started == ["lamp-shop"]  # it is drawn from the recording again


@pytest.mark.parametrize(
    ("data", "scale", "told"),
    [
        (bomb(40_000, 40_000), "", "megapixels"),
        (b"GIF89a", "", "no PNG, JPEG or WebP"),
        (png(100, 100), "two", "is no number"),
        (png(100, 100), "100", "1/8 to 8"),
    ],
)
@pytest.mark.usefixtures("visited")
def test_a_bad_picture_is_refused_in_words(
    researcher: FlaskClient, store: Store, data: bytes, scale: str, told: str
) -> None:
    form = {"key": "/lamps", "viewport_class": "desktop", "scale": scale}
    assert told in post(researcher, "upload", **form, file=(io.BytesIO(data), "a.png"))
    assert store.screens(store.study("lamp-shop").id or 0) == []


def test_no_file_and_no_screen_are_told(
    researcher: FlaskClient, store: Store, visited: Session
) -> None:
    where = {"key": "/lamps", "viewport_class": "desktop"}
    assert "Choose a picture first" in post(researcher, "upload", **where)
    nowhere = {"key": "/nowhere", "viewport_class": "desktop"}
    file = (io.BytesIO(png(9, 9)), "a.png")
    assert "Nobody has been on /nowhere" in post(researcher, "upload", **nowhere, file=file)


def test_a_picture_of_another_study_is_not_given(
    researcher: FlaskClient, store: Store, visited: Session
) -> None:
    other = store.blobs.put(png(9, 9))
    assert researcher.get(f"{PAGE}/{other}.png").status_code == 404


def test_a_stranger_sees_and_changes_nothing(stranger: FlaskClient, visited: Session) -> None:
    assert stranger.get(PAGE).status_code == 401
    assert stranger.post(f"{PAGE}/merge", data={"keys": ["/a", "/b"]}).status_code == 401
