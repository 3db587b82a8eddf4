"""How fast a study is analysed, and how much memory it takes, beside pandas, Polars and DuckDB.

Run with `python -m benchmarks analysis`; `--quick` takes a small study. An *event* is a row of a
session's arrays: a click, a scroll, a request …, and each sample of the pointer's path, since each
is a moment of which a place is known; the tracker sends about twenty samples in one message, so
messages are told beside events. The tables of pandas, Polars and DuckDB have a row for each event
too, and are asked the same: events a session, clicks a task, time on task, rage clicks. Those three
are measured where they are installed.
"""

from __future__ import annotations

import multiprocessing
import resource
import shutil
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple

from analyzer.batches import gather
from analyzer.columns import columns
from analyzer.compact import decode, encode
from analyzer.pipeline import analyze_study, to_json
from benchmarks._long_session import long_session
from benchmarks._shoppers import Features, ours, rows_of, shopper, table
from benchmarks._tables import NEEDED, WAYS, is_there, write
from fixtures.synthetic import Recording, definition, keep, task
from recorder.library import COLUMNS
from recorder.store import Store

MILLION = 1_000_000
DIFFERENT = 20  # sessions of a crowd; the others are copies of them
TIMES = 3  # each is measured so often; the best counts, since others use the machine as well


