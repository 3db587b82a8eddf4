import time
from pathlib import Path

import pytest
from flask import Blueprint
from flask.testing import FlaskClient

from fixtures import batches
from recorder.errors import NotFoundError
from recorder.models import Session, Study
from recorder.prototype import create_prototype_app
from recorder.store import Store


@pytest.fixture
def session(store: Store, study: Study) -> Session:
    return store.open_session(store.invite(study), "yes", time.time_ns() // 1_000_000)


@pytest.fixture
def client(store: Store, study: Study, tmp_path: Path) -> FlaskClient:
    (tmp_path / "shop").mkdir()
    (tmp_path / "shop" / "index.html").write_text("<head></head>shop")
    join = Blueprint("join", __name__)
    join.add_url_rule("/join/<token>", "page", lambda token: f"join {token}")
    app = create_prototype_app(
        store.data, "checkout", str(tmp_path / "shop"), [join], lambda locale: {"locale": locale}
    )
    return app.test_client()


def test_page_tracker_collector_and_join_share_one_origin(
    client: FlaskClient, session: Session
) -> None:
    assert "shop" in client.get("/").text
    assert client.get("/_thinkaloud/collect/v1/time").status_code == 200
    assert client.get("/_thinkaloud/join/abc").text == "join abc"
    message = {"v": 1, "token": session.token, "tracker": "0.1"}
    hello = client.post(
        "/_thinkaloud/collect/v1/hello", data=batches.plain(message),
        headers={"Origin": "http://localhost"},
    )  # fmt: skip
    assert hello.get_json()["texts"] == {"locale": "en"}
    assert "Access-Control-Allow-Origin" in hello.headers


def test_a_batch_of_the_page_is_stored(client: FlaskClient, store: Store, session: Session) -> None:
    answer = client.post(
        f"/_thinkaloud/collect/v1/batches?token={session.token}",
        data=batches.packed(batches.batch()),
    )
    assert answer.status_code == 200
    assert len(list(store.batches(session.id, "events"))) == 1


@pytest.mark.parametrize("path", ["/_thinkaloud/none", "/_thinkaloud/tracker/none.js"])
def test_our_own_addresses_never_fall_through_to_the_prototype(
    client: FlaskClient, path: str
) -> None:
    answer = client.get(path)
    assert (answer.status_code, "<script" in answer.text) == (404, False)


def test_an_unknown_study_is_named_at_the_start(store: Store, tmp_path: Path) -> None:
    with pytest.raises(NotFoundError, match="no study `none`"):
        create_prototype_app(store.data, "none", str(tmp_path))
