import sqlite3
from collections.abc import Iterator
from pathlib import Path

import msgspec
import numpy as np
import pytest

from analyzer.load import load_session, load_study, open_session, open_study
from analyzer.pipeline import analyze, analyze_study, to_json
from fixtures.synthetic import Recording, definition, keep, task
from recorder.definition import ScreenRules, Success
from recorder.errors import NotFoundError
from recorder.store import Store


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(tmp_path) as store:
        yield store


def _told(participant: str = "P01") -> Recording:
    told = Recording(participant).page(0, "/").task(1, "buy")
    for second in range(2, 30):
        told.click(second)
    return told.task(30, "buy", "done")


def test_a_stored_session_reads_as_it_was_told(store: Store) -> None:
    told = _told()
    (session,) = keep(store, told)
    events = load_session(store, store.session(session))
    assert np.array_equal(events.clicks.t_s, told.session().clicks.t_s)
    assert events.info.participant == "P01"
    assert events.info.is_simulated
    assert events.info.is_closed
    assert events.info.started_ms == told.started_ms


def test_screens_are_read_as_the_researcher_merged_and_split_them(store: Store) -> None:
    told = Recording("P01").page(0, "/lamps/1").click(1).page(5, "/lamps/2").click(6)
    (session,) = keep(store, told.page(9, "/sale").click(10))
    row = store.session(session)
    rules = ScreenRules(merge={"/lamps/1": "/lamps/2"}, split=["/sa*"])
    assert load_session(store, row).screen_keys == ("/lamps/1", "/lamps/2", "/sale")
    assert load_session(store, row, rules=rules).screen_keys == ("/lamps/2", "/sa*")
    store.update_study(msgspec.structs.replace(definition(), screens=rules))
    assert load_session(store, row).screen_keys == ("/lamps/2", "/sa*")
    # Figures and heatmaps rest on these events alone.
    found = analyze(load_study(store, "shop")).screens
    assert {screen.key: screen.clicks for screen in found} == {"/lamps/2": 2, "/sa*": 1}
    assert load_session(store, row, rules=ScreenRules()).screen_keys[0] == "/lamps/1"


def test_a_study_reads_with_all_its_sessions(store: Store) -> None:
    keep(store, _told("P01"), _told("P02"))
    study = load_study(store, "shop")
    assert [one.info.participant for one in study.sessions] == ["P01", "P02"]
    assert study.is_simulated
    assert study.definition == definition()


def test_a_stored_study_is_analysed_as_its_events_are(store: Store) -> None:
    keep(store, _told("P01"), _told("P02"))
    seen: list[tuple[int, int]] = []
    analysis = analyze_study(store, "shop", lambda done, total: seen.append((done, total)))
    assert to_json(analysis) == to_json(analyze(load_study(store, "shop")))
    assert seen == [(1, 2), (2, 2)]


def test_a_moderators_verdict_is_read_with_its_attempt(store: Store) -> None:
    judged = definition(task("buy", Success(moderator=True)))
    (session,) = keep(store, _told(), of=judged)
    assert analyze_study(store, "shop").tasks[0].attempts[0].outcome == "pending"
    store.judge(session, "buy", 1, "success")
    attempt = analyze_study(store, "shop").tasks[0].attempts[0]
    assert (attempt.outcome, attempt.decided_by) == ("success", "moderator")


def test_a_damaged_batch_in_the_store_is_named_and_the_rest_is_analysed(store: Store) -> None:
    keep(store, _told("P01"), _told("P02"))
    with sqlite3.connect(store.data / "thinkaloud.db") as database:
        database.execute("UPDATE batch SET body = substr(body, 1, 20) WHERE id = 1")
    analysis = analyze_study(store, "shop")
    assert len(analysis.excluded) == 1
    assert "(P01), tab tabA, batch 0: The gzip data is cut short." in analysis.excluded[0]
    assert analysis.tasks[0].n == 1
    assert analysis.participants == 2


def test_a_session_is_found_with_its_study(store: Store) -> None:
    (session,) = keep(store, _told())
    study, row = open_session(store, session)
    assert (study.frame.definition.slug, row.id) == ("shop", session)
    assert study.people[row.participant_id].code == "P01"


def test_an_open_session_is_known_as_such(store: Store) -> None:
    study = store.add_study(definition())
    store.open_session(store.invite(study), "yes", 1)
    (events,) = load_study(store, "shop").sessions
    assert not events.info.is_closed
    assert events.intake.events == 0


def test_a_study_without_sessions_is_read(store: Store) -> None:
    store.add_study(definition())
    assert open_study(store, "shop").sessions == ()
    assert analyze_study(store, "shop").participants == 0


def test_a_study_or_session_that_is_not_there_is_named(store: Store) -> None:
    store.add_study(definition())
    with pytest.raises(NotFoundError, match="shop"):
        open_study(store, "shpo")
    with pytest.raises(NotFoundError, match="nosuch"):
        open_session(store, "nosuch")
