"""One site: a Granian server in a process of its own.

A site ends with whoever started it, however that one ended: it holds the other end of a pipe.
"""

from __future__ import annotations

import atexit
import multiprocessing
import os
import signal
import subprocess
import sys
import threading
import time
from contextlib import suppress
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from recorder.errors import StoreError, ThinkaloudError
from web.ports import reached_at, url_of

if TYPE_CHECKING:
    from flask import Flask

    from web.live_site import App

THREADS = 16  # blocking threads a site; a request of the collector takes a millisecond
START_S = 60.0  # a cold start takes three; a machine under load many times that
STOP_S = 8.0
LIVE_STOP_S = 0.5  # a stream never ends by itself, and nothing of it is lost
WATCH_S = 0.5  # how soon a worker notices that its server is gone
MAX_RESTARTS = 5  # of one site; then it is left alone and named
_ENVIRONMENT = "THINKALOUD_SITE"


class Site(msgspec.Struct, frozen=True):
    """What one server serves: the web app, a study's prototype (then `slug` is set), or live views.

    `live` is where the web app finds the live site; `web` makes a site the live one of that port.
    """

    data: str
    host: str
    port: int
    slug: str = ""
    source: str = ""
    live: int = 0
    web: int = 0


def application() -> Flask | App:
    """Make the app of the site that this process serves (Granian calls it in its worker)."""
    site = msgspec.json.decode(os.environ[_ENVIRONMENT], type=Site)
    threading.Thread(target=_end_with_server, args=(os.getppid(),), daemon=True).start()
    try:
        app = _app(site)
    except ThinkaloudError as error:
        sys.stderr.write(f"Error: {error}\n")  # the command line's form
        raise SystemExit(1) from None
    atexit.register(_end_at_once)
    return app


def _app(site: Site) -> Flask | App:
    if site.slug:
        from web.prototype_app import prototype_app  # noqa: PLC0415  # the supervisor needs none

        return prototype_app(Path(site.data), site.slug, site.source, frozenset({site.host}))
    if site.web:
        return _live(site)
    from web.app import create_app  # noqa: PLC0415  # the supervisor needs no web framework

    return create_app(Path(site.data), frozenset({site.host}), live_port=site.live)


def _live(site: Site) -> App:
    from recorder.store import Store  # noqa: PLC0415  # as above
    from web.live_site import live_app  # noqa: PLC0415
    from web.security import load_key  # noqa: PLC0415

    data = Path(site.data)
    return live_app(lambda: Store.open(data), load_key(data), site.web)


class Running:
    """A site's process, kept alive.

    Parameters
    ----------
    site
        What it serves.
    """

    def __init__(self, site: Site) -> None:
        self.site = site
        self.restarts = 0
        self._process = _spawn(site)

    @property
    def url(self) -> str:
        """Where a person reaches it."""
        return url_of(self.site.host, self.site.port)

    @property
    def pid(self) -> int:
        """The process's number."""
        return self._process.pid

    def wait_until_ready(self) -> None:
        """Return when it takes connections.

        Raises
        ------
        StoreError
            If it ended instead, or is not there in time.
        """
        deadline = time.monotonic() + START_S
        while time.monotonic() < deadline:
            if _is_ready(self.site):
                return
            if self._process.poll() is not None:
                raise StoreError(f"The server on port {self.site.port} did not start; see above.")
            time.sleep(0.05)
        raise StoreError(f"The server on port {self.site.port} did not answer in {START_S:.0f} s.")

    def keep_alive(self) -> bool:
        """Start it again if it ended; tells whether it runs."""
        if self._process.poll() is None:
            return True
        if self.restarts >= MAX_RESTARTS:
            return False
        self.restarts += 1
        self._let_go()
        self._process = _spawn(self.site)
        return True

    def stop(self) -> None:
        """Let it finish what it does, then end it."""
        with suppress(OSError):
            self._process.terminate()
        try:
            self._process.wait(LIVE_STOP_S if self.site.web else STOP_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._let_go()

    def _let_go(self) -> None:
        """Close our end of an ended process's pipe."""
        if self._process.stdin is not None:
            self._process.stdin.close()


def serve_site(site: Site) -> None:
    """Run one site's server in this process until it is told to end."""
    from granian import Granian  # noqa: PLC0415  # only a site's own process needs it
    from granian.constants import Interfaces  # noqa: PLC0415

    # Forking beside a thread can deadlock the child.
    multiprocessing.set_start_method("spawn")
    threading.Thread(target=_end_with_parent, daemon=True).start()
    Granian(
        "web.sites:application",
        address=site.host,
        port=site.port,
        # A stream of the live site waits for an hour: it must not hold a thread.
        interface=Interfaces.ASGINL if site.web else Interfaces.WSGI,
        workers=1,
        blocking_threads=1 if site.web else THREADS,
        factory=True,
        log_enabled=True,
        log_level="error",  # type: ignore[arg-type]  # an enum of strings
    ).serve()


def _spawn(site: Site) -> subprocess.Popen[bytes]:
    return subprocess.Popen(  # our own interpreter and module
        [sys.executable, "-m", "web.sites"],
        env={**os.environ, _ENVIRONMENT: msgspec.json.encode(site).decode()},
        stdin=subprocess.PIPE,
    )


def _is_ready(site: Site) -> bool:
    """Tell whether its app answers: a listening socket alone is no proof."""
    mount = "/_thinkaloud" if site.slug else ""
    place = "/live" if site.web else f"{mount}/collect/v1/time"
    asked = HTTPConnection(reached_at(site.host), site.port, timeout=1.0)
    try:
        asked.request("GET", place)
        return asked.getresponse().status == HTTPStatus.OK
    except (OSError, HTTPException):
        return False
    finally:
        asked.close()


def _end_at_once() -> None:
    """End a worker that has served its last request, before the interpreter is taken down.

    Granian's threads still drop Python objects then, and one that comes late aborts the process
    with a Rust backtrace: 2 of 6 stops of a house printed one, 0 of 30 since. Every answer has
    left by now, and what was acknowledged is committed.
    """
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError):
            stream.flush()
    os._exit(0)


def _end_with_server(server: int) -> None:
    """End a worker whose server was killed: it would keep the port for ever."""
    while os.getppid() == server:
        time.sleep(WATCH_S)
    os._exit(1)


def _end_with_parent() -> None:
    """Wait for the end of the pipe from the supervisor, then end as on Ctrl-C."""
    # Not by sys.stdin: a worker that is forked meanwhile would wait for its lock for ever.
    with suppress(OSError):
        while os.read(0, 1):
            pass
    os.kill(os.getpid(), signal.SIGTERM)


if __name__ == "__main__":
    serve_site(msgspec.json.decode(os.environ[_ENVIRONMENT], type=Site))
