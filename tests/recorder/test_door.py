import pytest

from fixtures.collecting import Clock
from recorder import door
from recorder.door import Door
from recorder.errors import NotFoundError, RefusedError
from recorder.models import Session
from recorder.people import TOKEN_LIFE_MS
from recorder.store import Store


def from_site(origin: str | None, method: str = "POST") -> dict[str, object]:
    environ: dict[str, object] = {"REQUEST_METHOD": method, "HTTP_HOST": "127.0.0.1:8321"}
    return environ if origin is None else environ | {"HTTP_ORIGIN": origin}


def test_a_token_is_looked_up_once_in_a_while(store: Store, session: Session, clock: Clock) -> None:
    asked: list[int] = []

    def store_of() -> Store:
        asked.append(1)
        return store

    guard = Door(store_of, frozenset(), clock)
    for _ in range(5):
        assert guard.admit(from_site(None), session.token)[0].id == session.id
    assert len(asked) == 1
    guard.forget(session.token)
    guard.admit(from_site(None), session.token)
    assert len(asked) == 2


def test_a_crowd_of_tokens_does_not_fill_the_memory(
    store: Store, session: Session, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(door, "CACHE_SIZE", 1)
    guard = Door(lambda: store, frozenset(), clock)
    other = store.open_session(store.invite(store.study("checkout")), "yes", clock.now)
    for each in (session, other, session):
        assert guard.admit(from_site(None), each.token)[0].id == each.id


def test_an_unknown_token_is_never_remembered(store: Store, clock: Clock) -> None:
    guard = Door(lambda: store, frozenset(), clock)
    for _ in range(2):
        with pytest.raises(NotFoundError):
            guard.admit(from_site(None), "none")


def test_a_weeks_old_token_is_refused(store: Store, session: Session, clock: Clock) -> None:
    guard = Door(lambda: store, frozenset(), clock)
    clock.now += TOKEN_LIFE_MS
    guard.admit(from_site(None), session.token)
    clock.now += 1
    with pytest.raises(RefusedError) as refused:
        guard.admit(from_site(None), session.token)
    assert refused.value.code == "expired_token"


@pytest.mark.parametrize(
    ("origin", "may"),
    [
        ("https://shop.example", True),
        ("http://127.0.0.1:8001", True),
        ("http://127.0.0.1:8321", True),
        ("https://extra.example", True),
        ("https://evil.example", False),
    ],
)
def test_sites_are_admitted_by_their_origin(
    store: Store, session: Session, clock: Clock, origin: str, may: bool
) -> None:
    guard = Door(lambda: store, frozenset({"https://extra.example"}), clock)
    environ = from_site(origin)
    if may:
        guard.admit(environ, session.token)
    else:
        with pytest.raises(RefusedError) as refused:
            guard.admit(environ, session.token)
        assert refused.value.code == "origin_not_allowed"
    assert (("Access-Control-Allow-Origin", origin) in guard.permission(environ)) == may


def test_a_preflight_is_told_what_it_may_send(store: Store, session: Session, clock: Clock) -> None:
    guard = Door(lambda: store, frozenset(), clock)
    told = dict(guard.permission(from_site("https://shop.example", "OPTIONS")))
    assert told["Access-Control-Allow-Headers"] == "Content-Type"
