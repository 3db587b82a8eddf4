"""Requests a second of the collector, against an empty Flask route on the same server.

Batches of 100 events as gzip are posted to the real route on a real Granian, and to a route that
does nothing, in turns, over the same connections. The goal is 0.4 of the empty route.
"""

from __future__ import annotations

import gzip
import json
import os
import selectors
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from fixtures import batches
from recorder.store import Store
from recorder.wire import unfold

ROUNDS = 25
REQUESTS = 300  # a round of one route: short, so that both meet the same noise
CONNECTIONS = 16
THREADS = 16  # as `thinkaloud serve` starts it
EVENTS = 100
GOAL = 0.4
_DATA = "THINKALOUD_BENCHMARK_DATA"


def application() -> object:
    """Make the app under test; Granian calls this in its worker."""
    from flask import Flask  # noqa: PLC0415  # only the server needs it

    from recorder.collector import collector  # noqa: PLC0415
    from recorder.quota import Quota  # noqa: PLC0415

    store = Store.open(Path(os.environ[_DATA]))
    app = Flask("benchmark")
    # One session sends here what a thousand would.
    app.register_blueprint(collector(lambda: store, quota=Quota(requests_per_s=1e9, burst=1e9)))
    app.add_url_rule("/empty", "empty", lambda: ("", 204), methods=["POST"])
    return app


def serve(port: int) -> None:
    """Serve the app until the process is ended."""
    from granian import Granian  # noqa: PLC0415
    from granian.constants import Interfaces  # noqa: PLC0415

    Granian(
        "benchmarks.collector:application",
        address="127.0.0.1",
        port=port,
        interface=Interfaces.WSGI,
        blocking_threads=THREADS,
        factory=True,
        log_enabled=False,
    ).serve()


