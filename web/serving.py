"""Serving: the web app, live views and every prototype, each on a port of its own, under one roof.

`thinkaloud serve` is a small supervisor. Each site is a server in a process of its own: a
prototype that misbehaves cannot take the collector down, and each restarts by itself.
"""

from __future__ import annotations

import json
import os
import signal
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from recorder.errors import StoreError, ThinkaloudError
from web import prototype_site
from web.ports import DEFAULT_PORT, free_port, place_of, taken
from web.sites import Running, Site

if TYPE_CHECKING:
    from recorder.store import Store


class House:
    """The web app and the prototypes of one data folder.

    Parameters
    ----------
    data
        The data folder.
    host
        Address to bind; loopback unless the researcher says otherwise.
    port
        The web app's port.
    say
        Takes lines for the terminal.
    """

    def __init__(self, data: Path, host: str, port: int, say: Callable[[str], None]) -> None:
        self.data, self.host, self.say = data, host, say
        self._stopped = threading.Event()
        self._prototypes: dict[str, Running] = {}
        self._refused: dict[str, str] = {}
        self._store: Store | None = None
        self._trouble = ""  # what was told last of it
        live = _live_port(host, port)
        self._live = Running(Site(str(data), host, live, web=port)) if live else None
        self._web = Running(Site(str(data), host, port, live=live))

    @property
    def url(self) -> str:
        """The web app's address."""
        return self._web.url

    def open(self) -> None:
        """Wait for the web app, note where it is, and start the prototypes."""
        self._web.wait_until_ready()
        self._await_live()
        note = {"url": self.url, "host": self.host, "port": self._web.site.port, "pid": os.getpid()}
        (self.data / "server.json").write_text(json.dumps(note), encoding="utf-8")
        self.look_after_prototypes()

    def look_after_prototypes(self) -> None:
        """Start the prototypes that were registered, and restart those that changed."""
        from recorder.store import Store  # noqa: PLC0415  # half a second that --help need not pay

        self._store = self._store or Store.open(self.data)
        for study in self._store.studies():
            source = study.prototype
            if not source or self._refused.get(study.slug) == source:
                continue
            running = self._prototypes.get(study.slug)
            if running is None:
                if not prototype_site.is_served_alone(self.data, study.slug):
                    self._start_prototype(self._store, study.slug, source, study.prototype_url)
            elif running.site.source != source:
                running.stop()
                self._start_prototype(self._store, study.slug, source, study.prototype_url)
            elif not running.keep_alive():
                self._refuse(study.slug, source, "it ended again and again")
            elif study.prototype_url != running.url:
                self._store.set_prototype(study.slug, source, running.url)

    def run(self) -> None:
        """Look after everything until `stop`."""
        while not self._stopped.wait(1.0):
            if not self._web.keep_alive():
                raise StoreError("The web app ended again and again; see the messages above.")
            self._look_after_live()
            try:
                self.look_after_prototypes()
            except StoreError as error:
                # A database that is busy for once must not end the recording of participants.
                if str(error) != self._trouble:
                    self.say(f"The prototypes are looked after again in a second: {error}")
                self._trouble = str(error)

    def stop(self) -> None:
        """Ask `run` to return; safe in a signal handler."""
        self._stopped.set()

    def close(self) -> None:
        """End every site and take the note away."""
        for running in (*self._prototypes.values(), self._live, self._web):
            if running is not None:
                running.stop()
        note = self.data / "server.json"
        with suppress(OSError, ValueError, KeyError, TypeError):
            if json.loads(note.read_text(encoding="utf-8"))["pid"] == os.getpid():
                note.unlink()  # else a second `serve` of this folder answers there now
        if self._store is not None:
            self._store.close()

    def _await_live(self) -> None:
        """Wait for live views; without them sessions are recorded all the same."""
        try:
            if self._live is not None:
                self._live.wait_until_ready()
        except StoreError as error:
            self.say(f"There are no live views for now, everything else works: {error}")

    def _look_after_live(self) -> None:
        if self._live is not None and not self._live.keep_alive():
            self._live.stop()
            self._live = None
            self.say("Live views ended again and again, and are off. Sessions are recorded.")

    def _start_prototype(self, store: Store, slug: str, source: str, known: str | None) -> None:
        before = place_of(known)[1] or DEFAULT_PORT + 1
        site = Site(str(self.data), self.host, free_port(self.host, before), slug, source)
        running = self._prototypes[slug] = Running(site)
        try:
            running.wait_until_ready()
        except ThinkaloudError as error:
            self._refuse(slug, source, str(error))
            return
        try:
            store.set_prototype(slug, source, running.url)
        except StoreError:
            self._prototypes.pop(slug).stop()  # nobody would know where it is: begin again
            raise
        self.say(f"  Prototype   {running.url}/   ({slug})")

    def _refuse(self, slug: str, source: str, reason: str) -> None:
        """Give a prototype up until it is registered anew, and say why."""
        self._prototypes.pop(slug).stop()
        self._refused[slug] = source
        self.say(f"The prototype of `{slug}` ({source}) is not served: {reason}")


def _live_port(host: str, port: int) -> int:
    """Find a port for live views, away from those of prototypes; 0 where none is free."""
    with suppress(StoreError):
        return free_port(host, port + 1_000 if port < 60_000 else port - 1_000)
    return 0


def serve(data: Path, host: str, port: int | None, say: Callable[[str], None],
          ready: Callable[[House], None] = lambda _house: None) -> None:  # fmt: skip
    """Serve a data folder until Ctrl-C or a signal to end.

    Parameters
    ----------
    data
        The data folder, which exists.
    host, port
        What to bind; without a port the usual one, or the next that is free.
    say
        Takes lines for the terminal.
    ready
        Called once, when the web app answers.
    """
    house = House(
        data, host, free_port(host, DEFAULT_PORT) if port is None else taken(host, port), say
    )
    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), lambda *_: house.stop())
    try:
        house.open()
        ready(house)
        house.run()
    finally:
        house.close()
