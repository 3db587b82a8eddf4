"""What the benchmark of faults presses, and what became of it: the ground truth and the store."""

from __future__ import annotations

import math
import socket
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from playwright.sync_api import Page

from recorder import protocol, wire
from recorder.definition import StudyDefinition, TaskDefinition
from recorder.models import Session
from recorder.store import Store
from web.serving import House

HOST = "127.0.0.1"
CLICKS = 12  # quick ones, before each ending
PAGE = """<!doctype html><html lang="en"><title>Press</title>
<style>body { margin: 0 } button { width: 640px; height: 700px }</style>
<button id="press">Press</button>"""
STUDY = StudyDefinition("press", "Press", [TaskDefinition("press", "Press", "Press it.")])
# Where a click lands says which one it was: its number from the left, its turn from the top.
LEFT, STEP, TOP, ROW = 25, 50, 20, 3

# But for a connection that broke: then the panel is there, and the sensors are tried again.
ARE_THERE = """performance.getEntriesByType('resource').some(
  ({ name, responseStatus }) => name.includes('/tracker/capture-') && responseStatus === 200)"""

Click = tuple[int, int]


@dataclass
class Lab:
    """A served study with a page to press on."""

    store: Store
    house: House
    address: str

    def session(self) -> Session:
        """Let one more participant say yes."""
        person = self.store.invite(self.store.study(STUDY.slug))
        return self.store.open_session(person, "yes", time.time_ns() // 1_000_000)


@contextmanager
def lab(folder: Path) -> Iterator[Lab]:
    """Serve the page to press on, each site in a process of its own."""
    (folder / "prototype").mkdir()
    for name in ("index.html", "next.html"):
        (folder / "prototype" / name).write_text(PAGE)
    with Store.open(folder / "data") as store:
        store.add_study(STUDY)
        address = f"http://{HOST}:{free_port()}"
        store.set_prototype(STUDY.slug, str(folder / "prototype"), address)
        house = House(folder / "data", HOST, free_port(), lambda _: None)
        try:
            house.open()
            yield Lab(store, house, address)
        finally:
            house.close()


def free_port() -> int:
    """Return a port of the system's choice."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


@dataclass
class Run:
    """One participant's session under a fault, with every click that was made in it."""

    lab: Lab
    session: Session
    address: str
    clicks: dict[Click, float] = field(default_factory=dict)  # when, on the driver's clock
    endings: dict[int, float] = field(default_factory=dict)  # when each turn came to its end
    turns: int = 0

    def join(self, page: Page) -> None:
        """Open the prototype as the join page does; wait until its sensors listen."""
        self.visit(page, f"/#thinkaloud={self.session.token}")

    def visit(self, page: Page, path: str = "/") -> None:
        """Open a page of the prototype; wait until its sensors listen."""
        page.goto(self.address + path)
        # The panel comes after the sensors.
        page.locator("[data-thinkaloud-panel]").wait_for(state="attached")
        page.wait_for_function(ARE_THERE)

    def press(self, page: Page) -> None:
        """Click quickly, without a pause for anything to be sent."""
        self.turns += 1
        for number in range(CLICKS):
            page.mouse.click(LEFT + STEP * number, TOP + ROW * self.turns)
            self.clicks[self.turns, number] = time.monotonic()

    def ends(self) -> None:
        """Note that what follows ends the turn."""
        self.endings[self.turns] = time.monotonic()

    def stored(self) -> Counter[Click]:
        """Count how often each click is stored."""
        found: Counter[Click] = Counter()
        for row in self.lab.store.batches(self.session.id, "events"):
            batch = wire.decode_batch(wire.unfold(row.body))
            events = batch.events if isinstance(batch, protocol.Batch) else []
            found.update(
                _place(event) for event in events if isinstance(event, protocol.ClickEvent)
            )
        return found

    def lost(self, stored: Counter[Click]) -> list[Click]:
        """Name the clicks that are not stored."""
        return [click for click in self.clicks if click not in stored]

    def age_s(self, click: Click) -> float:
        """Return how old a click was when its turn ended, seconds."""
        return self.endings.get(click[0], time.monotonic()) - self.clicks[click]

    def settle(self, wait: Callable[[float], object], bound_s: float, patience_s: float) -> Outcome:
        """Wait until nothing is missing but what may be, then count.

        Parameters
        ----------
        wait
            Lets so many ms pass while pages go on.
        bound_s
            A click this young at its turn's end may be lost.
        patience_s
            How long to wait at most, seconds.
        """
        until = time.monotonic() + patience_s
        stored = self.stored()
        while time.monotonic() < until and (
            self.gaps() or any(self.age_s(click) > bound_s for click in self.lost(stored))
        ):
            wait(250)
            stored = self.stored()
        wait(1_500)  # what is doubled comes late
        stored = self.stored()
        lost = self.lost(stored)
        return Outcome(
            len(self.endings),
            len(self.clicks),
            len(lost),
            sum(times - 1 for times in stored.values()) + len(stored.keys() - self.clicks.keys()),
            max((self.age_s(click) for click in lost), default=None),
            self.gaps(),
        )

    def gaps(self) -> int:
        """Count the numbers that are missing among the batches of events."""
        seqs: dict[str, set[int]] = {}
        for row in self.lab.store.batches(self.session.id, "events"):
            seqs.setdefault(row.tab, set()).add(row.seq)
        return sum(max(found) + 1 - len(found) for found in seqs.values())


@dataclass(frozen=True)
class Outcome:
    """What a fault cost: counts of clicks, the age of the oldest that was lost in seconds."""

    endings: int
    clicks: int
    lost: int
    doubled: int
    oldest_s: float | None
    gaps: int

    def plus(self, made: int, lost: int, doubled: int) -> Outcome:
        """Add what became of others' batches; one that was acknowledged may never be lost."""
        oldest_s = math.inf if lost else self.oldest_s
        return replace(
            self, clicks=self.clicks + made, lost=self.lost + lost,
            doubled=self.doubled + doubled, oldest_s=oldest_s,
        )  # fmt: skip

    def keeps(self, bound_s: float) -> bool:
        """Tell whether nothing older than the bound was lost, and nothing doubled."""
        return not self.doubled and (self.oldest_s is None or self.oldest_s <= bound_s)


def _place(event: protocol.ClickEvent) -> Click:
    return round((event.vy - TOP) / ROW), round((event.vx - LEFT) / STEP)
