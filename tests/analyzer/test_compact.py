from dataclasses import fields, is_dataclass, replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analyzer.compact import NotColumnsError, decode, encode
from analyzer.events import SessionEvents
from analyzer.session_results import analyze_session
from fixtures.survey import answer
from fixtures.synthetic import BUTTON, NOTHING, Recording, definition, element

FIELD = element("mail", tag="input")


def _told() -> Recording:
    told = Recording().page(0, "/").task(1, "buy").screen(2, "/+menu").move(3, [(1, 2), (30, 40)])
    told.click(4, BUTTON, {"request": 4.5, "mutation": 20.0}).click(5, BUTTON, NOTHING)
    told.scroll(6, 300).focus(7, FIELD).input(9, FIELD).invalid(9.5, FIELD, "Häh? 🙂").key(10)
    told.visibility(11, "hidden").visibility(12, "visible").error(13).request(14, "/a?b=c")
    told.add(answer(14.2, "sus", [5, None, 3], reason="Häh?", choices=["Price", "Choice"]))
    told.add(answer(14.3, "nps", task="buy", is_skipped=True, locale="zh_Hans"))
    return told.timing(15, "LCP", 900.25).task(16, "buy", "done")


def _equal(one: object, other: object) -> bool:
    if isinstance(one, np.ndarray):
        assert isinstance(other, np.ndarray)
        return (
            one.dtype == other.dtype
            and one.shape == other.shape
            and one.tobytes() == other.tobytes()
        )
    if is_dataclass(one):
        return type(one) is type(other) and all(
            _equal(getattr(one, field.name), getattr(other, field.name)) for field in fields(one)
        )
    if isinstance(one, dict):
        return isinstance(other, dict) and list(one.items()) == list(other.items())
    if isinstance(one, tuple) and one and isinstance(one[0], dict):
        assert isinstance(other, tuple)
        return len(one) == len(other) and all(map(_equal, one, other))
    return type(one) is type(other) and one == other


def _round_trip(events: SessionEvents) -> SessionEvents:
    return decode(encode(events), events.info)


@pytest.mark.parametrize("told", [_told(), Recording(), Recording().click(3, answers=None)])
def test_every_value_comes_back_to_the_bit(told: Recording) -> None:
    events = told.session()
    assert _equal(_round_trip(events), events)


@settings(max_examples=20)
@given(
    st.lists(
        st.tuples(
            st.floats(0, 1e6),
            st.dictionaries(
                st.sampled_from(["mutation", "request", "focus"]), st.floats(0, 60_000), max_size=3
            ),
        )
    )
)
def test_answers_of_clicks_come_back_in_their_order(
    answers: list[tuple[float, dict[str, float]]],
) -> None:
    told = Recording().page(0)
    for t_s, after_ms in answers:
        told.click(t_s / 1_000, BUTTON, after_ms)
    events = told.session()
    assert _equal(_round_trip(events), events)


def test_the_same_session_gives_the_same_bytes_and_the_same_analysis() -> None:
    events = _told().session()
    assert encode(events) == encode(_round_trip(events))
    study = definition()
    assert analyze_session(_round_trip(events), study) == analyze_session(events, study)


def test_who_sat_there_is_not_kept_but_asked_for() -> None:
    events = _told().session()
    other = replace(events.info, variant="B")
    assert decode(encode(events), other).info.variant == "B"
    assert b"P01" not in encode(events)


@pytest.mark.parametrize("at", [0, 9, 15, 40, -1])
def test_a_damaged_file_is_told_and_not_read(at: int) -> None:
    data = bytearray(encode(_told().session()))
    data[at] ^= 0x40
    with pytest.raises(NotColumnsError):
        decode(bytes(data), Recording().info())


def test_a_cut_or_foreign_file_is_told_and_not_read() -> None:
    data = encode(_told().session())
    for other in (b"", data[:10], data[:-1], b"PK" + data):
        with pytest.raises(NotColumnsError):
            decode(other, Recording().info())
