"""The kept recording of the sample study against the truth of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

import web
from analyzer import heatmap
from analyzer.load import load_study
from analyzer.pipeline import analyze_study
from analyzer.results import StudyAnalysis
from fixtures.agreement import TOLERANCE_MS, disagreements
from fixtures.participants import TRUTH
from fixtures.truth import Problem, Truth, read_truth
from recorder.archive import import_study
from recorder.store import Store

ARCHIVE = Path(web.__file__).parent / "demo" / "sample.zip"
MAX_BYTES = 3_000_000  # it ships in the wheel: twelve participants, some 240 kB each
truth: Truth = read_truth(TRUTH)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with Store.open(tmp_path_factory.mktemp("sample")) as opened:
        import_study(opened, ARCHIVE)
        yield opened


@pytest.fixture(scope="module")
def analysis(store: Store) -> StudyAnalysis:
    return analyze_study(store, truth.study)


def _met(problem: Problem) -> set[str]:
    return {
        person.code
        for person in truth.participants
        for task in person.tasks
        if problem.id in task.problems
    }


def test_the_archive_is_small_enough_to_ship():
    assert ARCHIVE.stat().st_size < MAX_BYTES


def test_study_and_participants_are_marked_as_simulated(store, analysis):
    study = store.study(truth.study)
    assert study.is_simulated
    assert analysis.is_simulated
    assert all(person.is_simulated for person in store.participants(study))
    assert all(session.is_simulated for session in analysis.sessions)


def test_every_click_is_stored_once_and_every_task_within_50_ms(store):
    assert disagreements(truth, store) == []


def test_nothing_of_the_recording_is_missing(analysis):
    assert analysis.excluded == ()
    assert [session.missing_batches for session in analysis.sessions] == [0] * 12


def test_the_analyzer_takes_in_every_click_of_every_session(store):
    sessions = {one.info.participant: one for one in load_study(store, truth.study).sessions}
    for person in truth.participants:
        clicks = sessions[person.code].clicks
        expected = np.array([(click.x_px, click.y_px) for click in person.clicks])
        assert np.abs(clicks.xy_px - expected).max() < 2, person.code


@pytest.mark.parametrize("person", truth.participants, ids=lambda person: person.code)
def test_attempts_have_the_outcomes_and_times_of_the_truth(person, analysis):
    for task, result in zip(person.tasks, analysis.tasks, strict=True):
        (attempt,) = [a for a in result.attempts if a.participant == person.code]
        assert attempt.end_s is not None
        duration_ms = 1_000 * (attempt.end_s - attempt.start_s)
        assert (result.id, attempt.outcome) == (task.id, task.outcome)
        assert abs(duration_ms - (task.end_ms - task.start_ms)) < TOLERANCE_MS


@pytest.mark.parametrize("problem", truth.problems, ids=lambda problem: problem.id)
def test_a_planted_problem_is_the_top_hotspot_of_its_task(problem, analysis):
    (task,) = [result for result in analysis.tasks if result.id == problem.task]
    assert task.hotspots[0].location == problem.key


@pytest.mark.parametrize("problem", truth.problems, ids=lambda problem: problem.id)
def test_a_hotspot_affects_those_who_met_the_problem(problem, analysis):
    (task,) = [result for result in analysis.tasks if result.id == problem.task]
    spots = [spot for spot in task.hotspots if spot.location == problem.key]
    assert {moment.participant for spot in spots for moment in spot.moments} <= _met(problem)
    assert sum(spot.affected for spot in spots) == len(_met(problem))


def test_the_task_without_a_planted_problem_has_no_hotspot(analysis):
    planted = {problem.task for problem in truth.problems}
    clean = [result for result in analysis.tasks if result.id not in planted]
    assert [result.id for result in clean] == ["returns"]
    assert clean[0].hotspots == ()


@pytest.mark.parametrize("problem", truth.problems, ids=lambda problem: problem.id)
def test_friction_peaks_inside_the_element_that_was_planted(problem, store, analysis):
    (task,) = [result for result in analysis.tasks if result.id == problem.task]
    top = task.hotspots[0]
    study = load_study(store, truth.study)
    drawn = heatmap.draw(
        "friction", study, analysis, store,
        task=task.id, screen=top.screen, viewport_class=top.viewport_class,
    )  # fmt: skip
    row, column = np.unravel_index(int(drawn.values.argmax()), drawn.values.shape)
    peak = np.array([4 * column + 2, 4 * row + 2])
    boxes = _boxes(study, analysis, problem.key, top.viewport_class)
    assert any(
        (corner <= peak).all() and (peak <= corner + size).all()
        for corner, size in ((box[:2], box[2:]) for box in boxes)
    )


def _boxes(study, analysis, key: str, viewport_class: str) -> list[np.ndarray]:
    """Where the element stood on the page, as each press on it and complaint at it told."""
    inside = {s.id for s in analysis.sessions if s.viewport_class == viewport_class}
    return [
        box
        for session in study.sessions
        if session.info.id in inside
        for family in (session.clicks, session.validations)
        for index, box in zip(family.location, family.box_px, strict=True)
        if index >= 0 and session.locations[index].id == key
    ]
