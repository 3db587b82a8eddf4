"""What is lost when a page, a tab, a browser, the network or the server comes to a bad end.

A real Chromium clicks twelve times, quickly, and then it happens; the driver knows each click and
when it was made. Afterwards the store is searched for every one of them. `--quick`: fewer turns.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Error, Page, Playwright, sync_playwright

from analyzer.browser import find_chromium
from benchmarks._flaky import Fault, network
from benchmarks._load import Load
from benchmarks._pressing import Lab, Outcome, Run, lab

FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--no-first-run",
]  # fmt: skip
CRASH_LOSS_S = 1.0  # what a page cannot write any more, at most
PAUSES_S = (0.0, 0.6, 1.1, 1.6)  # between the clicks and a crash, by turns
SLOW = Fault(delay_s=0.2, cut=0.02)  # 400 ms there and back, two connections of a hundred break
UNRULY = Fault(repeat=0.4, hold_s=0.6)


@dataclass(frozen=True)
class Size:
    """How often each ending is tried, and for how long the network is away, seconds."""

    endings: int = 200
    crashes: int = 24
    kills: int = 6
    restarts: int = 4
    turns: int = 20
    offline_s: float = 60.0
    patience_s: float = 60.0


QUICK = Size(20, 8, 2, 2, 6, 8.0)
Ending = Callable[[Lab, BrowserContext, Size], Outcome]


def navigation(lab_: Lab, context: BrowserContext, size: Size) -> Outcome:
    """Go to another page right after the clicks."""
    run, page = _begun(lab_, context)
    for turn in range(size.endings):
        run.press(page)
        run.ends()
        run.visit(page, "/next.html" if turn % 2 == 0 else "/index.html")
    return run.settle(page.wait_for_timeout, 0.0, size.patience_s)


def tab_close(lab_: Lab, context: BrowserContext, size: Size) -> Outcome:
    """Close the tab right after the clicks."""
    run, page = _begun(lab_, context)
    for _ in range(size.endings):
        tab = context.new_page()
        run.visit(tab, "/next.html")
        run.press(tab)
        run.ends()
        tab.close()
    return run.settle(page.wait_for_timeout, 0.0, size.patience_s)


def renderer_crash(lab_: Lab, context: BrowserContext, size: Size) -> Outcome:
    """Crash the page's process, every other time without a network, and come back."""
    run, page = _begun(lab_, context)
    for turn in range(size.crashes):
        context.set_offline(turn % 2 == 0)
        run.press(page)
        page.wait_for_timeout(PAUSES_S[turn // 2 % len(PAUSES_S)] * 1_000)
        run.ends()
        with suppress(Error):
            page.goto("chrome://crash")
        page.close()
        context.set_offline(False)
        page = context.new_page()
        run.visit(page, "/next.html")
    return run.settle(page.wait_for_timeout, CRASH_LOSS_S, size.patience_s)


def offline(lab_: Lab, context: BrowserContext, size: Size) -> Outcome:
    """Take the network away for a while, clicking on."""
    run, page = _begun(lab_, context)
    context.set_offline(True)
    until = time.monotonic() + size.offline_s
    while time.monotonic() < until:
        run.press(page)
        run.ends()
        page.wait_for_timeout(2_000)
    context.set_offline(False)
    return run.settle(page.wait_for_timeout, 0.0, size.patience_s)


def server_kill(lab_: Lab, context: BrowserContext, size: Size) -> Outcome:
    """Kill the prototype's server, which stores, under load, and let its supervisor restart it."""
    run, page = _begun(lab_, context)
    with Load(lab_) as load:
        for _ in range(size.restarts):
            run.press(page)
            os.kill(lab_.house._prototypes["press"].pid, signal.SIGKILL)
            run.ends()
            run.press(page)
            run.ends()
            _restart(lab_)
            run.press(page)
            run.ends()
            load.wait_for_more()
        outcome = run.settle(page.wait_for_timeout, 0.0, size.patience_s)
    return outcome.plus(*load.count())


def slow_network(lab_: Lab, context: BrowserContext, size: Size) -> Outcome:
    """Navigate over a network that is slow and breaks connections."""
    return _through(SLOW, lab_, context, size)


def unruly_network(lab_: Lab, context: BrowserContext, size: Size) -> Outcome:
    """Navigate over a network that delivers batches twice, and newer ones before older ones."""
    return _through(UNRULY, lab_, context, size)


def _through(fault: Fault, lab_: Lab, context: BrowserContext, size: Size) -> Outcome:
    with network(lab_.address, fault) as address:
        run, page = _begun(lab_, context, address)
        for turn in range(size.turns):
            run.press(page)
            page.wait_for_timeout(PAUSES_S[turn % len(PAUSES_S)] * 1_000)
            run.ends()
            run.visit(page, "/next.html" if turn % 2 == 0 else "/index.html")
        return run.settle(page.wait_for_timeout, 0.0, size.patience_s)


def browser_kill(lab_: Lab, playwright: Playwright, size: Size) -> Outcome:
    """Kill the whole browser, and come back with it to the origin."""
    run = Run(lab_, lab_.session(), lab_.address)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        with _own_browser(playwright, Path(profile)) as (_, page):
            run.join(page)
            # A browser writes its settings down after some seconds, the token among them.
            page.wait_for_timeout(6_000)
        for turn in range(size.kills):
            with _own_browser(playwright, Path(profile)) as (process, page):
                run.visit(page)
                run.press(page)
                page.wait_for_timeout(PAUSES_S[turn % len(PAUSES_S)] * 1_000)
                run.ends()
                process.kill()
                process.wait()
        with _own_browser(playwright, Path(profile)) as (_, page):
            run.visit(page)
            return run.settle(page.wait_for_timeout, CRASH_LOSS_S, size.patience_s)


@contextmanager
def _own_browser(
    playwright: Playwright, profile: Path
) -> Iterator[tuple[subprocess.Popen[bytes], Page]]:
    """Start a browser whose process is ours, with a profile that outlives it."""
    place = profile / "DevToolsActivePort"
    place.unlink(missing_ok=True)
    program = find_chromium(playwright.chromium.executable_path)
    more = [
        "--headless=new",
        "--remote-debugging-port=0",
        f"--user-data-dir={profile}",
        "about:blank",
    ]
    process = subprocess.Popen(
        [program, *FLAGS, *more], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        until = time.monotonic() + 30
        while not place.exists() or not place.read_text().strip():
            if time.monotonic() > until:
                raise RuntimeError("Chromium did not start.")
            time.sleep(0.05)
        browser = playwright.chromium.connect_over_cdp(
            f"http://127.0.0.1:{place.read_text().split()[0]}"
        )
        page = browser.contexts[0].new_page()
        yield process, page
        with suppress(Error):
            browser.close()
    finally:
        process.terminate()
        process.wait()


def _begun(lab_: Lab, context: BrowserContext, address: str = "") -> tuple[Run, Page]:
    run = Run(lab_, lab_.session(), address or lab_.address)
    page = context.new_page()
    run.join(page)
    return run, page


def _restart(lab_: Lab) -> None:
    """Do what the supervisor does every second; wait until the server answers again."""
    time.sleep(1.0)
    lab_.house.look_after_prototypes()
    lab_.house._prototypes["press"].wait_until_ready()


# What is tried, with the age below which a click may be lost.
ENDINGS: tuple[tuple[str, Ending, float], ...] = (
    ("navigation", navigation, 0.0),
    ("tab closed", tab_close, 0.0),
    ("renderer crash, return", renderer_crash, CRASH_LOSS_S),
    ("offline", offline, 0.0),
    ("server kill -9 under load", server_kill, 0.0),
    ("400 ms, 2 % cut", slow_network, 0.0),
    ("repeated and reordered", unruly_network, 0.0),
)


def tried(ending: Ending, lab_: Lab, browser: Browser, size: Size) -> Outcome:
    """Try an ending in a browser without a past."""
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    context.set_default_timeout(30_000)
    try:
        return ending(lab_, context, size)
    finally:
        context.close()


def main() -> int:
    """Print the table; the exit code says whether nothing was lost or doubled that may not be."""
    size = QUICK if "--quick" in sys.argv else Size()
    met = True
    columns = ("endings", "clicks", "lost", "doubled", "gaps", "oldest loss", "s")
    print(f"{'':28}" + "".join(f"{name:>12}" for name in columns))

    def show(name: str, bound_s: float, outcome: Outcome, took_s: float) -> bool:
        oldest = "-" if outcome.oldest_s is None else f"{outcome.oldest_s:.2f} s"
        figures = (
            outcome.endings, outcome.clicks, outcome.lost, outcome.doubled, outcome.gaps, oldest,
            f"{took_s:.0f}",
        )  # fmt: skip
        is_kept = outcome.keeps(bound_s)
        print(
            f"{name:28}"
            + "".join(f"{figure!s:>12}" for figure in figures)
            + ("" if is_kept else "  NO"),
            flush=True,
        )
        return is_kept

    with (
        tempfile.TemporaryDirectory() as folder,
        lab(Path(folder)) as lab_,
        sync_playwright() as playwright,
    ):
        program = find_chromium(playwright.chromium.executable_path)
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
        for name, ending, bound_s in ENDINGS:
            before = time.monotonic()
            met &= show(
                name, bound_s, tried(ending, lab_, browser, size), time.monotonic() - before
            )
        browser.close()
        before = time.monotonic()
        outcome = browser_kill(lab_, playwright, size)
        met &= show("browser kill -9, return", CRASH_LOSS_S, outcome, time.monotonic() - before)
    print(
        f"\nNothing doubled, nothing lost but the last {CRASH_LOSS_S:.0f} s before a crash: "
        + ("yes" if met else "NO")
    )
    return 0 if met else 1


if __name__ == "__main__":
    raise SystemExit(main())
