from __future__ import annotations

from recorder import protocol
from web import timeline
from web.timeline import Row

WHERE = {"page": "p1", "screen": "/a"}


def events() -> list[protocol.Event]:
    anchor = protocol.Anchor(tag="input", path="form>input", box=(0, 0, 1, 1), key="#mail")
    return [
        protocol.ValidationEvent(t=3_000, anchor=anchor, kind="constraint", **WHERE),
        protocol.PointerEvent(t=100, dt=[0], x=[1], y=[1], **WHERE),
        protocol.ScrollEvent(
            t=200, x=0, y=9, width=1, height=1, full_width=1, full_height=9, **WHERE
        ),
        protocol.KeyEvent(t=2_000, key="undo", **WHERE),
        protocol.VisibilityEvent(t=1_000, state="hidden", **WHERE),
        protocol.CustomEvent(t=4_000, name="added", **WHERE),
    ]


def test_lines_are_in_the_order_of_time_without_pointer_runs_and_scrolling() -> None:
    assert [(row.t_s, row.kind, row.text) for row in timeline.rows(events())] == [
        (1.0, "Window", "The page was hidden"),
        (2.0, "Key", "Pressed undo"),
        (3.0, "Error", "<input> #mail was told to be invalid: no message"),
        (4.0, "Event", "added"),
    ]


def test_marks_lie_in_lanes() -> None:
    assert timeline.marks(events()) == [(3.0, "Errors")]


def test_the_nearest_line_to_a_moment_is_found() -> None:
    lines = [Row(float(t), "", "", "") for t in (0, 10, 20)]
    assert timeline.nearest(lines, 14.9) == 1
    assert timeline.nearest(lines, 1e9) == 2
    assert timeline.nearest([], 1.0) is None


def test_an_overlong_session_is_cut_around_the_moment() -> None:
    lines = [Row(float(t), "", "", "") for t in range(3 * timeline.MAX_ROWS)]
    start, shown = timeline.window(lines, 2 * timeline.MAX_ROWS)
    assert len(shown) == timeline.MAX_ROWS
    assert start < 2 * timeline.MAX_ROWS < start + len(shown)
    assert timeline.window(lines, None)[0] == 0
    assert timeline.window(lines, len(lines) - 1)[0] == 2 * timeline.MAX_ROWS
    assert timeline.window(lines[:5], 3) == (0, lines[:5])


def test_an_address_that_is_none_stands_as_it_came() -> None:
    page = protocol.PageEvent(
        t=1, url="http://[shop", kind="load", time_origin_ms=0, width=1, height=1,
        page_width=1, page_height=1, **WHERE,
    )  # fmt: skip
    assert [row.text for row in timeline.rows([page])] == ["Opened http://[shop"]


def test_an_answer_is_told_by_its_questionnaire_alone() -> None:
    given = protocol.AnswerEvent(
        t=1,
        questionnaire="nasa_tlx",
        ratings=[5.0],
        reason="My own words",
        choices=["Price"],
        **WHERE,
    )
    passed = protocol.AnswerEvent(
        t=2, questionnaire="seq", ratings=[None], is_skipped=True, **WHERE
    )
    assert [(row.kind, row.text) for row in timeline.rows([given, passed])] == [
        ("Answer", "Answered NASA-TLX"),
        ("Answer", "Passed over SEQ"),
    ]
