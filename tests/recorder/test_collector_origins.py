import pytest
from flask.testing import FlaskClient

from fixtures import batches
from fixtures.collecting import code, send, stored
from recorder.definition import parse_study
from recorder.models import Session
from recorder.store import Store


@pytest.mark.parametrize("origin", ["https://shop.example", "http://127.0.0.1:8001"])
def test_the_studys_sites_may_speak(client: FlaskClient, session: Session, origin: str) -> None:
    headers = {"Origin": origin}
    answer = send(client, session, batches.batch(), headers=headers)
    assert answer.status_code == 200
    assert answer.headers["Access-Control-Allow-Origin"] == origin
    assert answer.headers["Vary"] == "Origin"
    ahead = client.options(f"/collect/v1/assets?token={session.token}", headers=headers)
    assert ahead.status_code == 204
    assert ahead.headers["Access-Control-Allow-Headers"] == "Content-Type"
    assert ahead.headers["Access-Control-Allow-Origin"] == origin


@pytest.mark.parametrize(
    "origin",
    ["https://evil.example", "null", "https://shop.example.evil.example", "http://shop.example",
     "https://shop.example:444", "http://127.0.0.1:8002", "*", "", "https://SHOP.example"],
)  # fmt: skip
def test_no_other_site_may_speak(
    client: FlaskClient, store: Store, session: Session, origin: str
) -> None:
    answer = send(client, session, batches.batch(), headers={"Origin": origin})
    assert (answer.status_code, code(answer)) == (403, "origin_not_allowed")
    assert "Access-Control-Allow-Origin" not in answer.headers
    assert stored(store, session) == []
    ahead = client.options("/collect/v1/assets", headers={"Origin": origin})
    assert "Access-Control-Allow-Origin" not in ahead.headers


def test_the_collectors_own_origin_needs_no_permission(
    client: FlaskClient, session: Session
) -> None:
    answer = send(client, session, batches.batch(), headers={"Origin": "http://localhost"})
    assert answer.status_code == 200


def test_another_studys_site_may_not_speak_for_this_one(
    client: FlaskClient, store: Store, session: Session
) -> None:
    text = (
        batches.STUDY.replace("slug: checkout", "slug: other")
        + "origins: ['https://other.example']\n"
    )
    store.add_study(parse_study(text, "other"))
    headers = {"Origin": "https://other.example"}
    answer = send(client, session, batches.batch(), headers=headers)
    assert (answer.status_code, code(answer)) == (403, "origin_not_allowed")
    assert "Access-Control-Allow-Origin" not in answer.headers


def test_a_refusal_can_be_read_by_the_studys_sites(client: FlaskClient, session: Session) -> None:
    headers = {"Origin": "https://shop.example"}
    for answer in (
        client.post("/collect/v1/batches?token=none", headers=headers),
        send(client, session, {"v": 1}, headers=headers),
        client.get("/collect/v1/none", headers=headers),
    ):
        assert answer.headers["Access-Control-Allow-Origin"] == "https://shop.example"
