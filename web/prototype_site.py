"""`thinkaloud prototype`: one prototype, served in the foreground."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable
from pathlib import Path

from recorder.errors import NotFoundError
from recorder.store import Store
from web.ports import free_port, taken
from web.serving import DEFAULT_PORT
from web.sites import Running, Site


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

    A `thinkaloud serve` of the same data folder sees that it is served and leaves it alone.

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
        say(f"The prototype of “{title}”, with the recorder in it: {site.url}/")
        say("Ctrl-C ends it.")
        while not ended.wait(1.0):
            site.keep_alive()
    finally:
        site.stop()


def checked_source(source: str) -> str:
    """Check what is to be served while a person is there to read the answer.

    Raises
    ------
    NotFoundError
        If it is neither an address nor a folder that exists.
    """
    if source.startswith(("http://", "https://")):
        return source
    folder = Path(source).expanduser().absolute()
    if not source or not folder.is_dir():
        raise NotFoundError(f"There is no folder {folder}; give a folder or an http address.")
    return str(folder)
