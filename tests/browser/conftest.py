"""A served study with its prototype, a real Chromium, and eyes on what was stored."""

from __future__ import annotations

import os
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    Locator,
    Page,
    Playwright,
    expect,
    sync_playwright,
)
from werkzeug.serving import make_server

from analyzer.browser import find_chromium
from recorder import protocol, wire
from recorder.definition import StudyDefinition
from recorder.models import Participant, Session
from recorder.store import Store
from web.app import create_app
from web.serving import House

from .lamp_shop import HEAD, MENU, PAGES, STUDY

HOST = "127.0.0.1"
FLAGS = [
    "--disable-background-networking", "--disable-component-update", "--disable-gpu",
    "--disable-sync", "--no-first-run",
]  # fmt: skip
PATIENCE_MS = 15_000  # two cores, shared
expect.set_options(timeout=PATIENCE_MS)


@dataclass
class Lab:
    """A study that is served: the web app on one port, its prototype on another."""

    store: Store
    definition: StudyDefinition
    house: House
    prototype: str
    _invited: list[Participant] = field(default_factory=list)

    def invite(self) -> str:
        """Invite one more participant; the join link."""
        person = self.store.invite(self.store.study(self.definition.slug))
        self._invited.append(person)
        return f"{self.house.url}/join/{person.join_token}"

    @property
    def person(self) -> Participant:
        """Who was invited last, as they stand now."""
        return self.store.participant_by_join(self._invited[-1].join_token)

    @property
    def session(self) -> Session:
        """The session of who was invited last."""
        study = self.store.study(self.definition.slug)
        mine = [s for s in self.store.sessions(study) if s.participant_id == self.person.id]
        assert len(mine) == 1
        return mine[0]

    def events(self, kind: type[Any] | None = None) -> list[Any]:
        """What was stored of that session, in the order of time; of one kind if it is given."""
        found = [
            event
            for row in self.store.batches(self.session.id, "events")
            for event in _batch(row.body).events
            if kind is None or isinstance(event, kind)
        ]
        return sorted(found, key=lambda event: float(event.t))

    def tasks(self) -> list[str]:
        """The stored task events: "start find", "done find"."""
        return [f"{event.action} {event.task}" for event in self.events(protocol.TaskEvent)]


OpenLab = Callable[[StudyDefinition, Path], AbstractContextManager[Lab]]


@pytest.fixture(scope="session")
def open_lab(tmp_path_factory: pytest.TempPathFactory) -> OpenLab:
    """Serve a study whose prototype is a folder: `with open_lab(definition, folder) as lab`."""

    @contextmanager
    def opened(definition: StudyDefinition, prototype: Path) -> Iterator[Lab]:
        data = tmp_path_factory.mktemp("lab")
        with Store.open(data) as store:
            store.add_study(definition)
            web_port, prototype_port = free_ports(2)
            address = f"http://{HOST}:{prototype_port}"
            store.set_prototype(definition.slug, str(prototype), address)
            house = House(data, HOST, web_port, print)
            try:
                house.open()
                yield Lab(store, definition, house, address)
            finally:
                house.close()

    return opened


@pytest.fixture(scope="session")
def lab(open_lab: OpenLab, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    folder = tmp_path_factory.mktemp("shop")
    for name, content in PAGES.items():
        (folder / name).write_text(HEAD + MENU + content)
    with open_lab(STUDY, folder) as opened:
        yield opened


@contextmanager
def served(data: Path) -> Iterator[str]:
    """Serve the researcher's pages alone, on a thread; gives their address."""
    app = create_app(data)
    server = make_server(HOST, 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://{HOST}:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
        app.extensions["thinkaloud_store"]().close()


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="session")
def chromium(playwright: Playwright) -> Iterator[Browser]:
    """One browser for all tests of a worker; each test has contexts of its own in it."""
    program = find_chromium(playwright.chromium.executable_path)
    is_root = hasattr(os, "geteuid") and os.geteuid() == 0
    browser = playwright.chromium.launch(
        executable_path=program, args=[*FLAGS, *(["--no-sandbox"] if is_root else [])]
    )
    yield browser
    browser.close()


@pytest.fixture
def context(chromium: Browser) -> Iterator[BrowserContext]:
    """A participant's browser: storage of its own, every script error noted."""
    context = chromium.new_context(viewport={"width": 1280, "height": 800})
    context.set_default_timeout(PATIENCE_MS)
    errors: list[str] = []
    context.on("weberror", lambda error: errors.append(str(error.error)))
    yield context
    context.close()
    assert errors == [], "a script on the page failed"


@pytest.fixture
def page(context: BrowserContext) -> Page:
    return context.new_page()


@pytest.fixture
def panel(page: Page) -> Panel:
    return Panel(page)


@pytest.fixture
def joined(lab: Lab, page: Page) -> Lab:
    """The lab after a participant said yes; `page` shows the prototype."""
    page.goto(lab.invite())
    page.get_by_role("button", name="Yes, I take part").click()
    page.wait_for_url(f"{lab.prototype}/**")
    return lab


class Panel:
    """The task panel of a page, as a participant uses it."""

    def __init__(self, page: Page) -> None:
        self.root: Locator = page.locator("[data-thinkaloud-panel]")

    def press(self, name: str) -> None:
        self.root.get_by_role("button", name=name, exact=True).click()

    def says(self, text: str) -> None:
        expect(self.root.get_by_text(text).first).to_be_visible()

    def shows(self, task: str) -> None:
        expect(self.root.get_by_role("heading", name=task)).to_be_visible()

    def runs(self, task: str) -> None:
        self.shows(task)
        expect(self.root.get_by_role("button", name="Done")).to_be_visible()


def wait_for_tasks(page: Page, lab: Lab, *expected: str) -> None:
    """Wait until the task events are stored, then compare all of them."""
    for _ in range(100):
        if lab.tasks() == list(expected):
            return
        page.wait_for_timeout(100)
    assert lab.tasks() == list(expected)


def free_ports(count: int) -> list[int]:
    """Return ports of the system's choice, so that tests run side by side."""
    with ExitStack() as held:
        probes = [held.enter_context(socket.socket()) for _ in range(count)]
        for probe in probes:
            probe.bind((HOST, 0))
        return [int(probe.getsockname()[1]) for probe in probes]


def _batch(body: bytes) -> protocol.Batch:
    batch = wire.decode_batch(wire.unfold(body))
    assert isinstance(batch, protocol.Batch)
    return batch