@contextmanager
def server(data: Path) -> Iterator[tuple[int, int]]:
    """Start a server; yields its port and process id."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "-m", "benchmarks.collector", str(port)],
        env={**os.environ, _DATA: str(data)},
    )
    try:
        deadline = time.monotonic() + 30
        while True:
            try:
                socket.create_connection(("127.0.0.1", port), 1).close()
                break
            except OSError:
                if time.monotonic() > deadline or process.poll() is not None:
                    raise
                time.sleep(0.02)
        yield port, process.pid
    finally:
        process.terminate()
        process.wait()


def mixed_events() -> list[dict[str, Any]]:
    """Return what a busy participant does in some seconds, in the shares of a recording."""
    stamp = {"page": "Vb3kq9Zx", "screen": "/lamps/:id"}
    anchor = {"tag": "button", "path": "main>ul>li:nth-of-type(3)>button", "text": "9f31c2aa",
              "box": [310, 420, 120, 40], "label": "Add to cart", "interactive": True}  # fmt: skip
    made: list[dict[str, Any]] = []
    for n in range(EVENTS // 10):
        t = 1_000.0 + 370 * n
        point = {"x": 330 + n, "y": 431.5, "vx": 330 + n, "vy": 231.5, "fx": 0.21, "fy": 0.44}
        scroll = {"type": "scroll", "x": 0, "y": 40 * n, "width": 1280, "height": 720,
                  "full_width": 1280, "full_height": 4_310}  # fmt: skip
        made += [
            {"type": "click", "t": t, **stamp, **point, "anchor": anchor},
            {"type": "reaction", "t": t + 2, **stamp, "of": t, "watched_ms": 1_000,
             "after_ms": {"mutation": 12.4}},
            *({"type": "pointer", "t": t + 10 * k, **stamp, "dt": [50] * 8,
               "x": [300 + 9 * i for i in range(8)], "y": [200 + 5 * i * k for i in range(8)]}
              for k in range(3)),
            *({**scroll, "t": t + 40 * k, **stamp} for k in range(3)),
            {"type": "visibility", "t": t, **stamp, "state": "focused"},
            {"type": "key", "t": t, **stamp, "key": "tab"},
        ]  # fmt: skip
    return made


def bodies(count: int) -> list[bytes]:
    """Return batches of the same events, numbered from 0, each packed."""
    text = json.dumps(batches.batch(-1, mixed_events()), separators=(",", ":")).encode()
    return [
        gzip.compress(text.replace(b'"seq":-1', b'"seq":%d' % seq), 6, mtime=0)
        for seq in range(count)
    ]


def request(path: str, body: bytes) -> bytes:
    """Return a POST as bytes."""
    head = (
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: text/plain\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


def spell(port: int, requests: list[bytes], status: bytes) -> float:
    """Send requests over some connections, one at a time on each; return the seconds taken."""
    waiting = iter(requests)
    poll = selectors.DefaultSelector()
    for _ in range(CONNECTIONS):
        connection = socket.create_connection(("127.0.0.1", port))
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        poll.register(connection, selectors.EVENT_READ)
    begin = time.perf_counter()
    for key in poll.get_map().values():
        key.fileobj.sendall(next(waiting))  # type: ignore[union-attr]  # we registered sockets
    left, parts = len(requests), dict[socket.socket, bytes]()
    while left:
        for key, _ in poll.select():
            connection: socket.socket = key.fileobj  # type: ignore[assignment]
            answer = parts.pop(connection, b"") + connection.recv(65_536)
            if not is_whole(answer):
                parts[connection] = answer
                continue
            if not answer.startswith(b"HTTP/1.1 " + status):
                raise RuntimeError(f"The server answered {answer[:300]!r}.")
            left -= 1
            following = next(waiting, None)
            if following is not None:
                connection.sendall(following)
    taken = time.perf_counter() - begin
    for key in list(poll.get_map().values()):
        key.fileobj.close()  # type: ignore[union-attr]
    return taken


def is_whole(answer: bytes) -> bool:
    """Say whether an answer has all the bytes that its head announces."""
    head, end, body = answer.partition(b"\r\n\r\n")
    length = head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0]
    return bool(end) and len(body) >= int(length or 0)


def cpu_s(pid: int) -> float:
    """Return the processor time of a process and its children, s; Linux only, else 0."""
    total = 0.0
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        for each in [pid, *map(int, children)]:
            fields = Path(f"/proc/{each}/stat").read_text().rpartition(")")[2].split()
            total += (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    except OSError:
        return 0.0
    return total


def main() -> int:
    """Measure, print, and say whether the goal was met."""
    from recorder.definition import parse_study  # noqa: PLC0415

    packed = bodies(ROUNDS * REQUESTS)
    plain = len(unfold(packed[0]))
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder)
        with Store.open(data) as store:
            study = store.add_study(parse_study(batches.STUDY, "checkout"))
            session = store.open_session(store.invite(study), "yes", time.time_ns() // 1_000_000)
        route = f"/collect/v1/batches?token={session.token}"
        rates: dict[str, list[float]] = {"empty": [], "collector": []}
        costs: dict[str, list[float]] = {"empty": [], "collector": []}
        with server(data) as (port, pid):
            spell(port, [request("/empty", packed[0])] * 300, b"204")  # warm
            spell(port, [request(route, packed[0])] * 300, b"200")
            for turn in range(ROUNDS):
                mine = packed[turn * REQUESTS : (turn + 1) * REQUESTS]
                for name, path, status in (
                    ("empty", "/empty", b"204"), ("collector", route, b"200")
                ):  # fmt: skip
                    before = cpu_s(pid)
                    taken = spell(port, [request(path, body) for body in mine], status)
                    rates[name].append(REQUESTS / taken)
                    costs[name].append((cpu_s(pid) - before) / REQUESTS * 1_000)
        with Store.open(data) as store:
            stored = sum(1 for _ in store.batches(session.id, "events"))
    print(
        f"{EVENTS} events a batch, {plain / 1e3:.1f} kB JSON, {len(packed[0]) / 1e3:.1f} kB gzip; "
        f"{CONNECTIONS} connections, {THREADS} threads, {ROUNDS} rounds of {REQUESTS}"
    )
    for name in ("empty", "collector"):
        median = statistics.median(rates[name])
        print(
            f"{name:10} {median:7.0f} requests/s   ({min(rates[name]):.0f}-"
            f"{max(rates[name]):.0f})   {statistics.median(costs[name]):.2f} ms CPU a request"
        )
    pairs = zip(rates["collector"], rates["empty"], strict=True)
    ratio = statistics.median(mine / empty for mine, empty in pairs)
    print(f"stored     {stored} of {ROUNDS * REQUESTS} batches")
    print(f"ratio      {ratio:.2f} (median of the rounds; goal {GOAL})")
    return 0 if ratio >= GOAL and stored == ROUNDS * REQUESTS else 1


if __name__ == "__main__":
    if len(sys.argv) > 1:
        serve(int(sys.argv[1]))
    else:
        sys.exit(main())
