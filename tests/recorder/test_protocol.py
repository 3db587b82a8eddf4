from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any, get_args

import msgspec
import pytest

from recorder.errors import RefusedError
from recorder.protocol import Event
from recorder.wire import decode_batch

ROOT = Path(__file__).resolve().parents[2]
VALID = sorted((ROOT / "fixtures" / "protocol" / "valid").glob("*.json"))
INVALID = sorted((ROOT / "fixtures" / "protocol" / "invalid").glob("*.json"))
DOCS = (ROOT / "docs" / "protocol.md").read_text(encoding="utf-8")
TYPES = {kind.__struct_config__.tag: kind for kind in get_args(Event)}


def _name(path: Path) -> str:
    return path.stem


@pytest.mark.parametrize("path", VALID, ids=_name)
def test_a_valid_example_is_read_and_written_back_the_same(path: Path) -> None:
    batch = decode_batch(path.read_bytes())
    assert decode_batch(msgspec.json.encode(batch)) == batch


@pytest.mark.parametrize("path", INVALID, ids=_name)
def test_an_invalid_example_is_refused_with_its_code_and_its_events(path: Path) -> None:
    example: dict[str, Any] = json.loads(path.read_bytes())
    with pytest.raises(RefusedError) as refused:
        decode_batch(json.dumps(example["body"]).encode())
    assert refused.value.code == example["code"]
    assert (refused.value.invalid or []) == example["invalid"]


def test_every_type_of_event_has_an_example() -> None:
    bodies = [json.loads(path.read_bytes()) for path in VALID]
    shown = {
        event["type"] for body in bodies if body["stream"] == "events" for event in body["events"]
    }
    assert shown == set(TYPES)


@pytest.mark.parametrize("tag", TYPES)
def test_every_field_of_every_event_stands_in_the_docs(tag: str) -> None:
    section = re.search(rf"^### `{tag}`\n(.*?)(?=^#|\Z)", DOCS, re.MULTILINE | re.DOTALL)
    assert section is not None, f"docs/protocol.md has no section on `{tag}`"
    fields = {field.encode_name for field in msgspec.structs.fields(TYPES[tag])}
    named = set(re.findall(r"`([a-z_]+)`", section[1]))
    assert fields - {"t", "page", "screen"} <= named
