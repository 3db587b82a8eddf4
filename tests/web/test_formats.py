from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.results import Interval
from web import formats

NB = "\u00a0"


def interval(lower: float | None, upper: float | None) -> Interval:
    return Interval(estimate=lower, lower=lower, upper=upper, n=8, method="m")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "no data"),
        (0.0, "0.0 s"),
        (9.94, "9.9 s"),
        (10.0, "10 s"),
        (89.4, "89 s"),
        (90.0, "1 min 30 s"),
        (3_725.0, "62 min 05 s"),
    ],
)
def test_durations_are_written_as_precisely_as_they_are_known(
    value: float | None, text: str
) -> None:
    assert formats.seconds(value).replace(NB, " ") == text


def test_what_is_missing_is_said_and_never_zero() -> None:
    for write in (formats.number, formats.share, formats.seconds, formats.clock, formats.day):
        assert write(None) == "no data"
    empty = interval(None, None)
    for bounds in (formats.share_interval, formats.seconds_interval, formats.count_interval):
        assert bounds(empty) == "no interval"


def test_the_unit_is_said_once_where_both_bounds_share_it() -> None:
    assert formats.seconds_interval(interval(31.2, 74.9)) == f"31–75{NB}s"
    assert formats.seconds_interval(interval(42, 150)) == f"42{NB}s to 2{NB}min 30{NB}s"
    assert formats.share_interval(interval(0.304, 0.871)) == f"30–87{NB}%"


def test_halves_are_rounded_as_people_do() -> None:
    assert formats.share(5 / 8) == f"63{NB}%"
    assert formats.number(1_234.5) == "1,235"
    assert formats.number(0.25, 1) == "0.3"


def test_a_moment_is_written_as_on_a_stop_watch() -> None:
    assert [formats.clock(t) for t in (0.0, 9.96, 67.44, 3_600.0)] == [
        "0:00.0",
        "0:10.0",
        "1:07.4",
        "60:00.0",
    ]


@given(st.floats(min_value=0, max_value=604_800))
def test_a_stop_watch_never_shows_sixty_seconds(t_s: float) -> None:
    minutes, _, rest = formats.clock(t_s).partition(":")
    assert 0 <= float(rest) < 60
    assert abs(int(minutes) * 60 + float(rest) - t_s) <= 0.051


def test_nouns_agree_with_their_counts() -> None:
    assert formats.plural(1, "session") == "1 session"
    assert formats.plural(0, "session") == "0 sessions"
    assert formats.plural(2, "child", "children") == "2 children"


def test_every_outcome_has_a_word_and_a_sign() -> None:
    from typing import get_args

    from analyzer.results import Outcome

    for name in get_args(Outcome):
        assert formats.outcome_sign(name) != "·"
        assert formats.outcome(name) != name.replace("_", " ")


def test_a_day_names_its_time_zone() -> None:
    assert formats.day(0) == "1 Jan 1970, 00:00 UTC"


def test_bytes_are_written_in_the_unit_that_reads_well() -> None:
    assert [formats.size(n) for n in (999, 1_500, 2_500_000, 3_100_000_000)] == [
        "999 B",
        "1.5 kB",
        "2.5 MB",
        "3.1 GB",
    ]
