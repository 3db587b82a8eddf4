from typing import Any

from fixtures import batches
from recorder.protocol import ReplayBatch
from recorder.stored_texts import Found, of_event, of_replay


def _replay(*events: dict[str, Any]) -> list[Found]:
    stamped = [event | {"timestamp": 1} for event in events]
    batch = ReplayBatch(v=1, tab="t", seq=0, page="p", sent_t=1, origin_ms=0, events=stamped)
    return list(of_replay([batch]))


def _element(number: int, tag: str, attributes: dict[str, Any], *inside: Any) -> dict[str, Any]:
    return {
        "id": number, "type": 2, "tagName": tag, "attributes": attributes,
        "childNodes": list(inside),
    }  # fmt: skip


def _text(number: int, text: str) -> dict[str, Any]:
    return {"id": number, "type": 3, "textContent": text}


META = {"type": 4, "data": {"href": "http://shop.test/lamps/7?q=*"}}


def test_an_event_tells_its_texts_with_route_and_element() -> None:
    anchor = batches.anchor(label="Buy", key="#buy")
    event = batches.click(anchor=anchor, screen="/lamps+dialog(#basket)")
    found = list(of_event(event))
    assert Found("/lamps", "event click label", "#buy", "Buy") in found
    assert not [one for one in found if one.text == "button"], "words of the protocol are no texts"


def test_the_data_of_a_custom_event_are_listed_with_their_names() -> None:
    event = {"type": "custom", "t": 1, "screen": "/", "name": "bought", "data": {"type": "red"}}
    found = set(of_event(event))
    assert {one.text for one in found} >= {"bought", "type", "red"}


def test_an_answer_is_listed_with_its_words_and_what_was_ticked() -> None:
    event = {"type": "answer", "t": 1, "page": "p", "screen": "/", "questionnaire": "nps",
             "ratings": [3, None], "reason": "Too slow", "choices": ["Price", 7]}  # fmt: skip
    assert {found.text for found in of_event(event)} >= {"Too slow", "Price"}
    assert Found("/", "event answer reason", "", "Too slow") in list(of_event(event))


def test_a_snapshot_tells_texts_attributes_and_its_address() -> None:
    page = _element(1, "p", {"id": "note", "title": "More", "width": "3"}, _text(2, "Hello  you"))
    found = _replay(META, {"type": 2, "data": {"node": {"id": 9, "type": 0, "childNodes": [page]}}})
    assert found == [
        Found("/lamps/7", "address", "", "http://shop.test/lamps/7?q=*"),
        Found("/lamps/7", "attribute id", "p#note", "note"),
        Found("/lamps/7", "attribute title", "p#note", "More"),
        Found("/lamps/7", "text", "p#note", "Hello you"),
    ]


def test_mutations_are_told_of_the_elements_of_the_snapshot() -> None:
    page = _element(1, "p", {"class": "note big"}, _text(2, "a"), _element(3, "input", {}))
    changed = {
        "source": 0,
        "texts": [{"id": 2, "value": "b"}],
        "attributes": [{"id": 1, "attributes": {"alt": "c"}}],
        "adds": [{"parentId": 1, "node": _text(4, "d")}],
    }
    typed = {"source": 5, "id": 3, "text": "e"}
    found = _replay(
        {"type": 2, "data": {"node": page}}, {"type": 3, "data": changed},
        {"type": 3, "data": typed},
    )  # fmt: skip
    assert [(one.place, one.element, one.text) for one in found[-4:]] == [
        ("text", "p.note", "d"),
        ("text", "p.note", "b"),
        ("attribute alt", "p.note", "c"),
        ("typed", "input", "e"),
    ]


def test_of_style_only_what_it_writes_is_listed() -> None:
    sheet = _element(1, "style", {"_cssText": "a{color:red}b::after{content:'Jane'}"})
    rules = _element(2, "style", {}, _text(3, 'i::before{content: "Doe"}'))
    found = _replay({"type": 2, "data": {"node": _element(9, "head", {}, sheet, rules)}})
    assert [one.text for one in found] == ["Jane", "Doe"]


def test_a_forged_recording_is_read_as_far_as_it_goes() -> None:
    mad: list[dict[str, Any]] = [
        {"type": 2, "data": {"node": 5}},
        {"type": 2, "data": {"node": {"type": 2, "attributes": [1], "childNodes": ["x", None]}}},
        {"type": 3, "data": {"source": 0, "texts": ["x"], "adds": None, "attributes": [{}]}},
        {"type": 3, "data": None},
        {"type": 4, "data": {"href": 7}},
    ]
    assert [one.text for one in _replay(*mad)] == ["7"]
