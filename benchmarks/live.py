"""How far observers of running sessions are behind, from a real server.

Run with `python -m benchmarks live`; `--quick` is shorter. Twenty sessions each send a batch of
events and one of their recording a second by HTTP, as the tracker does: what is made evenly
over a second waits until it is sent. Five observers look on at each: a hundred connections.
Then a real participant clicks in a real Chromium while a second window follows in the viewer.
The goals are a median of less than 1 s and a 99th percentile of less than 2 s, and nothing lost.
"""

from __future__ import annotations

import asyncio
import gzip
import itertools
import json
import re
import sys
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

import numpy as np

from benchmarks._live_browser import delays_s, prototype
from benchmarks._pressing import HOST, free_port
from fixtures import batches
from fixtures.replayed import ORIGIN_MS, event, event_batch, page_event, paragraphs, replay_slice
from recorder.definition import parse_study
from recorder.models import Session, Study
from recorder.store import Store
from web import sites
from web.security import load_key
from web.serving import House

SESSIONS, OBSERVERS = 20, 5
SECONDS, QUICK_SECONDS = 40, 10
MADE = 20  # things a second: a busy participant
CLICKS, QUICK_CLICKS = 40, 12
GOAL_MEDIAN_S, GOAL_P99_S = 1.0, 2.0
DRAIN_S = 15.0
START_S = 120.0  # on a machine that others use too
MARK = re.compile(rb"mark-([er])(\d+)-")

Mark = tuple[str, int]  # the stream's letter and the batch's number


@dataclass
class Course:
    """One session: when each batch's things were made, when it was sent, who saw it when."""

    made: dict[Mark, list[float]] = field(default_factory=dict)
    sent: dict[Mark, float] = field(default_factory=dict)
    seen: list[list[tuple[Mark, float]]] = field(default_factory=list)


def bodies(seq: int, begin_t: float) -> dict[Mark, bytes]:
    """Write a second of events and of the recording; both carry a mark that observers find."""
    step = 1_000 / MADE
    times = [begin_t + step * n for n in range(MADE)]
    label = f"mark-e{seq}-"
    events = [page_event(begin_t)] if seq == 0 else []
    events += [
        batches.click(t, anchor=batches.anchor(label=label))
        if n % 10 == 5
        else event("pointer", t, dt=[0, 16, 16], x=[n, n + 1, n + 2], y=[n, n, n])
        for n, t in enumerate(times)
    ]
    drawn = paragraphs(begin_t, 400) if seq == 0 else []
    drawn += [
        {"type": 3, "timestamp": ORIGIN_MS + t, "data": {
            "source": 0, "texts": [{"id": 12, "value": f"mark-r{seq}-{n}"}], "attributes": [],
            "removes": [], "adds": []}}
        for n, t in enumerate(times)
    ]  # fmt: skip
    said = {("e", seq): event_batch(seq, events), ("r", seq): replay_slice(seq, drawn)}
    return {mark: gzip.compress(json.dumps(one).encode(), 6) for mark, one in said.items()}


async def participate(port: int, session: Session, course: Course, begin: float, n: int) -> None:
    """Send one batch of each stream a second over one connection."""
    reader, writer = await asyncio.open_connection(HOST, port)
    path = f"/collect/v1/batches?token={session.token}"
    for seq in range(n):
        first = begin + seq
        packed = bodies(seq, seq * 1_000.0)
        await asyncio.sleep(max(0.0, first + 1 - time.monotonic()))
        for mark, body in packed.items():
            course.made[mark] = [first + at / MADE for at in range(MADE)]
            course.sent[mark] = time.monotonic()
            head = f"POST {path} HTTP/1.1\r\nHost: {HOST}:{port}\r\nContent-Length: {len(body)}\r\n"
            writer.write(head.encode() + b"Content-Type: text/plain\r\n\r\n" + body)
            answer = await reader.readuntil(b"\r\n\r\n")
            length = re.search(rb"(?i)content-length: (\d+)", answer)
            text = await reader.readexactly(int(length[1]) if length else 0)
            if not answer.startswith(b"HTTP/1.1 200"):
                raise RuntimeError(f"The server answered {answer[:60]!r} {text[:200]!r}.")
    writer.close()


async def look_on(stream: str, headers: Mapping[str, str], seen: list[tuple[Mark, float]]) -> None:
    """Note when each batch arrives, until it is cancelled."""
    place = urlsplit(stream)
    reader, writer = await asyncio.open_connection(
        place.hostname or "", place.port or 0, limit=2**24
    )
    asked = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    writer.write(
        f"GET {place.path}?after=0 HTTP/1.1\r\nHost: {place.netloc}\r\n{asked}\r\n".encode()
    )
    answer = await reader.readuntil(b"\r\n\r\n")
    if not answer.startswith(b"HTTP/1.1 200"):
        raise RuntimeError(f"The live site answered {answer[:60]!r}.")
    while size := int(await reader.readline(), 16):
        piece = await reader.readexactly(size + 2)
        mark = MARK.search(piece)
        if mark:
            seen.append(((mark[1].decode(), int(mark[2])), time.monotonic()))