def main() -> int:
    """Print the tables; the exit code says whether the goals were met."""
    is_quick = "--quick" in sys.argv
    people, minutes, tasks, many = (4, 10.0, 3, 200) if is_quick else (12, 45.0, 8, 10_000)
    told = [shopper(f"P{at:02}", at, minutes, tasks) for at in range(people)]
    print(f"{people} participants x {tasks} tasks x {minutes:g} minutes", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        verdicts = [
            *features(told, Path(folder)),
            *study(told, tasks, Path(folder) / "data"),
            *long_session(0.05 if is_quick else 1.0),
            *crowd(many, Path(folder) / "crowd"),
        ]
    print()
    for goal, is_met in verdicts:
        print(f"{'met   ' if is_met else 'MISSED'} {goal}")
    return 0 if all(is_met for _, is_met in verdicts) else 1


def features(told: list[Recording], folder: Path) -> list[tuple[str, bool]]:
    """Compare ways to the same features."""
    rows = [one.rows(100) for one in told]
    infos = [one.info() for one in told]
    files = [folder / f"{at}.events" for at in range(len(told))]

    def from_batches() -> Features:
        read = (
            columns(gather(mine, packed=True), info) for mine, info in zip(rows, infos, strict=True)
        )
        return _each(read)

    def from_columns() -> Features:
        read = (decode(path.read_bytes(), info) for path, info in zip(files, infos, strict=True))
        return _each(read)

    sessions = [one.session() for one in told]
    for path, events in zip(files, sessions, strict=True):
        path.write_bytes(encode(events))
    n, messages = sum(map(rows_of, sessions)), sum(len(one.events) for one in told)
    text = sum(len(row.body) for mine in rows for row in mine)
    print(f"{n:,} events in {messages:,} messages, {text / MILLION:.1f} MB of gzip\n")
    print(f"{'features from':24}{'CPU s':>8}{'M events/s':>12}{'M messages/s':>14}")
    expected = _comparable(ours(sessions))
    speed: dict[str, float] = {}
    ways: dict[str, Callable[[], Features]] = {"columns": from_columns, "batches": from_batches}
    path = folder / "rows.parquet"
    if write(table(sessions), path):
        ways |= {f"{name}, Parquet": _of(way, path) for name, way in WAYS.items() if is_there(name)}
    for name, way in ways.items():
        cpu_s, found = best(way)
        speed[name] = n / cpu_s / MILLION
        agrees = "" if _comparable(found) == expected else "   DIFFERS"
        print(f"{name:24}{cpu_s:8.3f}{speed[name]:12.2f}{messages / cpu_s / MILLION:14.2f}{agrees}")
    for name in WAYS:
        if not is_there(name):
            print(f"{name:24} not installed: pip install {' '.join(NEEDED[name])}")
    return [
        ("features from columns: 2.5 M events per CPU second", speed["columns"] >= 2.5),
        ("features from batches: 0.35 M events per CPU second", speed["batches"] >= 0.35),
    ]


def _of(way: Callable[[Path], Features], path: Path) -> Callable[[], Features]:
    return lambda: way(path)


def _each(sessions: Any) -> Features:
    """Look at one session after the other: never are two in memory."""
    found = Features({}, {}, {}, {})
    for number, events in enumerate(sessions):
        one: Features = ours([events], number)
        found.events.update(one.events)
        found.clicks.update(one.clicks)
        found.time_on_task_s.update(one.time_on_task_s)
        found.rage_clicks.update(one.rage_clicks)
    return found


def _comparable(found: Features) -> tuple[dict[Any, Any], ...]:
    return (
        found.events,
        {key: count for key, count in found.clicks.items() if count},
        {key: round(lasted_s, 6) for key, lasted_s in found.time_on_task_s.items()},
        {key: count for key, count in found.rage_clicks.items() if count},
    )


def best(way: Callable[[], Any], times: int = TIMES) -> tuple[float, Any]:
    """Return the fewest CPU seconds that something took, and what it gave."""
    taken = []
    for _ in range(times):
        before = time.process_time()
        found = way()
        taken.append(time.process_time() - before)
    return min(taken), found


def study(told: list[Recording], tasks: int, data: Path) -> list[tuple[str, bool]]:
    """Measure the whole pipeline, from the store to ranked hotspots and JSON."""
    n = sum(rows_of(one.session()) for one in told)
    messages = sum(len(one.events) for one in told)
    print(
        f"\n{'the whole study':28}{'wall s':>8}{'CPU s':>8}{'M events/s':>12}{'M messages/s':>14}"
    )
    with Store.open(data) as store:
        keep(store, *told, of=definition(*(task(f"t{at}") for at in range(tasks))))

        def run(what: str, forget: str, workers: int = 1) -> tuple[float, float, bytes]:
            taken = []
            for _ in range(TIMES):
                for path in (data / COLUMNS).rglob(forget):
                    path.unlink()
                wall_s, cpu_s = time.perf_counter(), _cpu_s()
                written = to_json(analyze_study(store, "shop", workers=workers))
                taken.append((time.perf_counter() - wall_s, _cpu_s() - cpu_s))
            wall_s, cpu_s = min(one[0] for one in taken), min(one[1] for one in taken)
            speeds = f"{n / cpu_s / MILLION:12.2f}{messages / cpu_s / MILLION:14.3f}"
            print(f"{what:28}{wall_s:8.2f}{cpu_s:8.2f}{speeds}", flush=True)
            return wall_s, cpu_s, written

        cold = run("from batches", "*.*")
        warm = run("from columns", "*.analysis")
        run("nothing has changed", "nothing")
        two = run("from batches, two processes", "*.*", workers=2)
    return [
        ("the study from batches to hotspots in 5 s", cold[0] < 5.0),
        ("the whole pipeline: 0.25 M events per CPU second", n / cold[1] / MILLION >= 0.25),
        (
            "the same bytes from batches, columns and two processes",
            len({cold[2], warm[2], two[2]}) == 1,
        ),
    ]


def _cpu_s() -> float:
    """Sum up the CPU time of this process and of those that it has ended, s."""
    mine, theirs = (
        resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    return mine.ru_utime + mine.ru_stime + theirs.ru_utime + theirs.ru_stime


def crowd(many: int, data: Path) -> list[tuple[str, bool]]:
    """Measure many short sessions: memory, two processes, and one more session."""
    sizes = (many // 4, many)
    print(f"\n{'short sessions':>14}{'workers':>9}{'wall s':>8}{'CPU s':>14}{'peak MB':>9}")
    peaks: list[float] = []
    gains: list[float] = []
    clocks: list[float] = []
    with Store.open(data) as store:
        keep(store, *(shopper(f"P{at:05}", at, 0.3, 1) for at in range(DIFFERENT)),
             of=definition(task("t0")))  # fmt: skip
    for size in sizes:
        copied(data / "thinkaloud.db", size)
        for _ in range(TIMES if size == many else 1):
            taken: dict[int, Taken] = {}
            for workers in (1, 2) if size == many else (1,):
                shutil.rmtree(data / COLUMNS, ignore_errors=True)
                taken[workers] = _apart(data, workers)
                peaks.append(taken[workers].peak_mb)
                print(f"{size:14,}{workers:9}{taken[workers]}", flush=True)
            if size == many:
                busier_s = max(taken[2].cpu_s, taken[2].other_cpu_s)
                gains.append(taken[1].cpu_s / busier_s)
                clocks.append(taken[1].wall_s / taken[2].wall_s)
    copied(data / "thinkaloud.db", many + 1)
    print(f"{'one more':>14}{1:9}{_apart(data, 1)}")
    # Where others use the machine as well, processor time tells what the clock cannot: two
    # processes with a core each are done when the busier one is.
    gain, clock = median(gains), median(clocks)
    print(
        f"two processes are {gain:.2f} times as fast as one by CPU time, {clock:.2f} by the clock "
        f"(medians of {TIMES} rounds)"
    )
    return [
        (f"{many:,} sessions within 600 MB", max(peaks) <= 600),
        ("two processes at least 1.8 times as fast as one", gain >= 1.8),
    ]


def copied(database: Path, size: int) -> None:
    """Fill a study with copies of its first sessions, each by a participant of its own."""
    with sqlite3.connect(database) as rows:
        (there,) = rows.execute("SELECT count(*) FROM session").fetchone()
        for at in range(there, size):
            model, name = at % DIFFERENT + 1, f"P{at:05}"
            (person,) = _copy(
                rows, "participant", f"id = {model}", {"code": name, "join_token": name}
            )
            (session,) = rows.execute(
                "SELECT id FROM session WHERE participant_id = ?", [model]
            ).fetchone()
            own = {"id": name, "token": name, "participant_id": person, "created_ms": at}
            _copy(rows, "session", f"id = '{session}'", own)
            _copy(rows, "batch", f"session_id = '{session}'", {"session_id": name})
    rows.close()


def _copy(
    rows: sqlite3.Connection, of: str, which: str, other: dict[str, Any]
) -> tuple[int | None]:
    names = [name for _, name, *_ in rows.execute(f"PRAGMA table_info({of})")]
    if "id" not in other:
        names.remove("id")  # numbered by the database
    values = ", ".join(f":{name}" if name in other else name for name in names)
    made = rows.execute(
        f"INSERT INTO {of} ({', '.join(names)}) SELECT {values} FROM {of} WHERE {which}", other
    )
    return (made.lastrowid,)


class Taken(NamedTuple):
    """What an analysis took, in a process of its own."""

    wall_s: float
    cpu_s: float  # of the process that was asked
    other_cpu_s: float  # of those that it started
    peak_mb: float

    def __str__(self) -> str:
        shared = f"{self.cpu_s:.1f}" + (f" + {self.other_cpu_s:.1f}" if self.other_cpu_s else "")
        return f"{self.wall_s:8.1f}{shared:>14}{self.peak_mb:9.0f}"


def _apart(data: Path, workers: int) -> Taken:
    """Analyse in a process of its own, and write the result."""
    context = multiprocessing.get_context("spawn")
    answers: Any = context.Queue()
    process = context.Process(target=_measured, args=(data, workers, answers))
    process.start()
    taken = Taken(*answers.get())
    process.join()
    return taken


def _measured(data: Path, workers: int, answers: Any) -> None:
    with Store.open(data) as store:
        before, cpu_s = time.perf_counter(), time.process_time()
        to_json(analyze_study(store, "shop", workers=workers))
        wall_s, cpu_s = time.perf_counter() - before, time.process_time() - cpu_s
    others = resource.getrusage(resource.RUSAGE_CHILDREN)
    # Not `ru_maxrss`: a new process inherits that of the one that started it.
    status = Path("/proc/self/status").read_text(encoding="ascii")
    other_s = others.ru_utime + others.ru_stime
    answers.put((wall_s, cpu_s, other_s, int(status.partition("VmHWM:")[2].split()[0]) / 1_024))


if __name__ == "__main__":
    sys.exit(main())
