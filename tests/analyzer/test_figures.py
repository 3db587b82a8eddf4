from analyzer.figures import FIGURES
from analyzer.pipeline import analyze
from analyzer.results import Interval, TaskResult
from fixtures.exported import material
from fixtures.synthetic import Recording, study


def test_every_figure_of_a_task_says_which_attempts_it_rests_on() -> None:
    task = material().analysis.tasks[0]
    assert set(task.references) == set(FIGURES)
    for name, moments in task.references.items():
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


def test_a_task_that_nobody_started_refers_to_nothing() -> None:
    task = analyze(study(Recording().page(0))).tasks[0]
    assert not any(task.references.values())
    assert task.completion.estimate is None


def test_a_page_timing_names_its_sessions_and_its_interval() -> None:
    speed = material().analysis.page_speed[0]
    assert speed.sessions == ("s-P01",)
    assert speed.median_interval is not None
    assert (speed.median_interval.estimate, speed.median_interval.n) == (speed.median, speed.n)
