"""One very long session: whether time and memory grow with it, and no faster."""

from __future__ import annotations

import multiprocessing
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from analyzer.batches import gather
from analyzer.columns import columns
from analyzer.events import SessionInfo
from analyzer.session_results import analyze_session
from benchmarks._shoppers import rows_of, shopper
from fixtures.synthetic import Row, definition, task

MILLION = 1_000_000
MINUTES_A_TASK = 45.0 / 8  # as in the study
MINUTES = 3_030.0  # 50 hours, of about 660 events a minute


def long_session(share: float = 1.0) -> list[tuple[str, bool]]:
    """Analyse a session of 2 M events, or of a share of them, in a process of its own."""
    tasks = max(1, round(share * MINUTES / MINUTES_A_TASK))
    told = shopper("P00", 0, tasks * MINUTES_A_TASK, tasks)
    context = multiprocessing.get_context("spawn")
    answers: Any = context.Queue()
    rows = told.rows(100)
    process = context.Process(target=_measured, args=(rows, told.info(), tasks, answers))
    process.start()
    n, left_out, cpu_s, peak_mb, before_mb = answers.get()
    process.join()
    print(
        f"\none session of {n:,} events in {len(told.events):,} messages, {tasks} tasks: "
        f"{cpu_s:.1f} CPU s, {n / cpu_s / MILLION:.2f} M events/s, "
        f"peak {peak_mb:.0f} MB, {before_mb:.0f} of it before it was read",
        flush=True,
    )
    size = f"{n / MILLION:.1f} M events in one session"
    return [
        (f"{size}: nothing left out", not left_out),
        (f"{size}: 0.25 M events per CPU second", n / cpu_s / MILLION >= 0.25),
        (f"{size}: within 1 GB", peak_mb <= 1_024),
    ]


def _measured(rows: Sequence[Row], info: SessionInfo, tasks: int, answers: Any) -> None:
    before_mb = _peak_mb()
    of = definition(*(task(f"t{at}") for at in range(tasks)))
    before_s = time.process_time()
    events = columns(gather(rows, packed=True), info)
    found = analyze_session(events, of)
    cpu_s = time.process_time() - before_s
    left_out = bool(found.excluded) or len(found.attempts) != tasks
    answers.put((rows_of(events), left_out, cpu_s, _peak_mb(), before_mb))


def _peak_mb() -> float:
    # Not `ru_maxrss`: a new process inherits that of the one that started it.
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.partition("VmHWM:")[2].split()[0]) / 1_024
