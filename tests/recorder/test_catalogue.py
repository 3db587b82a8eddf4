from fixtures import batches
from fixtures.collecting import NOW
from recorder.definition import parse_study
from recorder.models import Session, Study
from recorder.pauses import add_pause
from recorder.reviews import review
from recorder.store import Store
from recorder.wire import decode_batch


def test_the_state_changes_with_what_an_analysis_rests_on(
    store: Store, study: Study, session: Session
) -> None:
    seen = [store.state(study)]
    events = [batches.task("start", 1)]
    body = batches.plain(batches.batch(0, events))
    store.add_batch(session, decode_batch(body), body, "plain", NOW)
    seen.append(store.state(study))
    store.judge(session.id, "find", 1, "fail")
    seen.append(store.state(study))
    for verdict, reason in (("reject", ""), ("reject", "a stepper"), ("accept", "a stepper")):
        review(store, session.id, "rage_click", 900, "#buy", verdict=verdict, reason=reason)
        seen.append(store.state(study))
    add_pause(store, session.id, 1, 2, "break", now_ms=NOW)
    seen.append(store.state(study))
    text = batches.STUDY.replace("title: Checkout", "title: Till")
    seen.append(store.state(store.update_study(parse_study(text, "checkout"))))
    store.withdraw(session)
    seen.append(store.state(store.study("checkout")))
    assert len(set(seen)) == len(seen)


def test_the_state_stays_while_nothing_happens(store: Store, study: Study) -> None:
    before = store.state(study)
    store.set_prototype("checkout", "/elsewhere", "http://127.0.0.1:1/")
    assert store.state(store.study("checkout")) == before


def test_another_study_does_not_change_the_state(store: Store, study: Study) -> None:
    before = store.state(study)
    text = batches.STUDY.replace("slug: checkout", "slug: other")
    other = store.add_study(parse_study(text, "other"), is_simulated=True)
    store.open_session(store.invite(other), "yes", NOW)
    assert store.state(study) == before
    assert store.study("other").is_simulated
