import msgspec
import pytest

from fixtures import batches
from fixtures.collecting import NOW
from recorder.definition import Ask, StudyDefinition, TaskDefinition, parse_study
from recorder.forms import answered, form_id, forms_of
from recorder.models import Session
from recorder.protocol import AnswerEvent, Batch, Event, TaskEvent
from recorder.redact import redacted
from recorder.store import Store
from recorder.wire import decode_batch

ASKED = (
    batches.STUDY
    + """locale: de
product: Lumen
questionnaires:
  - {questionnaire: seq, when: after_task, tasks: [buy]}
  - {questionnaire: nasa_tlx, when: after_task, required: true}
  - {questionnaire: umux_lite, reason: 'Warum?', choices: [Preis, Auswahl]}
"""
)
WHERE = {"page": "p1", "screen": "/"}


def test_forms_come_in_the_studys_language_and_order() -> None:
    seq, tlx, lite = forms_of(parse_study(ASKED, "x"))
    assert (seq.questionnaire, seq.tasks, seq.locale) == ("seq", ["buy"], "de")
    assert (seq.low, seq.high, seq.step, seq.has_numbers) == (1, 7, 1, True)
    assert seq.items[0].ends == ("Sehr schwierig", "Sehr einfach")
    assert tlx.tasks == ["find", "buy"]
    assert tlx.required
    assert not tlx.has_numbers
    assert tlx.items[3].ends == ("Perfekt", "Misslungen")
    assert lite.tasks == []
    assert lite.items[1].text.startswith("Lumen ")
    assert (lite.reason, lite.choices) == ("Warum?", ["Preis", "Auswahl"])


def test_a_study_that_asks_nothing_has_no_forms() -> None:
    assert forms_of(parse_study(batches.STUDY, "x")) == []


def test_a_questionnaire_of_another_version_is_left_out() -> None:
    # An archive of a newer version may hold one; the participant's session goes on without.
    study = StudyDefinition(
        "s", "S", [TaskDefinition("a", "A", "A.")], questionnaires=[Ask("later_one"), Ask("sus")]
    )
    assert [form.questionnaire for form in forms_of(study)] == ["sus"]


def answer(name: str, task: str | None, t: float = 9.0) -> AnswerEvent:
    return AnswerEvent(t=t, questionnaire=name, ratings=[3.0], task=task, **WHERE)


def keep(store: Store, session: Session, seq: int, *events: Event) -> None:
    batch = msgspec.json.encode(Batch(v=1, tab="t1", seq=seq, sent_t=9.0, events=list(events)))
    store.add_batch(session, decode_batch(batch), batch, "plain", NOW)


@pytest.fixture
def session(store: Store) -> Session:
    study = store.add_study(parse_study(ASKED, "checkout"))
    return store.open_session(store.invite(study), "yes", NOW)


def test_what_was_given_back_is_told_from_the_stored_events(store: Store, session: Session) -> None:
    assert answered(store, session.id) == []
    keep(store, session, 1, answer("umux_lite", None), answer("seq", "buy"))
    start = TaskEvent(t=1, task="find", action="start", by="participant", **WHERE)
    keep(store, session, 0, start, answer("seq", "buy"))  # late, and the same form once more
    assert answered(store, session.id) == [form_id("seq", "buy"), "umux_lite"]
    assert [row.task for row in store.attempts(session.id)] == ["find"]


def test_an_answer_is_erased_with_its_session(store: Store, session: Session) -> None:
    keep(store, session, 0, answer("seq", "buy"))
    store.withdraw(session)
    assert answered(store, session.id) == []


def test_own_words_are_kept_but_for_what_names_a_person() -> None:
    said = answer("nps", None)
    said = msgspec.structs.replace(said, reason="Write to kim@example.org, it was slow")
    body = msgspec.json.encode(Batch(v=1, tab="t1", seq=0, sent_t=9.0, events=[said]))
    (kept,) = decode_batch(redacted(body)).events
    assert isinstance(kept, AnswerEvent)
    assert kept.reason is not None
    assert "kim@" not in kept.reason
    assert kept.reason.endswith("it was slow")