async def run(
    house: House, key: str, study: Study, sessions: list[Session], n: int
) -> list[Course]:
    """Let everybody take part and look on for `n` seconds."""
    port = urlsplit(house.url).port or 0
    streams, headers = await asyncio.to_thread(addresses, port, key, study, sessions)
    courses = [Course(seen=[[] for _ in range(OBSERVERS)]) for _ in sessions]
    looking = [
        asyncio.create_task(look_on(stream, headers, seen))
        for stream, course in zip(streams, courses, strict=True)
        for seen in course.seen
    ]
    await asyncio.sleep(2)
    begin = time.monotonic() + 1
    await asyncio.gather(
        *(
            participate(port, session, course, begin + at / len(sessions), n)
            for at, (session, course) in enumerate(zip(sessions, courses, strict=True))
        )
    )
    until = time.monotonic() + DRAIN_S
    while time.monotonic() < until and any(
        len(seen) < 2 * n for course in courses for seen in course.seen
    ):
        await asyncio.sleep(0.1)
    for task in looking:
        if task.done():
            task.result()  # an observer that failed is no observer
        task.cancel()
    return courses


def addresses(
    port: int, key: str, study: Study, sessions: list[Session]
) -> tuple[list[str], dict[str, str]]:
    """Sign in as the researcher, and read where each session's stream is from its page."""
    line = HTTPConnection(HOST, port, timeout=30)

    def ask(path: str, headers: Mapping[str, str]) -> tuple[str, str]:
        line.request("GET", path, headers=dict(headers))
        answer = line.getresponse()
        return answer.read().decode(), answer.headers.get("Set-Cookie", "")

    cookie = ask(f"/?key={key}", {})[1].partition(";")[0]
    headers = {"Cookie": cookie, "Origin": f"http://{HOST}:{port}"}
    found = []
    for session in sessions:
        text = ask(f"/studies/{study.slug}/sessions/{session.id}/replay", headers)[0]
        place = re.search(r'data-live="([^"]+)"', text)
        if place is None:
            raise RuntimeError("The page of a running session names no stream.")
        found.append(place[1])
    line.close()
    return found, headers


def tell(courses: list[Course]) -> bool:
    """Print what became of the batches; whether the goals were met."""
    made: list[float] = []
    trips: list[float] = []
    lost = twice = late = 0
    for course in courses:
        for seen in course.seen:
            marks = [mark for mark, _ in seen]
            lost += len(set(course.sent) - set(marks))
            twice += len(marks) - len(set(marks))
            for letter in "er":
                numbers = [number for kind, number in marks if kind == letter]
                late += sum(a > b for a, b in itertools.pairwise(numbers))
            for mark, at in seen:
                trips.append(at - course.sent[mark])
                made += [at - one for one in course.made[mark]]
    sent = sum(len(course.sent) for course in courses)
    print(
        f"{len(courses)} sessions x {OBSERVERS} observers, {sent} batches sent, "
        f"{len(trips)} received: {lost} lost, {twice} twice, {late} out of order (goal 0)"
    )
    line("sent to received", trips)
    is_met = line("made to received", made, has_goals=True)
    return is_met and not (lost or twice or late)


def line(name: str, values: list[float], *, has_goals: bool = False) -> bool:
    """Print one line of the table; whether its goals were met."""
    median, p90, p99, worst = np.percentile(values, [50, 90, 99, 100])
    goals = f"   goals {GOAL_MEDIAN_S:.1f} and {GOAL_P99_S:.1f}" if has_goals else ""
    print(
        f"{name:30} median {median:5.2f} s   p90 {p90:5.2f}   p99 {p99:5.2f}   "
        f"worst {worst:5.2f}   n {len(values)}{goals}"
    )
    return bool(median < GOAL_MEDIAN_S and p99 < GOAL_P99_S)


def main() -> int:
    """Measure, print, and say whether the goals were met."""
    is_quick = "--quick" in sys.argv
    sites.START_S = START_S
    with tempfile.TemporaryDirectory() as name:
        data = Path(name) / "data"
        with Store.open(data) as store:
            study = store.add_study(parse_study(batches.STUDY, "checkout"))
            folder, address = prototype(Path(name)), f"http://{HOST}:{free_port()}"
            store.set_prototype(study.slug, str(folder), address)
            house = House(data, HOST, free_port(), print)
            try:
                house.open()
                sessions = [
                    store.open_session(store.invite(study), "yes", time.time_ns() // 1_000_000)
                    for _ in range(SESSIONS)
                ]
                seconds = QUICK_SECONDS if is_quick else SECONDS
                is_met = tell(asyncio.run(run(house, load_key(data), study, sessions, seconds)))
                clicks = QUICK_CLICKS if is_quick else CLICKS
                shown = delays_s(store, house, study, clicks)
            finally:
                house.close()
    print(f"In Chromium, {len(shown)} of {clicks} changes seen in the viewer")
    is_seen = line("changed to shown", shown, has_goals=True)
    return 0 if is_met and is_seen and len(shown) == clicks else 1


if __name__ == "__main__":
    sys.exit(main())
