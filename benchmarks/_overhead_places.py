"""Where each condition's page is served: a folder with a sink, or a prototype of our study."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks._overhead_pages import TestPage
from benchmarks._overhead_rivals import HEADS, HOST, lay_scripts, served
from recorder.definition import Capture, StudyDefinition, TaskDefinition
from recorder.store import Store
from web.serving import House

NOTHING = "no tracker"
CONDITIONS = (
    NOTHING, "no tracker again", "events", "events + recording", "@rrweb/record", "clarity-js",
    "posthog-js",
)  # fmt: skip
OURS = {"events": Capture(dom=False), "events + recording": Capture()}
TASK = [TaskDefinition("use", "Use", "Use the page.")]


@dataclass(frozen=True, slots=True)
class Lab:
    """Our server with a study for each of our conditions."""

    store: Store
    prototypes: dict[str, str]

    @classmethod
    @contextmanager
    def opened(cls, folder: Path, test: TestPage) -> Iterator[Lab]:
        """Serve the page as a prototype of two studies."""
        page = folder / "page"
        page.mkdir(parents=True)
        test.write(page, "")
        prototypes = {}
        with Store.open(folder / "data") as store:
            for condition, capture in OURS.items():
                slug = _slug(condition)
                store.add_study(StudyDefinition(slug, slug, TASK, capture=capture))
                prototypes[condition] = f"http://{HOST}:{free_port()}"
                store.set_prototype(slug, str(page), prototypes[condition])
            house = House(folder / "data", HOST, free_port(), lambda _: None)
            house.open()
            try:
                yield cls(store, prototypes)
            finally:
                house.close()

    def join(self, condition: str) -> str:
        """Let one more participant say yes; where the join page sends them."""
        invited = self.store.invite(self.store.study(_slug(condition)))
        session = self.store.open_session(invited, "yes", time.time_ns() // 1_000_000)
        return f"{self.prototypes[condition]}/#thinkaloud={session.token}"


@dataclass(frozen=True, slots=True)
class Stage:
    """A condition, ready to be used."""

    condition: str
    address: Callable[[], str]
    taken: Callable[[], int]

    @classmethod
    @contextmanager
    def opened(cls, folder: Path, lab: Lab, test: TestPage, condition: str) -> Iterator[Stage]:
        """Serve the page in a condition."""
        if condition in OURS:
            yield cls(condition, lambda: lab.join(condition), lambda: 0)
            return
        page = folder / _slug(condition)
        page.mkdir()
        lay_scripts(condition, page)
        test.write(page, HEADS.get(condition, ""))
        with served(page) as sink:
            yield cls(condition, lambda: f"{sink.address}/", lambda: sink.taken)


def free_port() -> int:
    """Return a port of the system's choice."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def _slug(condition: str) -> str:
    return "".join(sign if sign.isalnum() else "-" for sign in condition.lower()).replace(
        "---", "-"
    )
