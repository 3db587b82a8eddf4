from __future__ import annotations

import xml.etree.ElementTree as ET

import pytest

from analyzer.failures_kept import failures_kept
from analyzer.results import FailuresKept
from fixtures.built_analysis import built_analysis
from fixtures.tries import attempt
from web.curves import LINES, curve_rows, failures_chart, failures_title

SVG = "{http://www.w3.org/2000/svg}"
NB = "\u00a0"


def _mixed() -> FailuresKept:
    return failures_kept(
        [attempt("P1", task_s=10), attempt("P2", "give_up", 20), attempt("P3", "timeout", 60),
         attempt("P4", task_s=30)],
        60,
    )  # fmt: skip


def test_both_curves_are_drawn_with_their_names_and_the_finding() -> None:
    chart = failures_chart(_mixed())
    assert chart is not None
    for svg in (chart.wide, chart.narrow):
        root = ET.fromstring(svg)
        assert root.attrib["role"] == "img"
        assert root.attrib["aria-label"] == chart.title
        texts = {one.text for one in root.iter(f"{SVG}text")}
        assert set(LINES) <= texts
        assert {"0%", "100%"} <= texts
        kinds = [one.get("aria-roledescription") for one in root.iter(f"{SVG}path")]
        assert kinds.count("line mark") == 3
        assert kinds.count("area mark") == 2
        assert [one.get("x2") for one in root.iter(f"{SVG}line")].count("28") == 3


def test_the_title_counts_everybody() -> None:
    assert failures_title(_mixed()) == (
        "2 succeeded, 1 ended without success, 1 cut off; of everybody, "
        f"half had succeeded after 30{NB}s (n{NB}={NB}4)"
    )
    few = failures_kept([attempt("P1"), attempt("P2", "give_up"), attempt("P3", "fail")], None)
    assert "fewer than half succeeded" in failures_title(few)
    assert failures_title(failures_kept([attempt("P1")], None)).startswith("All 1 succeeded")


def test_the_table_has_the_numbers_of_the_curves() -> None:
    rows = curve_rows(_mixed())
    assert [row[0] for row in rows] == [f"{time}{NB}s" for time in ("0.0", "10", "20", "30")]
    assert [row[1] for row in rows] == [4, 4, 3, 2]
    assert rows[0][2:] == (f"0{NB}%", f"0{NB}%")
    assert rows[-1][2].startswith(f"50{NB}% (")
    assert rows[-1][3].startswith(f"25{NB}% (")


@pytest.mark.parametrize("outcome", ["success", "give_up", "timeout"])
def test_one_attempt_alone_can_be_drawn(outcome: str) -> None:
    assert failures_chart(failures_kept([attempt("P1", outcome)], None)) is not None  # type: ignore[arg-type]  # parametrized


def test_nobody_is_not_drawn() -> None:
    nobody = failures_kept([], 60)
    assert failures_chart(nobody) is None
    assert failures_title(nobody).startswith("Nobody")


def test_every_task_of_a_report_has_its_chart() -> None:
    for task in built_analysis().tasks:
        assert task.failures_kept is not None
        assert failures_chart(task.failures_kept) is not None
