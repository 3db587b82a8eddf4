"""What the tracker costs the page under test, in a real Chromium, beside others.

Conditions take turns in one run, on three pages: 1,500 elements, 14,333 elements (55,569 px high,
with a web font, pictures, SVG, shadow DOM, canvases, frames, a fixed header, an inner scroller and
a route change), and a small single-page app. Each is used the same way, by plain input events. "no
tracker" stands there twice: how far the two are apart is what this machine cannot tell apart.

Times are medians, in ms of processor time. "script": all that V8 ran or compiled on the main
thread, promises and collections included, the driver's calls left out; "start-up": its part up to
2.5 s after the navigation; "longest" and "later": the longest task of the main thread, the page's
own included, in all and after the start-up; "ours": what ran in calls of our scripts, in all, at
most in one task, and the same after the start-up. Interactions are in ms of the clock, from input
to the next frame. `@rrweb/record` alone sends nothing: its bytes are gzip of all that it emits.

`--quick` makes one round, `--only events,...` some conditions beside the first "no tracker",
`--page app` some pages.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from analyzer.browser import find_chromium
from benchmarks._overhead_hand import Places
from benchmarks._overhead_pages import PAGES, TestPage
from benchmarks._overhead_places import CONDITIONS, NOTHING, Lab, Stage
from benchmarks._overhead_rivals import install
from benchmarks._overhead_session import Figures, measured
from benchmarks._overhead_verdicts import verdicts

RUNS = 3
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync",
    "--disable-component-update", "--no-first-run",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
]  # fmt: skip
FORMATS = {"p75": ".0f", "worst": ".0f", "longest": ".0f", "later": ".0f", "all tasks": ".0f"}
Table = dict[str, Figures]


def compare(browser: Browser, test: TestPage, runs: int, conditions: list[str]) -> Table:
    """Return the medians of each condition on a page.

    Parameters
    ----------
    browser
        A started Chromium.
    test
        The page and its use.
    runs
        How many rounds.
    conditions
        Which, in the order in which they take turns.

    Returns
    -------
    Table
        Figures by condition.
    """
    found: dict[str, list[Figures]] = {condition: [] for condition in conditions}
    places = Places()
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        lab = stack.enter_context(Lab.opened(Path(folder, "lab"), test))
        stages = [stack.enter_context(Stage.opened(Path(folder), lab, test, c)) for c in conditions]
        # The first use learns where the controls are, and warms files and caches.
        measured(browser, stages[0].address(), test, places, stages[0].taken)
        places.is_learnt = True
        for _ in range(runs):
            for stage in stages:
                use = measured(browser, stage.address(), test, places, stage.taken)
                found[stage.condition].append(use)
    return {
        condition: {name: statistics.median(run[name] for run in all_) for name in all_[0]}
        for condition, all_ in found.items()
    }


def show(test: TestPage, table: Table) -> None:
    """Print a page's table."""
    names = list(next(iter(table.values())))
    print(f"\n{test.name:22}" + "".join(f"{name:>14}" for name in names))
    for condition, figures in table.items():
        cells = "".join(f"{figures[name]:14{FORMATS.get(name, '.1f')}}" for name in names)
        print(f"{condition:22}{cells}")


def main(arguments: list[str] | None = None) -> int:
    """Print the tables and what they say of the goals; the exit code says whether all are met."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--only", default=",".join(CONDITIONS))
    parser.add_argument("--page", default="")
    given, _ = parser.parse_known_args(sys.argv[1:] if arguments is None else arguments)
    conditions = [NOTHING, *(c for c in CONDITIONS if c != NOTHING and c in given.only.split(","))]
    install()
    tables: dict[str, Table] = {}
    runs = 1 if given.quick else RUNS
    print(f"Medians of {runs} runs; ms of processor time, interactions in ms of the clock")
    with sync_playwright() as playwright:
        program = find_chromium(playwright.chromium.executable_path)
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
        for test in PAGES:
            if given.page in test.name:
                tables[test.name] = compare(browser, test, runs, conditions)
                show(test, tables[test.name])
        browser.close()
    print()
    all_met = True
    for verdict in verdicts(tables):
        print(verdict)
        all_met &= verdict.is_met
    return 0 if all_met else 1


if __name__ == "__main__":
    raise SystemExit(main())
