import math
import re
from dataclasses import replace

import msgspec
import pytest

from analyzer.mean_costs import mean_seconds
from analyzer.study_tables import TABLES
from analyzer.tables import Table, columns_of
from fixtures.exported import material

KINDS = {"text": str, "integer": int, "real": (int, float), "boolean": bool}


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_every_value_is_of_its_columns_type_and_missing_only_where_the_column_says_so(
    table: Table,
) -> None:
    rows = list(table.rows(material()))
    assert rows
    for row in rows:
        for value, column in zip(row, table.columns, strict=True):
            if value is None:
                assert column.missing, column.name
            else:
                assert isinstance(value, KINDS[column.kind]), column.name
                assert not isinstance(value, float) or math.isfinite(value)


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_a_measurement_has_its_unit_in_its_name_or_in_its_description(table: Table) -> None:
    for column in table.columns:
        if column.kind == "real":
            in_name = re.search(r"_(s|px|ms)$", column.name)
            assert in_name or column.unit or column.name == "score", column.name
            assert not in_name or column.unit
    assert len({column.name for column in table.columns}) == len(table.columns)


def _columns(name: str) -> dict[str, list[object]]:
    found = next(table for table in TABLES if table.name == name)
    return dict(columns_of(found, material()))


def test_an_attempt_that_was_given_up_keeps_its_time() -> None:
    attempts = _columns("attempts")
    assert attempts["outcome"] == ["success", "give_up"]
    assert attempts["wall_s"] == attempts["task_s"] == [11.0, 7.0]
    assert attempts["paused_s"] == [0.0, 0.0]


def test_a_session_names_the_version_of_the_study_under_which_it_was_recorded() -> None:
    told = material()
    first, *rest = told.analysis.sessions
    known = msgspec.structs.replace(first, definition_version=3)
    analysis = msgspec.structs.replace(told.analysis, sessions=(known, *rest))
    table = next(table for table in TABLES if table.name == "sessions")
    found = columns_of(table, replace(told, analysis=analysis))
    assert found["definition_version"] == [3, None]


def test_events_are_in_order_and_know_their_task() -> None:
    events = _columns("events")
    times = [t for t, who in zip(events["t_s"], events["participant"], strict=True) if who == "P01"]
    assert times == sorted(times)  # type: ignore[type-var]  # numbers all
    first = [kind for kind, who in zip(events["kind"], events["participant"], strict=True)
             if who == "P01"]  # fmt: skip
    assert first[:2] == ["page", "click"]
    assert {"input", "error", "signal"} <= set(first)
    by_kind = dict(zip(events["kind"], events["task"], strict=True))
    assert by_kind["click"] == "buy"
    assert events["task"][0] is None


def test_a_participant_without_a_session_has_a_row_too() -> None:
    people = _columns("participants")
    assert people["sessions"] == [1, 1, 0]


def test_the_time_lost_at_a_hotspot_has_its_bounds_in_the_table() -> None:
    told = material()
    (task,) = told.analysis.tasks
    first, *rest = task.hotspots
    found = mean_seconds([[4.0], [8.0], [9.0]])
    known = msgspec.structs.replace(first, seconds_lost=found.estimate, seconds_lost_interval=found)
    old = [msgspec.structs.replace(spot, seconds_lost_interval=None) for spot in rest]
    changed = msgspec.structs.replace(task, hotspots=(known, *old))
    analysis = msgspec.structs.replace(told.analysis, tasks=(changed,))
    table = next(table for table in TABLES if table.name == "hotspots")
    columns = columns_of(table, replace(told, analysis=analysis))
    for name, value in (("", found.estimate), ("_lower", found.lower), ("_upper", found.upper)):
        assert columns[f"seconds_lost{name}_s"][0] == value
    assert set(columns["seconds_lost_lower_s"][1:]) <= {None}


def test_every_figure_has_its_n_its_interval_and_its_method() -> None:
    figures = _columns("figures")
    assert figures["measure"][:6] == [
        "completion", "time_on_task", "time_median", "error_points", "error_free", "times.typical"
    ]  # fmt: skip
    assert figures["n"][:6] == [2, 1, 1, 2, 2, 1]
    assert figures["lower"][1] is None
    assert all(figures["method"])
