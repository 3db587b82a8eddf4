"""Whether each friction signal finds what was planted, and stays silent where nothing was.

Twelve simulated participants in a real Chromium, by the real join link, tracker, collector and
store: the sample shop, two pages that we did not write, and a page of the usual false alarms.
`python -m benchmarks signals` plays all; THINKALOUD_PEOPLE=1,4,7 chooses participants,
THINKALOUD_PARTS=1 lets each play all cases instead of a third, THINKALOUD_SEED is
another chance. `docs/measures.md` quotes the tables and says what they mean.
"""

from __future__ import annotations

import os
import tempfile
import time
from pathlib import Path

from analyzer.share_intervals import clopper_pearson
from analyzer.signals import signals
from fixtures.planted_field import lay, open_field
from fixtures.planted_people import PARTS, PEOPLE, plan
from fixtures.planted_score import Score, episodes, score
from fixtures.planted_session import record

GOAL = 0.95  # precision and recall of each signal


def main() -> int:
    """Play, score, print; 1 where a goal is missed."""
    wanted = os.environ.get("THINKALOUD_PEOPLE", "")
    numbers = [int(one) - 1 for one in wanted.split(",") if one] or list(range(len(PEOPLE)))
    seed = int(os.environ.get("THINKALOUD_SEED", "1"))
    begin = time.monotonic()
    parts = int(os.environ.get("THINKALOUD_PARTS", str(PARTS)))
    total = _played(numbers, parts, seed)
    lasted_s = time.monotonic() - begin
    told = f"{len(numbers)} simulated participants, seed {seed}, 1/{parts} of the cases each"
    print(f"{told}, {lasted_s:.0f} s")
    is_met = _print_signals(total)
    is_silent = _print_harmless(total)
    print("\n".join(["", *total.notes, *total.failed]))
    is_whole = is_met and is_silent and not total.failed
    print("goals met" if is_whole else "GOALS MISSED")
    return 0 if is_whole else 1


def _played(numbers: list[int], parts: int, seed: int) -> Score:
    total = Score()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with open_field(folder / "data", lay(folder / "pages")) as road:
            people = [PEOPLE[at] for at in numbers]
            for played in record(road, people, [plan(at, parts) for at in numbers], seed):
                total.add(score(played, episodes(road, played)))
    return total


def _print_signals(total: Score) -> bool:
    """Print a row a signal; the bounds are those of the exact interval, 95 %."""
    print("| signal | planted | found | near-misses | false | void | precision | recall |")
    print("| --- | --- | --- | --- | --- | --- | --- | --- |")
    is_met = True
    for kind, _ in signals.items():
        planted, found, false = total.planted[kind], total.found[kind], total.alarms[kind]
        shares = [_share(found, found + false), _share(found, planted)]
        is_met &= min(found, 1) == 1
        is_met &= found >= GOAL * (found + false) and found >= GOAL * planted
        print(
            f"| `{kind}` | {planted} | {found} | {total.near[kind]} | {false} "
            f"| {total.void[kind]} | {shares[0]} | {shares[1]} |"
        )
    return is_met


def _share(part: int, whole: int) -> str:
    """Print a share with the lower bound of its exact interval."""
    if not whole:
        return "no data (n = 0)"
    return f"{part / whole:.2f} (≥ {clopper_pearson(part, whole).lower or 0:.2f})"


def _print_harmless(total: Score) -> bool:
    print("\n| usual false alarm | played | alarms |\n| --- | --- | --- |")
    for name, (played, raised) in total.harmless.items():
        print(f"| {name} | {played} | {raised} |")
    played, raised = (sum(one[at] for one in total.harmless.values()) for at in (0, 1))
    print(f"| all | {played} | {raised} |")
    return played > 0 and raised == 0
