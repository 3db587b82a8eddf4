from pathlib import Path

import pytest

from analyzer.comparison_study import compare_rounds, compare_within, round_of
from fixtures.synthetic import BUTTON, Recording, definition, keep
from recorder.errors import ComparisonError
from recorder.store import Store


def test_stored_rounds_are_compared(tmp_path: Path) -> None:
    from msgspec.structs import replace

    told = Recording("P01").page(0, "/").task(1, "buy").click(3, BUTTON)
    with Store.open(tmp_path / "data") as store:
        keep(store, told.task(12, "buy", "goal", "rule"))
        keep(
            store,
            Recording("P01").page(0, "/").task(1, "buy").task(9, "buy", "give_up"),
            of=replace(definition(), slug="shop-2"),
        )
        rounds = [round_of(store, slug) for slug in ("shop", "shop-2")]
    found = compare_rounds(rounds)
    assert [group.name for group in found.groups] == ["shop", "shop-2"]
    assert found.groups[0].definition_versions == (1,)
    assert "P01 stand in both studies" in found.pairs[0].note
    with pytest.raises(ComparisonError, match="--variant B"):
        compare_within(rounds[0], "variant")
