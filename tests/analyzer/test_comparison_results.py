import re
from pathlib import Path
from typing import get_args

import pytest

from analyzer import comparison_results
from analyzer.estimates import Result

TEXT = (Path(__file__).parents[2] / "docs" / "analysis.md").read_text()
PARTS = {
    name: part
    for name, part in vars(comparison_results).items()
    if isinstance(part, type)
    and issubclass(part, Result)
    and part.__module__ == comparison_results.__name__
}


@pytest.mark.parametrize("name", PARTS)
def test_every_field_of_a_comparison_is_described_in_its_order(name: str) -> None:
    table = TEXT.split(f"\n### {name}\n")[1].split("| field | meaning |")[1].split("\n\n")[0]
    described = re.findall(r"^\| `(\w+)` \| \S", table, re.MULTILINE)
    assert described == list(PARTS[name].__struct_fields__)


def test_every_verdict_is_described() -> None:
    table = TEXT.split("| verdict | when |")[1].split("\n\n")[0]
    assert re.findall(r"^\| `(\w+)` \|", table, re.MULTILINE) == list(
        get_args(comparison_results.Verdict)
    )
