from typing import Any

import msgspec
import pytest

from fixtures import batches
from fixtures.collecting import Clock, client_of, send
from recorder.models import Session
from recorder.redact import mask_patterns, redacted
from recorder.store import Store
from recorder.wire import unfold

PERSONAL = [
    "anna.b+test@mail.example.org",
    "müller@bücher.example.de",
    "4111 1111 1111 1111",
    "3782 822463 10005",
    "+49 (30) 1234-5678",
    "0049301234567",
    "078-05-1120",
    "11010519491231002X",
    "3171234506900001",
    "RSSMRA85T10A562S",
    "DE89 3704 0044 0532 0130 00",
    "gb82west12345698765432",
]
PLAIN = [
    "Order 12345678",
    "since 2024-11-22",
    "on 22.11.2024",
    "1,299.00 €",
    "logo@2x.png",
    "vue@3.2.1/dist",
    "1234567812345678",
    "Call me at 5",
]


@pytest.mark.parametrize("secret", PERSONAL)
def test_personal_data_are_masked_within_a_text(secret: str) -> None:
    assert mask_patterns(f"Write {secret} now") == "Write *** now"


@pytest.mark.parametrize("text", PLAIN)
def test_what_is_not_personal_stays(text: str) -> None:
    assert mask_patterns(text) == text


def test_a_card_number_is_found_with_its_check_code_behind() -> None:
    assert "4111" not in mask_patterns("4111 1111 1111 1111 123")


@pytest.mark.parametrize("secret", PERSONAL)
@pytest.mark.parametrize(
    "event",
    [
        lambda secret: batches.click(anchor=batches.anchor(label=secret)),
        lambda secret: (
            batches.click() | {"type": "custom", "name": "bought", "data": {"by": secret}}
        ),
    ],
)
def test_strings_of_events_are_masked(event: Any, secret: str) -> None:
    text = batches.plain(batches.batch(0, [event(secret)]))
    assert secret.encode() not in redacted(text)
    assert b"***" in redacted(text)


def test_texts_and_attributes_of_a_recording_are_masked_and_style_sheets_are_not() -> None:
    attributes = {"title": "a@b.org", "href": "/u/a@b.org"}
    node = {
        "id": 2, "type": 2, "tagName": "a", "attributes": attributes,
        "childNodes": [{"id": 3, "type": 3, "textContent": "Card 4111 1111 1111 1111"}],
    }  # fmt: skip
    sheet = {
        "id": 4, "type": 2, "tagName": "style", "attributes": {},
        "childNodes": [{"id": 5, "type": 3, "textContent": "a{margin:0301234567px}"}],
    }  # fmt: skip
    event = {"type": 2, "timestamp": 1, "data": {"node": {"childNodes": [node, sheet]}}}
    batch = msgspec.json.decode(redacted(batches.plain(batches.replay(events=[event]))))
    link, style = batch["events"][0]["data"]["node"]["childNodes"]
    assert link["attributes"] == {"title": "***", "href": "/u/***"}
    assert link["childNodes"][0]["textContent"] == "Card ***"
    assert style == sheet


def test_the_drawings_of_a_snapshot_keep_their_numbers() -> None:
    shapes = {"points": "7 11 9 13 11 11 7 11", "d": "M3.085-0.5 1234567 0890", "width": "12"}
    node = {"type": 2, "tagName": "path", "attributes": dict(shapes), "childNodes": [], "id": 2}
    label = node | {"attributes": {"aria-label": "+49 30 1234567"}, "id": 3}
    page = {"type": 0, "childNodes": [node, label], "id": 1}
    batch = {"events": [{"type": 2, "data": {"node": page, "initialOffset": {"left": 0}}}]}
    kept = msgspec.json.decode(redacted(msgspec.json.encode(batch)))
    drawn, told = kept["events"][0]["data"]["node"]["childNodes"]
    assert drawn["attributes"] == shapes
    assert told["attributes"] == {"aria-label": "***"}


def test_a_batch_without_personal_data_stays_as_it_came() -> None:
    for message in (batches.batch(), batches.replay()):
        text = batches.plain(message)
        assert redacted(text) is text


def test_numbers_of_the_wire_cost_no_second_look() -> None:
    many = [batches.click(123456.7 + at, x=12345.6, vx=1234567) for at in range(9)]
    text = batches.plain(batches.batch(0, many)).replace(b": ", b":").replace(b", ", b",")
    assert redacted(text) is text


def test_the_collector_stores_a_batch_masked_and_knows_it_again(
    store: Store, session: Session
) -> None:
    client = client_of(store, Clock())
    message = batches.batch(0, [batches.click(anchor=batches.anchor(label="a@b.org"))])
    assert send(client, session, message).get_json()["duplicate"] is False
    assert send(client, session, message).get_json()["duplicate"] is True
    (row,) = store.batches(session.id, "events")
    assert b"a@b.org" not in unfold(row.body)
    assert row.codec == "gzip"


def test_a_deep_page_and_half_an_emoji_are_looked_through() -> None:
    node: dict[str, Any] = {"textContent": "a@b.org \ud83d"}
    for _ in range(180):
        node = {"childNodes": [node]}
    event = {"type": 2, "timestamp": 1, "data": {"node": node}}
    assert b"a@b.org" not in redacted(batches.plain(batches.replay(events=[event])))
