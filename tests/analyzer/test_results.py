import re
from pathlib import Path
from typing import get_args

import msgspec
import pytest

from analyzer import results
from analyzer.intervals import adjusted_wald

SCHEMA = (Path(__file__).parents[2] / "docs" / "analysis.md").read_text()
PARTS = {
    name: part
    for name, part in vars(results).items()
    if isinstance(part, type) and issubclass(part, results.Result) and part is not results.Result
}


def _described(heading: str) -> list[str]:
    """List the fields in the first table under a heading of docs/analysis.md."""
    section = SCHEMA.split(f"\n## {heading}\n")[1].split("\n## ")[0]
    table = section.split("| field | meaning |")[1].split("\n\n")[0]
    return re.findall(r"^\| `(\w+)` \| \S", table, re.MULTILINE)


@pytest.mark.parametrize("name", PARTS)
def test_every_field_of_a_result_is_described_in_its_order(name: str) -> None:
    assert _described(name) == list(PARTS[name].__struct_fields__)


def test_the_schema_describes_nothing_that_is_not_there() -> None:
    assert set(re.findall(r"^## (\w+)$", SCHEMA, re.MULTILINE)) == set(PARTS)


def test_every_outcome_is_described() -> None:
    table = SCHEMA.split("| outcome | when |")[1].split("\n## ")[0]
    outcomes = re.findall(r"^\| `(\w+)` \|", table, re.MULTILINE)
    assert outcomes == list(get_args(results.Outcome))


def test_a_result_cannot_be_changed() -> None:
    with pytest.raises(AttributeError):
        adjusted_wald(1, 2).n = 3  # type: ignore[misc]  # that is the point


def test_results_of_equal_parts_are_equal_and_written_alike() -> None:
    assert adjusted_wald(1, 2) == adjusted_wald(1, 2)
    written = msgspec.json.encode(adjusted_wald(1, 2))
    assert msgspec.json.decode(written, type=results.Interval) == adjusted_wald(1, 2)
