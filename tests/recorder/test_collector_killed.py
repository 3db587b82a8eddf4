"""A real server, ended by force while batches pour in: what it acknowledged is there, once."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from fixtures import batches
from recorder.models import Session, Study
from recorder.store import Store

TABS = 4
SERVER = """
import os
from pathlib import Path
from flask import Flask
from granian import Granian
from granian.constants import Interfaces
from recorder.collector import collector
from recorder.store import Store

def application():
    print(os.getpid(), flush=True)
    store = Store.open(Path(os.environ["KILLED_DATA"]))
    app = Flask("killed")
    app.register_blueprint(collector(lambda: store))
    return app

if __name__ == "__main__":
    Granian("killed:application", address="127.0.0.1", port=int(os.environ["KILLED_PORT"]),
            interface=Interfaces.WSGI, blocking_threads=8, factory=True, log_enabled=False).serve()
"""


@pytest.fixture
def port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@pytest.fixture
def session(store: Store, study: Study) -> Session:
    return store.open_session(store.invite(study), "yes", time.time_ns() // 1_000_000)


class Server:
    """Granian in processes of its own, to be killed."""

    def __init__(self, folder: Path, data: Path, port: int) -> None:
        (folder / "killed.py").write_text(SERVER)
        root = str(Path(__file__).resolve().parents[2])
        self.process = subprocess.Popen(
            [sys.executable, str(folder / "killed.py")],
            env={**os.environ, "KILLED_DATA": str(data), "KILLED_PORT": str(port),
                 "PYTHONPATH": os.pathsep.join([str(folder), root])},
            stdout=subprocess.PIPE,
        )  # fmt: skip
        assert self.process.stdout is not None
        self.worker = int(self.process.stdout.readline())
        deadline = time.monotonic() + 30
        while not self._answers(port):
            assert time.monotonic() < deadline

    @staticmethod
    def _answers(port: int) -> bool:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            threading.Event().wait(0.02)
            return False
        return True

    def kill(self) -> None:
        """End both processes at once, without a chance to tidy up."""
        self.process.kill()
        with suppress(ProcessLookupError):
            os.kill(self.worker, signal.SIGKILL)
        self.process.wait()
        assert self.process.stdout is not None
        self.process.stdout.close()


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    (tmp_path / "server").mkdir()
    return tmp_path / "server"


def pour(port: int, token: str, tab: str, acknowledged: list[int], stop: threading.Event) -> None:
    """Send batch after batch until the server is gone; note what it acknowledged."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    seq = len(acknowledged)
    while not stop.is_set():
        events = [batches.task("start", 10 * seq)] if seq % 10 == 0 else None
        try:
            connection.request(
                "POST",
                f"/collect/v1/batches?token={token}",
                batches.packed(batches.batch(seq, events, tab=tab)),
            )
            answer = connection.getresponse()
            answer.read()
        except (OSError, http.client.HTTPException):
            break
        if answer.status == 200:
            acknowledged.append(seq)
            seq += 1
        elif answer.status != 503:
            raise AssertionError(answer.status)
    connection.close()


def test_a_killed_server_has_lost_nothing_that_it_acknowledged(
    store: Store, session: Session, port: int, folder: Path
) -> None:
    acknowledged: dict[str, list[int]] = {f"t{n}": [] for n in range(TABS)}
    for _ in range(3):
        server = Server(folder, store.data, port)
        before = sum(map(len, acknowledged.values()))
        stop = threading.Event()
        threads = [
            threading.Thread(target=pour, args=(port, session.token, tab, told, stop))
            for tab, told in acknowledged.items()
        ]
        for thread in threads:
            thread.start()
        while sum(map(len, acknowledged.values())) < before + 60 and server.process.poll() is None:
            threading.Event().wait(0.001)
        server.kill()
        stop.set()
        for thread in threads:
            thread.join()
    # The next server, and any other process, finds each batch once; one that was on its way when
    # the server died may be there too, and was sent again under the same number.
    with Store.open(store.data) as after:
        stored: dict[str, list[int]] = {tab: [] for tab in acknowledged}
        for row in after.batches(session.id, "events"):
            stored[row.tab].append(row.seq)
        attempts = after.attempts(session.id)
    for tab, told in acknowledged.items():
        assert len(stored[tab]) == len(set(stored[tab]))
        assert set(told) <= set(stored[tab])
        assert len(stored[tab]) - len(told) <= 1
    assert sum(map(len, acknowledged.values())) >= 180
    assert attempts
