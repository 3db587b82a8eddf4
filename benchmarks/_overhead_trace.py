"""A Chromium trace as figures: the tasks of a page's main thread, and whose code ran in them.

DevTools' `ScriptDuration` leaves out what runs in promises, which is nearly all of some recorders;
and it counts what the driver runs. Here a script's time is every stretch in which V8 compiled or
ran something, the promises that it settled included, without the driver's own calls.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

CATEGORIES = ["toplevel", "devtools.timeline", "v8"]
OURS = "/tracker/"
TASK = "ThreadControllerImpl::RunTask"
CALLS = {"FunctionCall", "EvaluateScript"}  # these name their script
CODE = CALLS | {
    "v8.callFunction", "v8.run", "v8.newInstance", "v8.compile", "v8.compileModule",
    "v8.evaluateModule", "V8.CompileModule", "FireIdleCallback", "TimerFire", "FireAnimationFrame",
    "RunMicrotasks", "BlinkScheduler_PerformMicrotaskCheckpoint", "MinorGC", "MajorGC",
}  # fmt: skip
Event = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Task:
    """A task of the main thread, in ms: when, how long, of it in scripts, and in ours."""

    start: float
    duration: float
    script: float
    ours: float


def tasks(trace: bytes, address: str) -> list[Task]:
    """Read the tasks of a page's main thread.

    Parameters
    ----------
    trace
        As `Browser.stop_tracing` gives it.
    address
        What the addresses of the page's scripts begin with.

    Returns
    -------
    list[Task]
        In the order of time; `start` is in ms of the browser's own clock, the rest processor time.
    """
    events = [event for event in json.loads(trace)["traceEvents"] if event["ph"] == "X"]
    threads = {_thread(event) for event in events if _script(event).startswith(address)}
    mine = [event for event in events if _thread(event) in threads]
    mine.sort(key=lambda event: (event["ts"], -event["dur"]))
    return [_task(task, inner) for task, inner in _grouped(mine)]


def _thread(event: Event) -> tuple[int, int]:
    return event["pid"], event["tid"]


def _grouped(events: list[Event]) -> Iterator[tuple[Event, list[Event]]]:
    """Yield each outermost task with the stretches of code in it."""
    task: Event | None = None
    inner: list[Event] = []
    for event in events:
        if event["name"] == TASK and (task is None or event["ts"] >= _end(task)):
            if task is not None:
                yield task, inner
            task, inner = event, []
        elif event["name"] in CODE and task is not None and event["ts"] < _end(task):
            inner.append(event)
    if task is not None:
        yield task, inner


def _task(task: Event, code: list[Event]) -> Task:
    script = ours = 0.0
    while code:
        outer = code[0]
        within = [event for event in code if event["ts"] < _end(outer)]
        code = code[len(within) :]
        named = [_script(event) for event in within if event["name"] in CALLS]
        if named and not any(named):
            continue  # the driver's: a script without an address
        script += _cpu(outer)
        ours += sum(map(_cpu, _outermost(within)))
    return Task(task["ts"] / 1e3, _cpu(task) / 1e3, script / 1e3, ours / 1e3)


def _outermost(events: list[Event]) -> Iterator[Event]:
    """Yield the calls into our code that are in no other such call."""
    until = 0.0
    for event in events:
        if event["ts"] >= until and OURS in _script(event):
            until = _end(event)
            yield event


def _end(event: Event) -> float:
    return float(event["ts"] + event["dur"])


def _cpu(event: Event) -> float:
    """Return the time on the processor, where the trace has it: other programs take their share."""
    return float(event["tdur"] if "tdur" in event else event["dur"])


def _script(event: Event) -> str:
    args = event.get("args", {})
    return str(args.get("data", {}).get("url") or args.get("fileName") or "")
