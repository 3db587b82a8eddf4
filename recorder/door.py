"""Who may speak to the collector: which session a token is of, and which sites may use it."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from recorder.errors import RefusedError, StoreError
from recorder.greeting import origins_of
from recorder.models import Session, Study
from recorder.people import TOKEN_LIFE_MS
from recorder.store import Store

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

CACHE_S = 2.0  # how long a token's session and the origins are remembered
CACHE_SIZE = 10_000
_STUDY = "thinkaloud.study"  # in the request's environment, once it is known


class Door:
    """Admits requests, and remembers for a moment whom it admitted.

    What is remembered may be out of date: the store refuses a batch for a session that another
    process has closed meanwhile.

    Parameters
    ----------
    store_of
        Gives the store.
    origins
        Sites that may speak beside those of the study.
    clock
        The wall clock, epoch ms.
    """

    def __init__(
        self, store_of: Callable[[], Store], origins: frozenset[str], clock: Callable[[], int]
    ) -> None:
        self._store = store_of
        self._origins = origins
        self._clock = clock
        self._sessions: dict[str, tuple[float, Session, Study]] = {}
        self._everywhere: tuple[float, frozenset[str]] = (0.0, frozenset())

    def admit(
        self, environ: WSGIEnvironment, token: str, ever: bool = False
    ) -> tuple[Session, Study]:
        """Return whose token it is, if the page that speaks may do so; `ever`: however old it is.

        Raises
        ------
        NotFoundError
            If the token is not known.
        RefusedError
            `origin_not_allowed` or `expired_token`.
        """
        now = time.monotonic()
        found = self._sessions.get(token)
        if found is None or found[0] < now:
            if len(self._sessions) >= CACHE_SIZE:
                self._sessions.clear()
            found = (now + CACHE_S, *self._store().session_by_token(token))
            self._sessions[token] = found
        _, session, study = found
        origin = environ.get("HTTP_ORIGIN")
        if origin is not None:
            environ[_STUDY] = study
            if origin not in self._may_speak(environ):
                raise RefusedError(
                    "origin_not_allowed",
                    403,
                    f"{origin} is none of the study's origins; add it to the study file.",
                )
        if not ever and session.created_ms + TOKEN_LIFE_MS < self._clock():
            raise RefusedError("expired_token", 401, "The session is over a week old; join again.")
        return session, study

    def forget(self, token: str) -> None:
        """Look a token up again when it is used next."""
        self._sessions.pop(token, None)

    def permission(self, environ: WSGIEnvironment) -> list[tuple[str, str]]:
        """Return the headers that let a page of another site read the answer (CORS).

        They are given to the sites of the study that the token is of; where none is known, to
        those of any study, so that a tracker can read that its token is not.
        """
        origin = environ["HTTP_ORIGIN"]
        try:
            if origin not in self._may_speak(environ):
                return []
        except StoreError:
            return []  # what failed is in the answer already
        headers = [("Access-Control-Allow-Origin", origin)]
        if environ["REQUEST_METHOD"] == "OPTIONS":
            headers += [
                ("Access-Control-Allow-Methods", "GET, POST"),
                ("Access-Control-Allow-Headers", "Content-Type"),
                ("Access-Control-Max-Age", "600"),
                ("Vary", "Origin"),
            ]
        return headers

    def _may_speak(self, environ: WSGIEnvironment) -> frozenset[str]:
        host = environ.get("HTTP_HOST") or environ.get("SERVER_NAME", "")
        own = {f"http://{host}", f"https://{host}"}
        study = environ.get(_STUDY)
        if study is not None:
            return self._origins | own | origins_of(self._store(), study)
        until, everywhere = self._everywhere
        if until < time.monotonic():
            store = self._store()
            everywhere = frozenset().union(*(origins_of(store, each) for each in store.studies()))
            self._everywhere = (time.monotonic() + CACHE_S, everywhere)
        return self._origins | own | everywhere
