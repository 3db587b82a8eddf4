"""What the figures say of the goals."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from dataclasses import dataclass

from benchmarks._overhead_pages import PAGES
from benchmarks._overhead_session import Figures
from recorder.tracker_files import STATIC

EVENTS_SHARE = 1.05  # of the script time without a tracker
EVENTS_TASK_MS = 10
REPLAY_SHARE = 1.1  # of @rrweb/record's script time
HEAVY_SHARE = 0.25  # of @rrweb/record's main-thread time, over the page's own
BUNDLES = {"core": 6_000, "recording": 26_000, "panel": 12_000}  # bytes, gzip
BARE, AGAIN, EVENTS, REPLAY, RRWEB = (
    "no tracker", "no tracker again", "events", "events + recording", "@rrweb/record",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Verdict:
    """A goal, what was measured, and whether that is enough."""

    goal: str
    measured: str
    is_met: bool

    def __str__(self) -> str:
        """Return a line to print."""
        return f"{'met   ' if self.is_met else 'MISSED'}  {self.goal}: {self.measured}"


def verdicts(tables: dict[str, dict[str, Figures]]) -> Iterator[Verdict]:
    """Judge every goal for which there are figures.

    Parameters
    ----------
    tables
        Figures by page and condition.

    Yields
    ------
    Verdict
        One for each goal and page.
    """
    for test in PAGES:
        table = tables.get(test.name, {})
        if EVENTS in table:
            yield from _events(test.name, table)
        if REPLAY in table and RRWEB in table:
            yield _replay(test.name, table, is_heavy=test.is_heavy)
    yield from _bundles()


def _events(name: str, table: dict[str, Figures]) -> Iterator[Verdict]:
    bare, ours = table[BARE]["script"], table[EVENTS]["script"]
    again = table.get(AGAIN, table[BARE])["script"]
    yield Verdict(
        f"events within 5 % of no tracker's script time, {name}",
        f"{ours - bare:+.0f} ms on {bare:.0f} ({ours / bare - 1:+.0%}); "
        f"no tracker again {again / bare - 1:+.0%}",
        ours <= EVENTS_SHARE * bare,
    )
    longest = table[EVENTS]["ours longest"]
    yield Verdict(
        f"no task of events over {EVENTS_TASK_MS} ms, {name}",
        f"{longest:.1f} ms, {table[EVENTS]['ours later']:.1f} after the start-up",
        longest <= EVENTS_TASK_MS,
    )


def _replay(name: str, table: dict[str, Figures], *, is_heavy: bool) -> Verdict:
    if not is_heavy:
        ours, theirs = table[REPLAY]["script"], table[RRWEB]["script"]
        return Verdict(
            f"with replay at most {REPLAY_SHARE} of @rrweb/record's script time, {name}",
            f"{ours:.0f} of {theirs:.0f} ms ({ours / theirs:.2f})",
            ours <= REPLAY_SHARE * theirs,
        )
    bare = table[BARE]["all tasks"]
    ours, theirs = (table[c]["all tasks"] - bare for c in (REPLAY, RRWEB))
    return Verdict(
        f"with replay at most a quarter of what @rrweb/record adds to the main thread, {name}",
        f"{ours:.0f} of {theirs:.0f} ms ({ours / theirs:.2f})",
        ours <= HEAVY_SHARE * theirs,
    )


def _bundles() -> Iterator[Verdict]:
    manifest: dict[str, str] = json.loads((STATIC / "manifest.json").read_text("utf-8"))
    for name, limit in BUNDLES.items():
        size = len(gzip.compress((STATIC / manifest[name]).read_bytes(), 9))
        yield Verdict(f"{name} within {limit:,} bytes gzip", f"{size:,}", size <= limit)
