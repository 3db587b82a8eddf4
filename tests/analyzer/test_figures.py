from collections.abc import Iterator
from typing import Any, get_args, get_type_hints

from msgspec.structs import replace

from analyzer.figures import FIGURES, GROUPED, figures_of, reference_of
from analyzer.pipeline import analyze
from analyzer.results import (
    Curve,
    Efficiency,
    Errors,
    FailuresKept,
    Interval,
    Navigation,
    Result,
    StudyAnalysis,
    TaskResult,
    Times,
)
from fixtures import synthetic
from fixtures.exported import material
from fixtures.synthetic import BUTTON, NOTHING, Recording, definition, study
from recorder.definition import Benchmark


def test_every_figure_of_a_task_says_which_attempts_it_rests_on() -> None:
    task = material().analysis.tasks[0]
    assert set(FIGURES) <= set(task.references)
    for name in FIGURES:
        moments = task.references[name]
        if getattr(task, name) is None:
            assert moments == ()
            continue
        assert len({one.participant for one in moments}) == getattr(task, name).n, name
    assert [(one.session, one.t_s) for one in task.references["time_on_task"]] == [("s-P01", 1.0)]


def test_every_interval_of_a_task_is_among_the_figures() -> None:
    task = material().analysis.tasks[0]
    names = TaskResult.__struct_fields__
    found = {name for name in names if isinstance(getattr(task, name), Interval)}
    # Without accepted paths there are no figures of them.
    assert set(FIGURES) - found == {"deviation_rate", "recovered"}
    assert found <= set(FIGURES)


def test_every_interval_within_a_group_has_a_unit_and_a_row_in_the_tables() -> None:
    groups = {"times": Times, "failures_kept": FailuresKept, "errors": Errors}
    for group, kind in {**groups, "efficiency": Efficiency, "navigation": Navigation}.items():
        found = {
            name
            for name, hint in get_type_hints(kind).items()
            if hint in (Interval, Interval | None)
        }
        assert set(GROUPED[group]) == found
    names = [name for name, _, _ in figures_of(material().analysis.tasks[0])]
    assert names[0] == "completion"
    assert {"times.active", "failures_kept.done_by", "efficiency.time_based"} <= set(names)


def test_a_task_that_nobody_started_refers_to_nothing() -> None:
    task = analyze(study(Recording().page(0))).tasks[0]
    assert not any(task.references.values())
    assert task.completion.estimate is None


def test_a_page_timing_names_its_sessions_and_its_interval() -> None:
    speed = material().analysis.page_speed[0]
    assert speed.sessions == ("s-P01",)
    assert speed.median_interval is not None
    assert (speed.median_interval.estimate, speed.median_interval.n) == (speed.median, speed.n)
    assert speed.p75_interval is not None
    assert (speed.p75_interval.estimate, speed.p75_interval.n) == (speed.p75, speed.n)


def figures_within(kind: type, path: str = "", held: str = "") -> Iterator[tuple[str, str]]:
    """Yield each interval or curve of a type: its path, and what names its moments."""
    names = set(kind.__struct_fields__)
    held = next((name for name in ("references", "moments", "sessions") if name in names), held)
    for name, hint in get_type_hints(kind).items():
        for part in parts(hint):
            if part in (Interval, Curve):
                yield f"{path}{name}", held
            elif isinstance(part, type) and issubclass(part, Result):
                yield from figures_within(part, f"{path}{name}.", held)


def parts(hint: Any) -> Iterator[Any]:
    yield hint
    for inner in get_args(hint):
        yield from parts(inner)


def test_every_figure_of_a_result_names_what_it_rests_on() -> None:
    found = {
        f"{name}.{path}": held
        for name, hint in get_type_hints(StudyAnalysis).items()
        for part in parts(hint)
        if isinstance(part, type) and issubclass(part, Result)
        for path, held in figures_within(part)
    }
    assert {"tasks.completion", "tasks.times.active", "page_speed.p75_interval"} <= set(found)
    # The share of problems found, and what more people would find, rest on all hotspots' moments.
    apart = {"discovery.found", "discovery.found_with_more_interval"}
    assert {path for path, held in found.items() if not held} == apart


def test_an_interval_without_n_method_and_level_cannot_be_made() -> None:
    assert {"n", "method"} <= set(Interval.__struct_fields__) & set(Curve.__struct_fields__)
    assert Interval.__struct_defaults__ == Curve.__struct_defaults__ == (0.95,)


def test_every_figure_within_a_task_refers_to_as_many_participants_as_it_counts() -> None:
    told = []
    for number in range(6):
        one = Recording(f"P{number}").page(0, "/").task(1, "buy").click(3, BUTTON, NOTHING)
        one.page(4, "/help").page(6, "/cart").page(8, "/thanks")
        told.append(one.task(9 + number, "buy", "goal" if number else "give_up", "rule"))
    asked = replace(
        synthetic.task("buy", paths=[["/", "/cart", "/thanks"]]),
        benchmark=Benchmark(completion=0.5, time_s=5),
    )
    task = analyze(study(*told, of=definition(asked))).tasks[0]
    counted = 0
    for name in TaskResult.__struct_fields__:
        group = getattr(task, name)
        inner = [(name, group)] if isinstance(group, Interval) else []
        if isinstance(group, Times | FailuresKept | Errors | Efficiency | Navigation):
            inner = [(f"{name}.{key}", getattr(group, key)) for key in group.__struct_fields__]
        for path, figure in inner:
            if isinstance(figure, Interval | Curve) and path != "deviation_rate":  # counts steps
                who = {one.participant for one in task.references[reference_of(path)]}
                assert len(who) >= figure.n, path
                counted += figure.n > 0
    assert counted >= 25
    for one in task.vs_benchmark:
        assert len(task.references[reference_of(f"vs_benchmark.{one.measure}")]) == one.n
