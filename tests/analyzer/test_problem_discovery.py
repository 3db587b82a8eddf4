import msgspec
import numpy as np
import pytest

from analyzer import problem_discovery as module
from analyzer.discovery import adjusted, chao2, discovered
from analyzer.pipeline import analyze
from analyzer.problem_discovery import problem_discovery, problem_matrix
from analyzer.results import TaskResult
from fixtures.built_analysis import built_analysis
from fixtures.synthetic import Recording, definition, element, study, task

LOOKS = element("photo", tag="img", interactive=False)


def _session(name: str, *dead: str) -> Recording:
    told = Recording(name).page(0).task(1, "buy")
    for at, place in enumerate(dead, start=1):
        photo = element(place, tag="img", interactive=False)
        told.click(10 * at, photo, {}, cursor="pointer")
    return told.task(90, "buy", "done")


def _tasks(*recordings: Recording) -> tuple[TaskResult, ...]:
    return analyze(study(*recordings, of=definition(task("buy"), task("find")))).tasks


def test_rows_are_people_and_columns_places_whoever_met_them() -> None:
    tasks = _tasks(_session("P1", "a", "b"), _session("P2", "a"), _session("P3"))
    matrix = problem_matrix(tasks)
    # False success is the third place: each pressed Done without the goal.
    assert matrix.shape[0] == 3
    assert sorted(matrix.sum(axis=0).tolist())[:2] == [1, 2]


def test_the_estimate_is_lewiss_of_that_matrix() -> None:
    tasks = _tasks(_session("P1", "a", "b"), _session("P2", "a"), _session("P3", "c"))
    matrix = problem_matrix(tasks)
    found, expected = problem_discovery(tasks), adjusted(matrix)
    assert (found.participants, found.known) == (3, matrix.shape[1])
    assert found.found.estimate == expected.discovered
    assert expected.p_adj is not None
    assert found.found_with_more == discovered(expected.p_adj, 5)
    then = found.found_with_more_interval
    assert then is not None
    assert (then.estimate, then.n) == (found.found_with_more, 3)
    assert found.at_least == chao2(matrix)
    assert found.found.lower is not None
    assert found.found.upper is not None
    assert found.found.lower <= (found.found.estimate or 0) <= found.found.upper
    assert found == problem_discovery(tasks)  # seeded


def test_one_place_in_two_tasks_is_one_problem() -> None:
    first = built_analysis().tasks[0]
    again = msgspec.structs.replace(first, id="again")
    assert np.array_equal(problem_matrix([first, again]), problem_matrix([first]))


def test_no_problem_and_nobody_give_nothing() -> None:
    empty = problem_discovery(_tasks())
    assert (empty.known, empty.found.estimate, empty.at_least) == (0, None, None)
    assert problem_discovery(()).participants == 0


def test_a_large_study_has_its_estimate_without_simulations(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(module, "LARGEST", 2)
    told = problem_discovery(built_analysis().tasks)
    found = told.found
    assert found.estimate is not None
    assert (found.lower, found.upper, found.method) == (None, None, "Lewis adjustment")
    assert told.found_with_more_interval is not None
    assert told.found_with_more_interval.method == "Lewis adjustment"
    assert told.found_with_more_interval.estimate == told.found_with_more
