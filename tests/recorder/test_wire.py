import gzip
import json
import zlib
from typing import Any

import pytest

from fixtures import batches
from recorder.errors import RefusedError
from recorder.handshake import Hello
from recorder.protocol import MAX_DECODED_BYTES, Batch, ClickEvent, ReplayBatch
from recorder.wire import codec_of, decode, decode_batch, join_replay, times_of, unfold


def refusal(text: bytes) -> RefusedError:
    with pytest.raises(RefusedError) as refused:
        decode_batch(text)
    return refused.value


def test_gzip_is_told_by_its_magic_bytes() -> None:
    assert codec_of(batches.packed({})) == "gzip"
    assert codec_of(batches.plain({})) == "plain"
    assert codec_of(b"") == "plain"


def test_a_body_unfolds_to_the_same_text_either_way() -> None:
    message = batches.batch()
    assert unfold(batches.packed(message)) == unfold(batches.plain(message))


@pytest.mark.parametrize(
    "body",
    [
        b"\x1f\x8b",
        b"\x1f\x8bnonsense",
        batches.packed({"a": 1})[:-3],
        batches.packed({"a": 1}) + b"more",
        batches.packed({"a": 1})[:-6] + b"\0\0\0\0\0\0",
    ],
    ids=["magic alone", "no gzip", "cut", "followed", "wrong checksum"],
)
def test_damaged_gzip_is_refused(body: bytes) -> None:
    with pytest.raises(RefusedError) as refused:
        unfold(body)
    assert (refused.value.code, refused.value.status) == ("bad_gzip", 400)


def test_a_bomb_is_stopped_while_it_unfolds(monkeypatch: pytest.MonkeyPatch) -> None:
    bomb = gzip.compress(b"0" * (MAX_DECODED_BYTES * 4))
    largest = 0
    real = zlib.decompressobj

    class Watched:
        def __init__(self, window: int) -> None:
            self.inner = real(window)
            self.eof, self.unused_data = False, b""

        def decompress(self, data: bytes, limit: int) -> bytes:
            nonlocal largest
            out = self.inner.decompress(data, limit)
            largest = max(largest, len(out))
            return out

    monkeypatch.setattr(zlib, "decompressobj", Watched)
    with pytest.raises(RefusedError) as refused:
        unfold(bomb)
    assert (refused.value.code, refused.value.status) == ("decoded_too_large", 413)
    assert largest == MAX_DECODED_BYTES + 1


def test_exactly_the_limit_is_taken() -> None:
    assert len(unfold(gzip.compress(b"0" * 1_000), limit=1_000)) == 1_000
    with pytest.raises(RefusedError):
        unfold(gzip.compress(b"0" * 1_001), limit=1_000)
    with pytest.raises(RefusedError):
        unfold(b"0" * 1_001, limit=1_000)


def test_a_batch_is_decoded_by_its_stream() -> None:
    events = decode_batch(batches.plain(batches.batch()))
    replay = decode_batch(batches.plain(batches.replay()))
    assert isinstance(events, Batch)
    assert isinstance(events.events[0], ClickEvent)
    assert isinstance(replay, ReplayBatch)


@pytest.mark.parametrize(
    "text",
    [b"", b"{", b"nonsense", b'{"v":' * 100_000, b'{"v":1,\xff}', b'{"stream":"events","v":1}x'],
    ids=["empty", "cut", "words", "deep", "no UTF-8", "followed"],
)
def test_what_is_no_json_is_said_so(text: bytes) -> None:
    fault = refusal(text)
    assert (fault.code, fault.status) == ("bad_json", 400)


@pytest.mark.parametrize("stream", ["events", "replay"])
def test_a_nest_too_deep_to_read_is_refused(stream: str) -> None:
    deep = '{"a":' * 100_000 + "1" + "}" * 100_000
    head = f'{{"stream":"{stream}","v":1,"tab":"t","seq":0,"page":"p","sent_t":0,"origin_ms":0,'
    assert refusal(f'{head}"events":[{deep}]}}'.encode()).code in {"bad_json", "invalid_batch"}
    assert refusal(f'{head}"more":{deep}}}'.encode()).code in {"bad_json", "invalid_batch"}


@pytest.mark.parametrize("text", [b"[]", b"1", b"null", b"{}", b'{"stream":"film","v":1}'])
def test_json_that_is_no_batch_is_invalid(text: bytes) -> None:
    fault = refusal(text)
    assert (fault.code, fault.status, fault.invalid) == ("invalid_batch", 422, None)


def test_a_newer_version_is_told_before_its_events_are_judged() -> None:
    assert refusal(batches.plain(batches.batch(v=2))).code == "unknown_version"
    newer = batches.batch(v=7, events=[{"type": "hologram"}])
    assert refusal(batches.plain(newer)).code == "unknown_version"


