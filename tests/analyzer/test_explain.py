from pathlib import Path

from analyzer.explain import explain
from analyzer.load import load_session, open_session
from fixtures.synthetic import BUTTON, NOTHING, Recording, Row, definition, keep
from recorder.definition import IgnoreRule
from recorder.protocol import HealthEvent
from recorder.store import Store


def _told() -> Recording:
    told = Recording().page(0, "/").task(1, "buy").visibility(2, "hidden").visibility(3, "visible")
    for t_s in (4, 4.4, 4.8):
        told.click(t_s, BUTTON, NOTHING)
    return told.page(9, "/thanks").move(9.5, [(0, 0), (5, 5)]).task(10, "buy", "goal", "rule")


def _text(told: Recording, rows: list[Row] | None = None) -> str:
    return "\n".join(explain(told.session(rows), definition()))


def test_every_stage_says_what_it_took_in_and_gave_out() -> None:
    text = _text(_told())
    for stage in ("load", "sessionize", "segment", "signals"):
        part = text.split(f"\n{stage}: ")[1].split("\n\n")[0]
        assert "\n  in " in part
        assert "\n  out " in part


def test_the_figures_are_those_of_the_analysis() -> None:
    text = _text(_told())
    assert "Session s-P01 (P01, simulated) of the study `shop`" in text
    assert "buy #1: success (end: goal, decided by rule)" in text
    assert "wall time 9.0 s, reading 3.0 s, hidden 1.0 s, 3 clicks" in text
    assert "rage_click: 1 found (rage_clicks 3, rage_window_s 1, rage_radius_px 30" in text
    assert (
        "unresponsive_click at #buy on /: nothing answered within 2.5 s; part of the rage click"
        in text
    )
    assert "2 episodes, 1 of them error points" in text
    assert "2 pointers" in text


def test_what_was_lost_is_told() -> None:
    told = _told()
    rows = told.rows(3)
    text = _text(told, [Row(rows[0].tab, 0, b"{"), *rows[2:]])
    assert "1 missing, 0 came twice, 1 could not be read" in text
    assert "tab tabA, batch 0: This is not JSON" in text


def test_a_task_that_the_study_does_not_have_is_told() -> None:
    assert "`sing` is not a task of this study" in _text(Recording().page(0).task(1, "sing"))


def test_an_empty_session_is_explained_too() -> None:
    text = _text(Recording())
    assert "0 events" in text
    assert "0 attempts" in text
    assert "0 episodes" in text


def test_the_health_and_the_clock_have_a_stage_of_their_own(tmp_path: Path) -> None:
    told = Recording().page(0, "/").task(1, "buy").click(5).task(9, "buy", "done")
    health = HealthEvent(
        t=900, page="page1", screen="/", emitted=99, batches=1, recorder="full",
        clock_offset_ms=120.0, clock_rtt_ms=30.0,
    )  # fmt: skip
    told.add(health)
    with Store.open(tmp_path / "data") as store:
        (id_,) = keep(store, told)
        study, row = open_session(store, id_)
        text = "\n".join(explain(load_session(store, row), study.frame.definition))
    assert "clock: pages -> one time line" in text
    assert "1 documents, 1 compared with the collector" in text
    assert "99 events made, 6 stored" in text
    assert "collector's clock +0.120 s ± 0.015 s" in text
    assert "out  poor: 1 of 1 page has no first snapshot" in text
    assert "gaps: The tracker made 99 events, and 6 are stored." in text


def test_a_gap_and_what_it_touches_are_told() -> None:
    told = Recording().page(0, "/").task(1, "buy")
    for second in range(2, 30):
        told.click(second, answers=None)
    rows = [row for row in told.task(40, "buy", "done").rows(5) if row.seq != 2]
    text = "\n".join(explain(told.session(rows), definition()))
    assert "1 gaps in the events" in text
    assert "gap in the events" in text
    assert "touched by a gap of" in text


def test_what_a_researcher_took_out_is_told() -> None:
    told = _told().review("rage_click", 4, "#buy")
    study = definition(ignore=[IgnoreRule(signal="unresponsive_click")])
    text = "\n".join(explain(told.session(), study))
    assert "0 episodes, 0 of them error points" in text
    assert "1 ignored by the study's rule on unresponsive_click" in text
    assert "1 rejected by a researcher" in text
