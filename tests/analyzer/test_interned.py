import msgspec

from analyzer.interned import intern_names
from analyzer.session_results import SessionAnalysis, analyze_session
from fixtures.synthetic import NOTHING, Recording, definition, element


def _read(participant: str) -> SessionAnalysis:
    told = Recording(participant).page(0, "/").task(1, "buy")
    for second in range(2, 8):
        told.click(second, element("buy"), NOTHING)
    found = analyze_session(told.task(30, "buy", "done").session(), definition())
    return msgspec.msgpack.decode(msgspec.msgpack.encode(found), type=SessionAnalysis)


def test_equal_strings_of_two_sessions_are_held_once_and_nothing_else_changes() -> None:
    known: dict[str, str] = {}
    one, two = _read("P01"), _read("P02")
    before = msgspec.msgpack.encode((one, two))
    assert one.signals[0].location is not two.signals[0].location
    intern_names(one, known)
    intern_names(two, known)
    assert one.signals
    assert one.signals[0].location is two.signals[0].location
    assert one.signals[0].participant is one.attempts[0].participant
    assert one.attempts[0].task is two.attempts[0].task
    assert msgspec.msgpack.encode((one, two)) == before


def test_a_session_without_anything_is_left_as_it_is() -> None:
    known: dict[str, str] = {}
    intern_names(analyze_session(Recording().session(), definition()), known)
    assert known == {}
