from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

from recorder.decoding import decoder

ROOT = Path(__file__).resolve().parents[2]

# Each run is a fresh process: a type is prepared once in a process's life.
FIRST_DECODE_BY_MANY_THREADS = """
import sys, threading
sys.setswitchinterval(1e-6)
from recorder.catalogue import definition
text = '{"slug": "a", "title": "b", "tasks": [{"id": "x", "title": "y", "instructions": "z"}]}'
barrier = threading.Barrier(16)
read = []
def go(number):
    barrier.wait()
    read.append(definition(text + " " * number).slug)
threads = [threading.Thread(target=go, args=(number,)) for number in range(16)]
[thread.start() for thread in threads]
[thread.join() for thread in threads]
assert read == ["a"] * 16, read
"""


class Lamp(msgspec.Struct):
    watts: int


def test_a_type_has_one_decoder() -> None:
    assert decoder(Lamp) is decoder(Lamp)
    assert decoder(Lamp).decode(b'{"watts": 7}') == Lamp(7)


def test_a_wrong_type_is_refused() -> None:
    with pytest.raises(msgspec.ValidationError):
        decoder(Lamp).decode(b'{"watts": "seven"}')


@pytest.mark.parametrize("run", range(8))
def test_many_threads_may_decode_a_type_for_the_first_time_at_once(run: int) -> None:
    ended = subprocess.run(
        [sys.executable, "-c", FIRST_DECODE_BY_MANY_THREADS],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr


def test_no_server_module_decodes_into_a_type_by_another_road() -> None:
    loose = re.compile(r"msgspec\.json\.decode\([^)]*type=(?!dict|list)")
    places = [
        str(path.relative_to(ROOT))
        for package in ("recorder", "web")
        for path in (ROOT / package).glob("*.py")
        if loose.search(path.read_text())
    ]
    # A site's own settings are read before its first thread starts.
    assert places == ["web/sites.py"]
