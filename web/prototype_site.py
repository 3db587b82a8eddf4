"""`thinkaloud prototype`: one prototype, served in the foreground."""

from __future__ import annotations

import json
import signal
import threading
import time
from collections.abc import Callable
from pathlib import Path

from recorder.errors import NotFoundError, StoreError
from recorder.proxied_site import site_origin
from recorder.store import Store
from web.ports import DEFAULT_PORT, free_port, is_served, taken
from web.sites import Running, Site

HAND_OVER_S = 30.0  # a cold start on a slow laptop takes three; the house looks every second


def serve(
    data: Path,
    slug: str,
    source: str,
    *,
    host: str,
    port: int | None,
    say: Callable[[str], None],
) -> None:
    """Serve a prototype until Ctrl-C; note with its study where it is reached.

    Where a `thinkaloud serve` of the same data folder runs, it is handed over to that one and this
    returns, unless a port was asked for: nobody should have to keep a second server running.

    Parameters
    ----------
    data
        The data folder.
    slug
        Its study.
    source
        A folder, or the address of a running site.
    host, port
        What to bind; without a port the first that is free.
    say
        Takes lines for the terminal.
    """
    source = checked_source(source)
    with Store.open(data) as store:
        title = store.study(slug).title
    if port is None and is_served(_house(data)):
        say(
            f"The prototype of “{title}”, with the recorder in it: {hand_over(data, slug, source)}/"
        )
        say("The server that runs already serves it; this command has nothing more to do.")
        return
    chosen = free_port(host, DEFAULT_PORT + 1) if port is None else taken(host, port)
    ended = threading.Event()
    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), lambda *_: ended.set())
    site = Running(Site(str(data), host, chosen, slug, source))
    try:
        site.wait_until_ready()
        with Store.open(data) as store:
            store.set_prototype(slug, source, site.url)
        _note(data, slug).write_text(site.url, encoding="utf-8")
        say(f"The prototype of “{title}”, with the recorder in it: {site.url}/")
        say("Ctrl-C ends it.")
        while not ended.wait(1.0):
            site.keep_alive()
    finally:
        site.stop()
        _note(data, slug).unlink(missing_ok=True)


def hand_over(data: Path, slug: str, source: str) -> str:
    """Let the running `thinkaloud serve` serve a prototype; return where it is reached.

    Raises
    ------
    StoreError
        If it does not answer in time; the reason stands where `serve` runs.
    """
    with Store.open(data) as store:
        known = store.study(slug)
        if known.prototype != source or not is_served(known.prototype_url):
            store.set_prototype(slug, source, "")
        deadline = time.monotonic() + HAND_OVER_S
        while time.monotonic() < deadline:
            url = store.study(slug).prototype_url
            if url and is_served(url):
                return url
            time.sleep(0.1)
    raise StoreError(
        f"The running server did not take the prototype over in {HAND_OVER_S:.0f} s; see what it "
        "printed, or give this command a --port to serve it alone."
    )


def _house(data: Path) -> str | None:
    """Read where `thinkaloud serve` answers, if it does."""
    try:
        note = json.loads((data / "server.json").read_text(encoding="utf-8"))
        return str(note["url"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def is_served_alone(data: Path, slug: str) -> bool:
    """Tell whether `thinkaloud prototype` serves a study's prototype in another terminal."""
    try:
        return is_served(_note(data, slug).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return False


def _note(data: Path, slug: str) -> Path:
    """Where the command that serves a prototype writes its address."""
    return data / f"prototype-{slug}.url"


def checked_source(source: str) -> str:
    """Check what is to be served while a person is there to read the answer.

    Raises
    ------
    NotFoundError, StudyError
        If it is neither the address of a site nor a folder that exists.
    """
    if "://" in source:
        return site_origin(source)
    folder = Path(source).expanduser().absolute()
    if not source or not folder.is_dir():
        raise NotFoundError(f"There is no folder {folder}; give a folder or an http address.")
    return str(folder)
