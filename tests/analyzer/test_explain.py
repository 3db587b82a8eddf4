from analyzer.explain import explain
from fixtures.synthetic import BUTTON, NOTHING, Recording, Row, definition


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
    assert "time on task 9.0 s, reading 3.0 s, hidden 1.0 s, 3 clicks" in text
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
