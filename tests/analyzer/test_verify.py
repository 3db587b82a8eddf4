from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from analyzer.verify import Example, default_examples, judge, print_report, verify
from recorder.errors import NotFoundError, ThinkaloudError

EXAMPLES = json.loads(default_examples().read_text())


def example(**changes: Any) -> Example:
    plain: dict[str, Any] = {
        "id": "one",
        "metric": "completion_ci_adjusted_wald",
        "inputs": {"successes": 4, "n": 5},
        "expected": {"lower": 0.3596},
        "tolerance": 1e-4,
    }
    return Example(**{**plain, **changes})


def written(folder: Path, *examples: dict[str, Any]) -> Path:
    path = folder / "examples.json"
    path.write_text(json.dumps(examples))
    return path


@pytest.mark.parametrize("entry", EXAMPLES, ids=lambda entry: str(entry["id"]))
def test_every_worked_example_agrees(entry: dict[str, Any]) -> None:
    verdict = judge(Example(**entry))
    assert verdict.state == "agree", verdict


def test_every_example_has_an_id_of_its_own_and_says_where_it_comes_from() -> None:
    ids = [entry["id"] for entry in EXAMPLES]
    assert len(set(ids)) == len(ids)
    kinds = {"published", "cross_implementation", "constructed", "golden"}
    assert all(entry["source"] and entry["kind"] in kinds for entry in EXAMPLES)


def test_a_number_outside_the_tolerance_differs() -> None:
    verdict = judge(example(expected={"lower": 0.36, "upper": 0.9796}))
    assert verdict.state == "differ"
    assert [check.state for check in verdict.checks] == ["differ", "agree"]
    assert verdict.checks[0].difference == pytest.approx(0.00037, abs=1e-5)


def test_an_unknown_metric_is_not_there() -> None:
    assert judge(example(metric="mind_reading")).state == "not there"


def test_an_unknown_key_is_not_there() -> None:
    verdict = judge(example(expected={"lower": 0.3596, "middle": 0.5}))
    assert verdict.state == "not there"
    assert [check.state for check in verdict.checks] == ["agree", "not there"]


@pytest.mark.parametrize("inputs", [{"successes": 6, "n": 5}, {"people": 5}])
def test_what_cannot_be_computed_differs_with_its_reason(inputs: dict[str, Any]) -> None:
    verdict = judge(example(inputs=inputs))
    assert verdict.state == "differ"
    assert verdict.reason


@pytest.mark.parametrize("metric", sorted({entry["metric"] for entry in EXAMPLES}))
def test_whole_numbers_may_be_written_as_floats_and_unknown_inputs_are_named(metric: str) -> None:
    entry = next(entry for entry in EXAMPLES if entry["metric"] == metric)
    inputs = {**_floats(entry["inputs"]), "alternative_name": "whatever"}
    verdict = judge(Example(**{**entry, "inputs": inputs}))
    assert verdict.state == "agree", verdict
    assert verdict.remark == "passed over: alternative_name"


