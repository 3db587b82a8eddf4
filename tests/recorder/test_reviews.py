from __future__ import annotations

import math

import pytest

from fixtures import batches
from recorder.errors import RefusedError
from recorder.models import Session, Study
from recorder.reviews import MAX_REASON, judged, review, reviews, session_reviews
from recorder.store import Store
from recorder.wire import decode_batch


def told(store: Store, study: Study) -> list[tuple[str, float, str, str]]:
    return [(one.kind, one.t, one.verdict, one.reason) for one in reviews(store, study)]


def test_a_review_is_kept_with_its_reason(store: Store, study: Study, session: Session) -> None:
    review(store, session.id, "rage_click", 900, "#buy", verdict="reject", reason=" a stepper\0 ")
    assert told(store, study) == [("rage_click", 900, "reject", "a stepper")]
    assert session_reviews(store, session.id) == reviews(store, study)


def test_another_verdict_takes_the_place_of_the_first(
    store: Store, study: Study, session: Session
) -> None:
    review(store, session.id, "rage_click", 900, "#buy", verdict="reject", reason="no")
    review(store, session.id, "rage_click", 949, "#buy", verdict="accept")
    assert told(store, study) == [("rage_click", 949, "accept", "")]


def test_signals_of_another_kind_place_or_time_have_reviews_of_their_own(
    store: Store, study: Study, session: Session
) -> None:
    for kind, t_ms, location in (
        ("rage_click", 900, "#buy"),
        ("dead_click", 900, "#buy"),
        ("rage_click", 900, "#go"),
        ("rage_click", 951, "#buy"),
    ):
        review(store, session.id, kind, t_ms, location, verdict="reject")
    assert len(told(store, study)) == 4


def test_a_review_can_be_taken_back(store: Store, study: Study, session: Session) -> None:
    review(store, session.id, "rage_click", 900, "#buy", verdict="reject")
    assert review(store, session.id, "rage_click", 900, "#buy", verdict="none") is None
    assert told(store, study) == []
    review(store, session.id, "rage_click", 900, "#buy", verdict="none")


@pytest.mark.parametrize(
    ("signal", "reason"),
    [
        (("", 1, ""), ""),
        (("k" * 65, 1, ""), ""),
        (("rage_click", -1, ""), ""),
        (("rage_click", math.nan, ""), ""),
        (("rage_click", math.inf, ""), ""),
        (("rage_click", 1, "x" * 2_001), ""),
        (("rage_click", 1, "\0"), ""),
        (("rage_click", 1, ""), "r" * (MAX_REASON + 1)),
    ],
)
def test_what_can_be_no_signal_is_refused(
    store: Store, session: Session, signal: tuple[str, float, str], reason: str
) -> None:
    with pytest.raises(RefusedError) as refused:
        review(store, session.id, *signal, verdict="reject", reason=reason)
    assert refused.value.code == "invalid_review"


def test_reviews_go_with_the_session_that_is_withdrawn(
    store: Store, study: Study, session: Session
) -> None:
    review(store, session.id, "rage_click", 900, "#buy", verdict="reject", reason="said Ada")
    store.withdraw(session)
    assert reviews(store, study) == []


def test_tries_that_were_judged_are_given_for_the_whole_study(
    store: Store, study: Study, session: Session
) -> None:
    message = batches.batch(1, [batches.task("start", 100), batches.task("done", 200)])
    body = batches.packed(message)
    store.add_batch(session, decode_batch(batches.plain(message)), body, "gzip", 1)
    assert judged(store, study) == []
    store.judge(session.id, "find", 1, "fail")
    assert [(one.session_id, one.number, one.verdict) for one in judged(store, study)] == [
        (session.id, 1, "fail")
    ]
