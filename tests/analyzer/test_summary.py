import re

from msgspec.structs import replace

from analyzer.intervals import adjusted_wald, event_rate, geometric_mean
from analyzer.pipeline import analyze
from analyzer.summary import shown, summary
from fixtures.built_analysis import built_analysis
from fixtures.synthetic import BUTTON, NOTHING, Recording, definition, study, task
from recorder.definition import Benchmark, TaskDefinition


def _told(participant: str) -> Recording:
    told = Recording(participant).page(0).task(1, "buy").click(3, BUTTON, NOTHING)
    return told.task(12, "buy", "goal", "rule")


def test_a_figure_is_shown_with_its_interval_and_n() -> None:
    assert shown(adjusted_wald(4, 5), "share") == "0.80 (0.36 to 0.98), n = 5"
    assert shown(geometric_mean([10, 40]), " s").startswith("20.0 s (0.0 s to ")


def test_what_a_rate_is_of_stands_before_its_n_and_not_behind() -> None:
    rate = shown(event_rate([1, 2, 3]), per=" a participant")
    assert rate == "2.0 (0.7 to 4.4) a participant, n = 3"
    text = "\n".join(summary(analyze(study(_told("P01"), _told("P02")))))
    assert " a participant, n = 2\n" in text
    assert not re.search(r"n = \d+ a ", text)


def test_a_figure_without_bounds_shows_none() -> None:
    assert shown(geometric_mean([10]), " s") == "10.0 s, n = 1"


def test_missing_data_is_said_and_never_zero() -> None:
    assert shown(geometric_mean([]), " s") == "no data (n = 0)"


def test_a_summary_names_tasks_hotspots_and_limits() -> None:
    text = "\n".join(summary(analyze(study(_told("P01"), _told("P02")))))
    assert text.startswith("The shop: 2 simulated participants, 2 sessions")
    assert "completion    1.00 (0.29 to 1.00), n = 2" in text
    assert "hotspot 1     buy on /: 2 of 2 (unresponsive_click 2)" in text
    assert "n = 2: not enough data" in text
    assert "half done by  11.0 s, n = 2, failures kept" in text
    assert "problems found 0.86, n = 2; 2 more: 0.98, n = 2" in text


def test_a_benchmark_is_told_with_its_test() -> None:
    held = task_with(Benchmark(completion=0.5, time_s=5))
    people = [_told(f"P0{at}") for at in range(1, 6)]
    text = "\n".join(summary(analyze(study(*people, of=definition(held)))))
    assert "benchmark     completion 0.5: better, p = 0.016 (mid-P, one-sided), n = 5" in text
    assert "benchmark     time 5: no data, n = 5" in text  # all times are equal


def task_with(benchmark: Benchmark) -> TaskDefinition:
    return replace(task("buy"), benchmark=benchmark)


def test_what_was_not_analysed_is_told() -> None:
    text = "\n".join(summary(analyze(study(Recording().page(0).task(1, "sing")))))
    assert "not analysed: session s-P01 (P01): `sing` is not a task of this study." in text


def test_each_questionnaire_is_a_line_with_its_interval_and_who_did_not_answer() -> None:
    text = "\n".join(summary(built_analysis()))
    assert "seq (task-2)           3.4 (1.8 to 5.0), n = 7, 1 skipped" in text
    assert "sus                    73.3 (52.6 to 94.0), n = 6, grade B- (D to A+), Good, " in text
    assert "nps                    +14 (−40 to +60), n = 7" in text
    assert "churn                  no data (n = 0)" in text
