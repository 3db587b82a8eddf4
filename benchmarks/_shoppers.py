"""Simulated sessions of a realistic mix, and what a scientist asks of them, in four ways."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from analyzer.events import SessionEvents
from fixtures.synthetic import NOTHING, Recording, element

RAGE_S = 1.0  # three clicks on one element within it
POINTER, CLICK, START, END, OTHER = range(5)  # kinds of rows in the table that all of them read

_ELEMENTS = [
    element(f"e{at}", box=(60.0 + 200 * (at % 6), 60.0 + 150 * (at // 6), 120.0, 40.0))
    for at in range(40)
]


def shopper(name: str, seed: int, minutes: float, tasks: int) -> Recording:
    """Tell of somebody who does tasks one after the other, by chance.

    The pointer runs at 20 samples a second for about two thirds of the time, as people's do.
    """
    random = np.random.default_rng(seed)
    told = Recording(name).page(0.5, "/")
    lasts_s = minutes * 60 / tasks
    t_s = 1.0
    for task in range(tasks):
        t_s = max(t_s, task * lasts_s + 1)
        told.task(t_s, f"t{task}")
        while t_s < (task + 1) * lasts_s - 5:
            t_s = _step(told, random, t_s)
        told.task(t_s, f"t{task}", "done")
        t_s += 1
    return told


def _step(told: Recording, random: np.random.Generator, t_s: float) -> float:
    for _ in range(int(random.integers(1, 6))):
        moved = np.cumsum(random.integers(-20, 20, (int(random.integers(10, 25)), 2)), axis=0) + 400
        told.move(t_s, [(int(x), int(y)) for x, y in moved])
        t_s += 1.2
    at = _ELEMENTS[int(random.integers(len(_ELEMENTS)))]
    if random.random() < 0.5:
        told.scroll(t_s, float(random.integers(4_000)))
    is_answered = random.random() < 0.97
    for _ in range(1 if is_answered else int(random.integers(1, 5))):
        told.click(t_s + 0.1, at, {"mutation": 40.0} if is_answered else NOTHING)
        t_s += 0.3
    if random.random() < 0.2:
        told.focus(t_s, at).input(t_s + 2, at).focus(t_s + 2.1, at, gained=False)
        t_s += 2.5
    if random.random() < 0.15:
        told.page(t_s, f"/p{int(random.integers(12))}").timing(t_s + 0.4, "LCP", 900.0)
    return t_s + 0.5


def rows_of(events: SessionEvents) -> int:
    """Count a session's events: each moment of which something is known, samples included."""
    return int(
        events.stamp_t_s.size + events.pointers.t_s.size - np.unique(events.pointers.run).size
    )


@dataclass(frozen=True, slots=True)
class Features:
    """What is asked of all sessions; keys are (session, task)."""

    events: dict[int, int]
    clicks: dict[tuple[int, int], int]
    time_on_task_s: dict[tuple[int, int], float]
    rage_clicks: dict[int, int]  # clicks that are at least the third on their element within 1 s


def ours(sessions: list[SessionEvents], first: int = 0) -> Features:
    """Answer from the arrays of the analyzer."""
    found = Features({}, {}, {}, {})
    for number, events in enumerate(sessions, start=first):
        found.events[number] = rows_of(events)
        clicks, tasks = events.clicks, events.tasks
        begun = {}
        for t_s, task, action in zip(tasks.t_s.tolist(), tasks.task, tasks.action, strict=True):
            code = int(task[1:])
            if action == "start":
                begun[code] = t_s
                continue
            start_s = begun.pop(code)
            found.time_on_task_s[number, code] = t_s - start_s
            a, b = np.searchsorted(clicks.t_s, (start_s, t_s))
            found.clicks[number, code] = int(b - a)
        order = np.lexsort((clicks.t_s, clicks.location))
        t_s_of, place = clicks.t_s[order], clicks.location[order]
        raged = (t_s_of[2:] - t_s_of[:-2] <= RAGE_S) & (place[2:] == place[:-2])
        found.rage_clicks[number] = int(raged.sum())
    return found


def table(sessions: list[SessionEvents]) -> dict[str, np.ndarray]:
    """Give the same events as one flat table, a row each."""
    parts: dict[str, list[np.ndarray]] = {
        name: [] for name in ("session", "t", "kind", "location", "task")
    }
    for number, events in enumerate(sessions):
        clicks, tasks = events.clicks, events.tasks
        kinds = [START if action == "start" else END for action in tasks.action]
        codes = [int(task[1:]) for task in tasks.task]
        known = (
            (events.pointers.t_s, POINTER, -1, -1),
            (clicks.t_s, CLICK, clicks.location, -1),
            (tasks.t_s, np.array(kinds), -1, np.array(codes)),
        )
        rest = rows_of(events) - sum(t_s.size for t_s, *_ in known)
        for t_s, kind, location, task in (*known, (np.zeros(rest), OTHER, -1, -1)):
            size = t_s.size
            parts["session"].append(np.full(size, number, np.int32))
            parts["t"].append(t_s)
            parts["kind"].append(np.broadcast_to(np.asarray(kind, np.int8), size))
            parts["location"].append(np.broadcast_to(np.asarray(location, np.int32), size))
            parts["task"].append(np.broadcast_to(np.asarray(task, np.int16), size))
    whole = {name: np.concatenate(columns) for name, columns in parts.items()}
    order = np.lexsort((whole["t"], whole["session"]))
    return {name: column[order] for name, column in whole.items()}
