import msgspec

from analyzer.pipeline import analyze, to_json
from analyzer.results import StudyAnalysis
from fixtures.synthetic import Recording, definition, study, task


def test_all_figures_of_a_task_survive_being_written() -> None:
    buy = task("buy", paths=[["/", "/thanks"]])
    told = Recording("P1").page(0).task(1, "buy").click(2).page(3, "/thanks")
    analysis = analyze(study(told.task(3, "buy", "goal", "rule"), of=definition(buy)))
    assert msgspec.json.decode(to_json(analysis), type=StudyAnalysis) == analysis
    (result,) = analysis.tasks
    assert result.times is not None
    assert result.failures_kept is not None
    assert result.errors is not None
    assert result.efficiency is not None
    assert result.navigation is not None


def test_a_task_that_nobody_started_has_empty_figures() -> None:
    analysis = analyze(study(of=definition(task("buy", paths=[["/"]]))))
    (result,) = analysis.tasks
    assert result.times is not None
    assert result.times.typical.n == 0
    assert msgspec.json.decode(to_json(analysis), type=StudyAnalysis) == analysis
