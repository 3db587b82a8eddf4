from hypothesis import given
from hypothesis import strategies as st

from analyzer.reviewing import Named, SignalReview, ignoring, matched
from recorder.definition import IgnoreRule

RAGE = Named("rage_click", 2.0, "#buy")


def _review(t_s: float, verdict: str = "reject", *, location: str = "#buy") -> SignalReview:
    return SignalReview("rage_click", t_s, location, verdict)


def test_a_review_finds_its_signal_within_50_ms() -> None:
    assert matched([RAGE], [_review(2.05)]) == {0: 0}
    assert matched([RAGE], [_review(1.95)]) == {0: 0}
    assert matched([RAGE], [_review(2.06)]) == {}


def test_another_kind_or_place_is_another_signal() -> None:
    assert matched([Named("dead_click", 2.0, "#buy")], [_review(2.0)]) == {}
    assert matched([RAGE], [_review(2.0, location="#go")]) == {}


def test_the_nearest_signal_is_the_one_that_was_meant() -> None:
    signals = [Named("rage_click", 1.97, "#buy"), RAGE]
    assert matched(signals, [_review(2.01)]) == {1: 0}
    assert matched(signals, [_review(2.01), _review(1.96)]) == {1: 0, 0: 1}


def test_nothing_matches_nothing() -> None:
    assert matched([], []) == {}
    assert matched([], [_review(2.0)]) == {}


@given(st.lists(st.builds(_review, st.floats(1.9, 2.1), st.sampled_from(["accept", "reject"]))))
def test_the_order_of_reviews_is_irrelevant(reviews: list[SignalReview]) -> None:
    signals = [Named("rage_click", 1.95, "#buy"), RAGE, Named("rage_click", 2.03, "#buy")]
    shuffled = sorted(reviews, key=lambda one: (one.verdict, -one.t_s))
    first = {at: reviews[of] for at, of in matched(signals, reviews).items()}
    assert {at: shuffled[of] for at, of in matched(signals, shuffled).items()} == first


def test_a_rule_ignores_one_kind_at_one_place_on_one_screen() -> None:
    everywhere = IgnoreRule(signal="rage_click")
    there = IgnoreRule(signal="rage_click", location="#next", screen="/lamps")
    assert ignoring([everywhere], "rage_click", "/any", "#any") == 0
    assert ignoring([there], "rage_click", "/lamps", "#next") == 0
    assert ignoring([there], "rage_click", "/", "#next") is None
    assert ignoring([there], "rage_click", "/lamps", "#buy") is None
    assert ignoring([there, everywhere], "dead_click", "/lamps", "#next") is None
    assert ignoring([there, everywhere], "rage_click", "/", "#next") == 1
    assert ignoring([], "rage_click", "/", "#next") is None
