import pytest

from analyzer.cif_results import core_measure, results_part
from analyzer.pipeline import analyze
from fixtures.exported import material
from fixtures.synthetic import Recording, study


def test_the_tables_have_n_and_interval_of_every_figure() -> None:
    page = results_part(material().analysis)
    for caption in ("Completion", "Error points per participant", "Time on task, geometric mean",
                    "Participants without error point", "Outcomes"):  # fmt: skip
        assert f"<caption>{caption}</caption>" in page
    assert "adjusted Wald" in page
    assert "give up 1, success 1" in page


def test_the_core_measure_is_the_completed_share_per_minute_of_mean_time() -> None:
    # One of two completed it; 11 s and 7 s are .15 minutes on average.
    assert core_measure(material().analysis.tasks[0]) == pytest.approx(0.5 / (9 / 60))


def test_a_task_that_nobody_started_has_no_data() -> None:
    analysis = analyze(study(Recording().page(0)))
    assert core_measure(analysis.tasks[0]) is None
    assert "no data" in results_part(analysis)
