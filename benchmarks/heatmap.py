"""Time of one heatmap from recorded points to a PNG, at 1 k, 100 k and 1 M points.

Run with `python -m benchmarks.heatmap`. The page has 1440 x 6000 px and 400 elements; placing
by element, accumulating, blurring, composing with the outline, and encoding are included,
reading the screenshot is not. The goal is at most 450 ms at 1 M points.
"""

from __future__ import annotations

import statistics
import sys
import time
from itertools import pairwise

import cv2
import numpy as np

from analyzer import render
from analyzer.heat_points import Points
from analyzer.heatmap import spread
from analyzer.legend import scale_ceiling
from analyzer.placement import Boxes, place

SIZE = (1440, 6000)
GOAL_MS = 450.0
RUNS = 7
PARTICIPANTS = 1000


def page() -> tuple[render.Image, Boxes]:
    """Draw a page of text and boxes, and name the boxes."""
    random = np.random.default_rng(7)
    picture = np.full((SIZE[1], SIZE[0], 3), 250, dtype=np.uint8)
    boxes = {}
    for number in range(400):
        x, y = int(random.integers(0, 1200)), int(random.integers(0, 5900))
        boxes[f"#e{number}"] = (float(x), float(y), 180.0, 40.0)
        cv2.rectangle(picture, (x, y), (x + 180, y + 40), random.uniform(60, 240, 3).tolist(), -1)
        cv2.putText(picture, f"Element {number}", (x + 8, y + 26), 0, 0.7, (30, 30, 30), 1)
    return picture, boxes


def recorded(n: int) -> Points:
    """Make points: most on some elements, a tenth on none."""
    random = np.random.default_rng(n)
    names = (*(f"#e{number}" for number in range(400)), "")
    element = np.minimum(random.geometric(0.02, n) - 1, 399)
    element[random.random(n) < 0.1] = 400
    return Points(
        participants=tuple(f"P{number:04}" for number in range(PARTICIPANTS)),
        owner=random.integers(0, PARTICIPANTS, n),
        elements=names,
        element=element,
        inside=np.clip(random.normal(0.5, 0.2, (n, 2)), 0, 1),
        page_xy=random.uniform(0, 1, (n, 2)) * SIZE,
    )


def stages_ms(points: Points, picture: render.Image, boxes: Boxes) -> tuple[list[float], int]:
    """Time placing, spreading, composing and encoding once, and tell the PNG's bytes."""
    clock = [time.perf_counter()]
    placed = place(points, boxes, SIZE)
    clock.append(time.perf_counter())
    values = spread(points, placed, SIZE, "participant_mean", 10.0)
    clock.append(time.perf_counter())
    top = scale_ceiling(float(values.max()), "participant_mean")
    image = render.compose(picture, values, top, "viridis")
    clock.append(time.perf_counter())
    data = render.encode_png(image)
    clock.append(time.perf_counter())
    return [(b - a) * 1000 for a, b in pairwise(clock)], len(data)


def main() -> int:
    """Print the table; the exit code says whether the goal was met."""
    picture, boxes = page()
    print(f"Heatmap of {SIZE[0]} x {SIZE[1]} px, medians of {RUNS} runs, ms")
    print(f"{'points':>9} {'place':>7} {'spread':>7} {'compose':>8} {'encode':>7} {'all':>7}   kB")
    met = True
    for n in (1_000, 100_000, 1_000_000):
        points = recorded(n)
        runs = [stages_ms(points, picture, boxes) for _ in range(RUNS)]
        medians = [statistics.median(run[0][stage] for run in runs) for stage in range(4)]
        total = statistics.median(sum(run[0]) for run in runs)
        cells = " ".join(f"{value:{w}.0f}" for value, w in zip(medians, (7, 7, 8, 7), strict=True))
        print(f"{n:>9,} {cells} {total:7.0f} {runs[0][1] // 1000:6,}")
        met = met and total <= GOAL_MS
    print(f"Goal of {GOAL_MS:.0f} ms: {'met' if met else 'missed'}")
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main())
