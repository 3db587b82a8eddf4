from __future__ import annotations

import json
import re
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from recorder import notes
from recorder.models import Session
from recorder.store import Store


@pytest.fixture
def place(session: Session) -> str:
    return f"/studies/lamp-shop/sessions/{session.id}/replay"


def csrf(client: FlaskClient, place: str) -> dict[str, str]:
    found = re.search(r'data-csrf="([0-9a-f]{64})"', client.get(place).text)
    assert found
    return {"X-CSRF-Token": found[1]}


def send(client: FlaskClient, place: str, path: str, body: Any) -> TestResponse:
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    return client.post(f"{place}/{path}", data=data, headers=csrf(client, place))


def test_a_note_is_kept_changed_and_removed(
    researcher: FlaskClient, store: Store, session: Session, place: str
) -> None:
    written = {"t": 1_500.0, "text": "Looks for the basket", "code": "Problem"}
    answer = send(researcher, place, "notes", written)
    assert answer.status_code == 201
    kept = answer.json
    assert kept | written == kept
    assert researcher.get(f"{place}/index.json").json["notes"] == [kept]
    changed = send(researcher, place, f"notes/{kept['id']}", written | {"text": "Found it"})
    assert changed.json["text"] == "Found it"
    assert send(researcher, place, f"notes/{kept['id']}/delete", {}).status_code == 200
    assert notes.notes(store, session.id) == []
    assert send(researcher, place, f"notes/{kept['id']}/delete", {}).status_code == 404


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400), (b"\xff", 400), (b"[" * 100_000, 400), ({"t": "soon"}, 400),
        ({"t": 1, "text": 7}, 400), ({"t": 1, "text": "x" * 100_000}, 400),
        ({"t": -1, "text": "x"}, 422), ({"t": 1e300, "text": "x"}, 422), ({"t": 1}, 422),
    ],
)  # fmt: skip
def test_what_is_no_note_is_refused_with_a_reason(
    researcher: FlaskClient, place: str, body: Any, status: int
) -> None:
    assert send(researcher, place, "notes", body).status_code == status
    assert researcher.get(f"{place}/index.json").json["notes"] == []


def test_a_note_needs_the_key_and_the_token(
    researcher: FlaskClient, stranger: FlaskClient, place: str
) -> None:
    body = json.dumps({"t": 1, "text": "x"})
    assert stranger.post(f"{place}/notes", data=body).status_code == 401
    assert researcher.post(f"{place}/notes", data=body).status_code == 403


def test_a_note_is_shown_as_text(researcher: FlaskClient, place: str) -> None:
    send(researcher, place, "notes", {"t": 1, "text": "<script>alert(1)</script>"})
    answer = researcher.get(f"{place}/index.json")
    assert answer.mimetype == "application/json"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_nothing_is_written_about_a_session_that_was_withdrawn(
    researcher: FlaskClient, store: Store, session: Session, place: str
) -> None:
    headers = csrf(researcher, place)
    store.withdraw(session)
    answer = researcher.post(
        f"{place}/notes", data=json.dumps({"t": 1, "text": "x"}), headers=headers
    )
    assert answer.status_code == 409