BAD_EVENTS: list[dict[str, Any]] = [
    batches.click(-1),
    batches.click(1e15),
    batches.click(fx=1.5),
    batches.click(t="soon"),
    {"type": "click", "t": 1, "page": "p1", "screen": "/"},
    {"type": "hologram", "t": 1, "page": "p1", "screen": "/"},
    {"type": "pointer", "t": 1, "page": "p", "screen": "/", "dt": [1], "x": [], "y": []},
    {},
]


@pytest.mark.parametrize("event", BAD_EVENTS)
def test_events_at_fault_are_named(event: dict[str, Any]) -> None:
    fault = refusal(batches.plain(batches.batch(events=[batches.click(), event, batches.click()])))
    assert (fault.code, fault.status, fault.invalid) == ("invalid_batch", 422, [1])


def test_without_the_events_at_fault_the_rest_is_valid() -> None:
    events = [batches.click(), *BAD_EVENTS, batches.click(7)]
    fault = refusal(batches.plain(batches.batch(events=events)))
    left = [event for index, event in enumerate(events) if index not in (fault.invalid or [])]
    assert len(decode_batch(batches.plain(batches.batch(events=left))).events) == 2


def test_no_event_is_named_where_the_envelope_is_at_fault() -> None:
    fault = refusal(batches.plain(batches.batch(tab="a b", events=[batches.click(-1)])))
    assert fault.invalid is None


def test_a_replay_event_needs_a_type_and_a_time() -> None:
    good = batches.replay()["events"][0]
    events = [good, {"type": 4}, {"timestamp": 1}, good | {"timestamp": "x"}]
    assert refusal(batches.plain(batches.replay(events=events))).invalid == [1, 2, 3]


def test_half_an_emoji_is_mended_and_a_whole_one_is_left() -> None:
    label = r'{"a":"\ud83d \ud83d\ude00 \\ud83d \ude00"}'
    text = batches.plain(batches.batch(events=[batches.click()])).replace(b'"Buy"', b'"HERE"')
    text = text.replace(b"HERE", label[6:-2].encode())
    event = decode_batch(text).events[0]
    assert isinstance(event, ClickEvent)
    assert event.anchor.label == "\ufffd \U0001f600 \\ud83d \ufffd"


def test_times_are_the_first_and_the_last_of_the_events() -> None:
    events = [batches.click(30), batches.click(10), batches.click(20)]
    assert times_of(decode_batch(batches.plain(batches.batch(events=events)))) == (10, 30)
    assert times_of(decode_batch(batches.plain(batches.batch(events=[])))) == (1_000, 1_000)


def test_a_hello_is_decoded_and_judged() -> None:
    hello = {"v": 1, "token": "t", "tracker": "0.1"}
    assert decode(batches.plain(hello), Hello).token == "t"
    for changes, code in (
        ({"v": 2, "token": 5}, "unknown_version"),
        ({"token": ""}, "invalid_message"),
        ({"tracker": "a\0b"}, "invalid_message"),
        ({"origin_ms": -5}, "invalid_message"),
    ):
        with pytest.raises(RefusedError) as refused:
            decode(batches.plain(hello | changes), Hello)
        assert refused.value.code == code


def parts(text: str, count: int, first: int = 0) -> list[ReplayBatch]:
    size = -(-len(text) // count)
    made = []
    for part in range(count):
        piece = text[part * size : (part + 1) * size]
        changes = {"events": [], "part": part, "parts": count, "text": piece}
        message = batches.replay(first + part, **changes)
        decoded = decode_batch(batches.plain(message))
        assert isinstance(decoded, ReplayBatch)
        made.append(decoded)
    return made


def test_parts_are_put_together_again() -> None:
    events = batches.replay()["events"] * 3
    whole = decode_batch(batches.plain(batches.replay(9)))
    assert isinstance(whole, ReplayBatch)
    joined = list(join_replay([*parts(json.dumps(events), 3), whole]))
    assert [len(slice_.events) for slice_ in joined] == [3, 1]
    assert joined[0].events == events


@pytest.mark.parametrize("missing", [0, 1, 2])
def test_a_slice_with_a_missing_part_is_left_out(missing: int) -> None:
    text = json.dumps(batches.replay()["events"])
    pieces = parts(text, 3)
    del pieces[missing]
    joined = list(join_replay([*pieces, *parts(text, 2, first=3)]))
    assert [slice_.seq for slice_ in joined] == [3]


def test_parts_that_make_no_recording_are_left_out() -> None:
    assert list(join_replay(parts("nonsense", 2))) == []
    assert list(join_replay(parts('[{"type":1}]', 2))) == []


def test_a_part_carries_text_and_a_whole_slice_events() -> None:
    for changes in (
        {"part": 1, "parts": 1},
        {"parts": 2},
        {"text": "x", "events": []},
        {"parts": 2, "text": "x"},
    ):
        assert refusal(batches.plain(batches.replay(**changes))).code == "invalid_batch"
