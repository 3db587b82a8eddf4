from analyzer.imported_reactions import WATCH_MS, reactions
from recorder.protocol import Anchor, ClickEvent, Event, ReactionEvent


def _click(t: float) -> Event:
    anchor = Anchor(tag="a", path="a", box=(0, 0, 0, 0))
    return ClickEvent(
        t=t, page="p", screen="/", x=0, y=0, vx=0, vy=0, fx=0.5, fy=0.5, anchor=anchor
    )


def test_the_first_answer_of_each_kind_counts() -> None:
    answers = [(300.0, "scroll"), (150.0, "mutation"), (200.0, "mutation"), (90.0, "focus")]
    (found,) = reactions([_click(100.0)], answers)
    assert isinstance(found, ReactionEvent)
    assert dict(found.after_ms) == {"mutation": 50.0, "scroll": 200.0}


def test_an_answer_after_the_watch_is_none() -> None:
    found = reactions([_click(0.0)], [(WATCH_MS + 1, "mutation")])
    assert [dict(one.after_ms) for one in found if isinstance(one, ReactionEvent)] == [{}]


def test_a_recording_that_ends_early_was_not_watched_to_the_end() -> None:
    (found,) = reactions([_click(100.0)], [(600.0, "mutation")])
    assert isinstance(found, ReactionEvent)
    assert found.watched_ms == 500.0


def test_without_clicks_there_is_nothing_to_answer() -> None:
    assert reactions([], [(1.0, "mutation")]) == []
