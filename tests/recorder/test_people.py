import pytest

from fixtures.collecting import NOW
from recorder.errors import NotFoundError
from recorder.models import Session, Study
from recorder.store import Store


def test_tokens_are_long_and_no_two_are_alike(store: Store, study: Study) -> None:
    people = [store.invite(study) for _ in range(20)]
    sessions = [store.open_session(person, "yes", NOW) for person in people]
    tokens = {row.join_token for row in people} | {row.token for row in sessions}
    assert len(tokens) == 40
    assert min(map(len, tokens)) >= 24


def test_a_finished_participant_may_come_back_in_a_new_session(
    store: Store, study: Study, session: Session
) -> None:
    store.close_session(session, NOW + 1)
    (person,) = store.participants(study)
    assert person.state == "done"
    again = store.open_session(person, "yes", NOW + 2)
    assert again.id != session.id
    assert store.participants(study)[0].state == "active"


def test_what_was_erased_meanwhile_is_not_found(
    store: Store, study: Study, session: Session
) -> None:
    (person,) = store.participants(study)
    store.erase(person)
    for act in (
        lambda: store.close_session(session, NOW),
        lambda: store.withdraw(session),
        lambda: store.decline(person),
        lambda: store.open_session(person, "yes", NOW),
    ):
        with pytest.raises(NotFoundError):
            act()
