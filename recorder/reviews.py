"""What a researcher decides, one by one: about friction signals, and about tries at tasks."""

from __future__ import annotations

from math import isfinite
from typing import Literal

from sqlmodel import Session as Orm
from sqlmodel import col, select

from recorder.errors import RefusedError
from recorder.models import Attempt, Review, Session, Study
from recorder.protocol import MAX_T_MS
from recorder.store import Store

SAME_START_MS = 50.0  # a signal found again by a later release may begin a moment sooner
MAX_REASON = 500
MAX_LOCATION = 2_000
MAX_KIND = 64

Decision = Literal["accept", "reject", "none"]


def review(
    store: Store,
    session_id: str,
    kind: str,
    t_ms: float,
    location: str,
    *,
    verdict: Decision,
    reason: str = "",
    now_ms: int = 0,
) -> Review | None:
    """Keep a verdict on a signal in the place of the one that it had, or take it back.

    Parameters
    ----------
    store, session_id
        Where; the session exists.
    kind, t_ms, location
        Which signal: its name, its start in session ms, its location id.
    verdict
        `accept`, `reject`; `none` takes back what was decided.
    reason
        In the researcher's words.
    now_ms
        Epoch ms.

    Returns
    -------
    Review or None
        None where it was taken back.

    Raises
    ------
    RefusedError
        `invalid_review` for what can be no signal, and for a reason that is too long.
    """
    said = reason.replace("\0", "").strip()
    _check(kind, t_ms, location, said)
    with store.transaction() as orm:
        for known in _near(orm, session_id, kind, t_ms, location):
            orm.delete(known)
        orm.flush()  # before the new one takes a place that is unique
        if verdict == "none":
            return None
        kept = Review(
            session_id=session_id, kind=kind, t=t_ms, location=location, verdict=verdict,
            reason=said, created_ms=now_ms,
        )  # fmt: skip
        orm.add(kept)
    return kept


def reviews(store: Store, study: Study) -> list[Review]:
    """Return all reviews of a study, by session, kind and start.

    Parameters
    ----------
    store
        Where they lie.
    study
        Its row.
    """
    query = select(Review).join(Session, col(Session.id) == col(Review.session_id))
    query = query.where(Session.study_id == study.id)
    order = (col(Review.session_id), col(Review.kind), col(Review.t), col(Review.location))
    with store.reading() as orm:
        return list(orm.exec(query.order_by(*order)))


def judged(store: Store, study: Study) -> list[Attempt]:
    """Return the tries of a study of which a moderator decided the outcome, by their starts."""
    query = select(Attempt).join(Session, col(Session.id) == col(Attempt.session_id))
    query = query.where(Session.study_id == study.id, col(Attempt.verdict).is_not(None))
    with store.reading() as orm:
        return list(orm.exec(query.order_by(col(Attempt.start_t), col(Attempt.id))))


def session_reviews(store: Store, session_id: str) -> list[Review]:
    """Return a session's reviews, by kind and start."""
    query = select(Review).where(Review.session_id == session_id)
    order = (col(Review.kind), col(Review.t), col(Review.location))
    with store.reading() as orm:
        return list(orm.exec(query.order_by(*order)))


def _near(orm: Orm, session_id: str, kind: str, t_ms: float, location: str) -> list[Review]:
    query = select(Review).where(
        Review.session_id == session_id,
        Review.kind == kind,
        Review.location == location,
        col(Review.t).between(t_ms - SAME_START_MS, t_ms + SAME_START_MS),
    )
    return list(orm.exec(query))


def _check(kind: str, t_ms: float, location: str, reason: str) -> None:
    if not isfinite(t_ms) or not 0 <= t_ms <= MAX_T_MS:
        raise RefusedError("invalid_review", 422, "A signal begins at a moment of the session.")
    # PostgreSQL refuses a text with a NUL in it.
    if not 0 < len(kind) <= MAX_KIND or len(location) > MAX_LOCATION or "\0" in kind + location:
        raise RefusedError("invalid_review", 422, "There is no such signal.")
    if len(reason) > MAX_REASON:
        raise RefusedError("invalid_review", 422, f"A reason has at most {MAX_REASON} characters.")
