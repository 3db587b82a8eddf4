import csv
import io

from analyzer.comparison import compare
from analyzer.comparison_groups import groups_within
from analyzer.comparison_rows import HEAD, to_csv
from fixtures.compared import Person, round_of, two_variants


def test_each_figure_is_a_row_with_its_interval_and_its_test() -> None:
    groups, _ = groups_within(two_variants(), "variant")
    rows = list(csv.DictReader(io.StringIO(to_csv(compare(groups, "variant")))))
    assert [row["measure"] for row in rows] == ["completion", "time", "failures", "error_points"]
    assert (rows[0]["first"], rows[0]["n_first"], rows[0]["figure_first"]) == ("A", "10", "0.9")
    assert (rows[0]["tests"], rows[0]["verdict"], rows[0]["better"]) == ("2", "better", "A")
    assert rows[1]["p"] == ""  # not tested
    assert list(rows[0]) == list(HEAD)


def test_a_group_that_looks_like_a_formula_is_text() -> None:
    people = [Person("a", "=1+1", scores={"sus": 1.0}), Person("b", "B", scores={"sus": 2.0})]
    groups, _ = groups_within(round_of(people), "variant")
    rows = list(csv.DictReader(io.StringIO(to_csv(compare(groups, "variant")))))
    assert rows[0]["first"] == "'=1+1"
    assert rows[-1]["questionnaire"] == "sus"
