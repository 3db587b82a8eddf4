"""Laws of a whole study: no figure hangs on arrival, on names, or on when a session began."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analyzer.events import StudyEvents
from analyzer.pipeline import analyze
from analyzer.results import Moment, StudyAnalysis
from fixtures.synthetic import BUTTON, NOTHING, Recording, definition, element, study, task

ASKED = definition(task("buy", paths=[["/", "/lamps", "/thanks"]]), task("find"))
ENDS = ("goal", "give_up", "done", None)

_step = st.tuples(
    st.sampled_from(["/", "/lamps", "/help", "click", "dead", "hide", "show", "error"]),
    st.integers(1, 40).map(lambda quarter: quarter / 4),
)
_person = st.tuples(st.lists(_step, max_size=14), st.sampled_from(ENDS), st.booleans())
people = st.lists(_person, min_size=1, max_size=5)


def told(name: str, plan: Any, shift_s: float = 0.0) -> Recording:
    steps, end, finds = plan
    one = Recording(name).page(shift_s, "/").task(shift_s + 1, "buy")
    t_s = shift_s + 1
    for what, pause_s in steps:
        t_s += pause_s
        if what.startswith("/"):
            one.click(t_s - 0.2, element("link", tag="a"), {"navigation": 100.0}).page(t_s, what)
        elif what in ("click", "dead"):
            one.click(t_s, BUTTON, NOTHING if what == "dead" else {"mutation": 20.0})
        elif what == "error":
            one.error(t_s)
        else:
            one.visibility(t_s, "hidden" if what == "hide" else "visible")
    if end is not None:
        one.task(t_s + 2, "buy", end, "rule" if end == "goal" else "participant")
    if finds:
        one.task(t_s + 3, "find").click(t_s + 4, BUTTON, NOTHING).task(t_s + 9, "find", "give_up")
    return one


def figures(value: object, path: str = "") -> Iterator[tuple[str, Any]]:
    """Yield all that a result says of tasks, but for moments in recordings and names of people."""
    if isinstance(value, Moment):
        return
    if isinstance(value, msgspec.Struct):
        for name in value.__struct_fields__:
            if name not in ("attempts", "moments", "references", "notes", "outliers", "expert_of"):
                yield from figures(getattr(value, name), f"{path}.{name}")
    elif isinstance(value, tuple):
        for at, one in enumerate(value):
            yield from figures(one, f"{path}[{at}]")
    else:
        yield path, value


def assert_same(one: StudyAnalysis, other: StudyAnalysis) -> None:
    pairs = zip(
        figures((one.tasks, one.discovery)), figures((other.tasks, other.discovery)), strict=True
    )
    for (path, ours), (name, theirs) in pairs:
        assert path == name
        if isinstance(ours, float) and isinstance(theirs, float):
            assert ours == pytest.approx(theirs, rel=1e-6, abs=1e-6), path
        else:
            assert ours == theirs, path


def analysed(plans: Any, names: list[str], shift_s: float = 0.0) -> StudyAnalysis:
    recordings = [told(name, plan, shift_s) for name, plan in zip(names, plans, strict=True)]
    return analyze(study(*recordings, of=ASKED))


def named(count: int) -> list[str]:
    return [f"P{number:02}" for number in range(count)]


@settings(max_examples=25, deadline=None)
@given(people, st.integers(1, 100_000))
def test_sessions_that_began_at_another_time_have_the_same_figures(plans: Any, shift: int) -> None:
    names = named(len(plans))
    assert_same(analysed(plans, names), analysed(plans, names, shift / 4))


@settings(max_examples=25, deadline=None)
@given(people, st.integers(0, 2**32))
def test_the_same_sessions_under_other_codes_have_the_same_figures(plans: Any, seed: int) -> None:
    names = named(len(plans))
    others = names.copy()
    Random(seed).shuffle(others)
    before, after = analysed(plans, names), analysed(plans, others)
    # Who stands out of a shuffle depends on the order in which participants are shuffled.
    assert_same(*(without_chance(one) for one in (before, after)))


def without_chance(analysis: StudyAnalysis) -> StudyAnalysis:
    """Leave out what is drawn at random: its seed is fixed, the order of the draws is not."""
    replace = msgspec.structs.replace
    tasks = tuple(
        replace(one, hotspots=tuple(replace(s, p_adjusted=None) for s in one.hotspots))
        for one in analysis.tasks
    )
    return replace(analysis, tasks=tasks)


@settings(max_examples=25, deadline=None)
@given(people, st.integers(0, 2**32))
def test_batches_that_came_twice_and_in_any_order_change_nothing(plans: Any, seed: int) -> None:
    random = Random(seed)
    names = named(len(plans))
    sessions = []
    for name, plan in zip(names, plans, strict=True):
        one = told(name, plan)
        rows = one.rows(random.randrange(1, 9))
        rows += random.sample(rows, random.randrange(len(rows)))
        random.shuffle(rows)
        sessions.append(one.session(rows))
    random.shuffle(sessions)
    shuffled = StudyEvents(ASKED, 1, is_simulated=True, sessions=tuple(sessions))
    before, after = analysed(plans, names), analyze(shuffled)
    assert before.tasks == after.tasks
    assert before.discovery == after.discovery