def _floats(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _floats(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_floats(one) for one in value]
    return float(value) if type(value) is int else value


@pytest.mark.parametrize("side", ["two-sided", "two.sided", "two_sided", "TWO SIDED"])
def test_the_side_of_a_test_is_read_as_r_and_others_write_it(side: str) -> None:
    inputs = {"successes": 14, "n": 20, "benchmark": 0.5, "alternative": side}
    expected = {"p_exact": 0.1153}
    metric = "completion_vs_benchmark"
    assert judge(example(metric=metric, inputs=inputs, expected=expected)).state == "agree"


def test_a_paired_table_needs_no_more_than_those_who_differed() -> None:
    few = example(
        metric="completion_mcnemar", inputs={"b": 1, "c": 7}, expected={"p_exact": 0.0703}
    )
    assert judge(few).state == "agree"


def test_what_has_no_end_is_written_as_null() -> None:
    endless = example(
        metric="completion_mcnemar",
        inputs={"a": 3, "b": 5, "c": 0, "d": 2},
        expected={"ratio": None, "ratio_upper": None},
    )
    assert judge(endless).state == "agree"


def test_without_a_tolerance_a_rounding_of_the_machine_is_no_difference() -> None:
    inputs = {"sets": [[1, 2, 3], [2, 3, 4], [1, 4]]}
    near = example(metric="any_two_agreement", inputs=inputs, expected={"agreement": 1 / 3 + 1e-16})
    assert judge(Example(near.id, near.metric, near.inputs, near.expected)).state == "agree"


def test_a_difference_of_exactly_the_tolerance_agrees() -> None:
    agrees = example(
        metric="lostness",
        inputs={"N": 3, "S": 3, "R": 3},
        expected={"lostness": 0.1},
        tolerance=0.1,
    )
    assert judge(agrees).state == "agree"


@pytest.mark.parametrize(
    ("expected", "state"),
    [([2], "agree"), ([2, 5], "differ"), ([], "differ"), ([3], "differ")],
)
def test_lists_agree_element_by_element(expected: list[int], state: str) -> None:
    clicks = [[0, 0, 0], [0, 0, 100], [0, 0, 200]]
    verdict = judge(
        example(
            metric="rage_click",
            inputs={"clicks": clicks},
            expected={"hit_indices": expected},
            tolerance=0,
        )
    )
    assert verdict.state == state


def test_null_agrees_with_a_figure_that_is_not_defined_and_with_nothing_else() -> None:
    undefined = {"times": [5, 6], "events": [0, 0]}
    assert (
        judge(example(metric="kaplan_meier", inputs=undefined, expected={"median": None})).state
        == "agree"
    )
    defined = {"times": [5, 6], "events": [1, 1]}
    assert (
        judge(example(metric="kaplan_meier", inputs=defined, expected={"median": None})).state
        == "differ"
    )
    assert (
        judge(example(metric="kaplan_meier", inputs=undefined, expected={"median": 5})).state
        == "differ"
    )


def test_words_agree_only_if_they_are_equal() -> None:
    grade = example(metric="sus_grade", inputs={"scores": [68]}, expected={"grades": ["C"]})
    assert judge(grade).state == "agree"
    wrong = example(metric="sus_grade", inputs={"scores": [68]}, expected={"grades": ["B"]})
    assert judge(wrong).state == "differ"


def test_a_report_agrees_only_if_every_example_does(tmp_path: Path) -> None:
    good, bad = EXAMPLES[0], {**EXAMPLES[0], "id": "bad", "metric": "mind_reading"}
    assert verify(written(tmp_path, good)).all_agree
    report = verify(written(tmp_path, good, bad))
    assert not report.all_agree
    assert (report.count("agree"), report.count("not there")) == (1, 1)


def test_the_printed_report_names_what_differs_and_counts(tmp_path: Path) -> None:
    wrong = {**EXAMPLES[0], "expected": {"lower": 0.9}}
    lines: list[str] = []
    print_report(verify(written(tmp_path, EXAMPLES[1], wrong)), lines.append)
    assert lines[0].startswith("agree")
    assert lines[1].startswith("differ")
    assert "lower: expected 0.9, computed 0.3596" in lines[2]
    assert lines[-1] == "1 agree, 1 differ, 0 not there: examples.json"


def test_without_a_file_the_examples_of_the_product_are_run() -> None:
    report = verify()
    assert report.path == default_examples()
    assert len(report.verdicts) == len(EXAMPLES)


@pytest.mark.parametrize("text", ["{}", "[", '[{"id": "one"}]', "[]"])
def test_a_file_that_is_no_list_of_examples_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "wrong.json"
    path.write_text(text)
    with pytest.raises(ThinkaloudError, match=r"wrong\.json"):
        verify(path)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(NotFoundError, match="nowhere"):
        verify(tmp_path / "nowhere.json")
