from analyzer.event_rows import event_rows, spans_of
from analyzer.pipeline import analyze
from fixtures.synthetic import BUTTON, Recording, element, study


def test_page_views_clicks_inputs_and_errors_come_in_the_order_of_time() -> None:
    told = Recording().page(0).input(9, element("name", tag="input")).click(4, BUTTON).error(6)
    rows = list(event_rows(told.session(), {}))
    assert [(row.kind, row.t_s) for row in rows] == [
        ("page", 0.0), ("click", 4.0), ("error", 6.0), ("input", 9.0)
    ]  # fmt: skip
    assert rows[1].location == "#buy"
    assert (rows[1].x_px, rows[1].y_px) == (150.0, 120.0)
    assert rows[2].detail == "uncaught: boom"
    assert rows[0].length is None


def test_an_event_belongs_to_the_task_that_ran() -> None:
    told = Recording().page(0).task(1, "buy").click(2).task(5, "buy", "goal", "rule").click(7)
    found = study(told)
    rows = event_rows(found.sessions[0], spans_of(analyze(found)))
    assert [row.task for row in rows if row.kind == "click"] == ["buy", None]


def test_a_session_without_events_has_no_rows() -> None:
    assert list(event_rows(Recording().session(), {})) == []
