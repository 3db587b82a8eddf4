from __future__ import annotations

from dataclasses import dataclass

from analyzer.intervals import adjusted_wald
from analyzer.results import Interval
from analyzer.shared_columns import INTERVAL, on


@dataclass
class _Row:
    share: Interval


def test_columns_read_from_a_part_of_the_row_keep_name_unit_and_meaning() -> None:
    moved = on("share", INTERVAL)
    row = _Row(adjusted_wald(4, 5))
    assert [one.of(row) for one in moved][:2] == [5, 0.8]
    assert [(one.name, one.unit, one.meaning, one.missing) for one in moved] == [
        (one.name, one.unit, one.meaning, one.missing) for one in INTERVAL
    ]
