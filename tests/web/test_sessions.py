from __future__ import annotations

import re
import sqlite3

import msgspec
import pytest
from flask.testing import FlaskClient

from recorder import protocol
from recorder.definition import ScreenRules
from recorder.models import Session, Study
from recorder.pauses import add_pause
from recorder.store import Store
from tests.web.conftest import EVIL, NOW_MS, csrf_of


def test_a_session_tells_what_happened_in_order(researcher: FlaskClient, recorded: Session) -> None:
    page = researcher.get(f"/studies/lamp-shop/sessions/{recorded.id}").text
    assert page.index("Opened /lamps?q=1") < page.index("Clicked “") < page.index("Uncaught: ")
    assert "Buy it" in page  # the task's title
    assert EVIL not in page


def test_screens_are_named_as_the_researcher_merged_them(
    researcher: FlaskClient, store: Store, study: Study, recorded: Session
) -> None:
    path = f"/studies/lamp-shop/sessions/{recorded.id}"
    assert '<td class="soft">/merged</td>' not in researcher.get(path).text
    rules = ScreenRules(merge={"*": "/merged"})
    store.update_study(msgspec.structs.replace(store.definition(study), screens=rules))
    assert '<td class="soft">/merged</td>' in researcher.get(path).text


def test_a_moment_marks_the_nearest_line(researcher: FlaskClient, recorded: Session) -> None:
    page = researcher.get(f"/studies/lamp-shop/sessions/{recorded.id}?t=5.2").text
    marked = page[page.index('id="moment"') :]
    assert marked[: marked.index("</tr>")].count("0:05.3") == 1
    assert page.count('id="moment"') == 1


@pytest.mark.parametrize("t", ["", "soon", "nan", "inf", "-5", "1e308"])
def test_a_moment_that_is_none_does_no_harm(
    researcher: FlaskClient, recorded: Session, t: str
) -> None:
    path = f"/studies/lamp-shop/sessions/{recorded.id}"
    assert researcher.get(path, query_string={"t": t}).status_code == 200


def test_a_session_without_events_says_so(researcher: FlaskClient, session: Session) -> None:
    page = researcher.get(f"/studies/lamp-shop/sessions/{session.id}").text
    assert "No event is stored of this session (n\u00a0=\u00a00)" in page
    assert "No task was started" in page


def test_a_verdict_is_kept_and_can_be_taken_back(
    researcher: FlaskClient, store: Store, recorded: Session
) -> None:
    path = f"/studies/lamp-shop/sessions/{recorded.id}"
    form = {"csrf": csrf_of(researcher, path), "task": "task-2", "number": "1"}
    page = researcher.post(
        f"{path}/verdict", data=form | {"verdict": "fail"}, follow_redirects=True
    )
    assert "Undo" in page.text
    assert store.attempts(recorded.id)[0].verdict == "fail"
    researcher.post(f"{path}/verdict", data=form | {"verdict": ""})
    assert store.attempts(recorded.id)[0].verdict is None


@pytest.mark.parametrize(
    ("wrong", "status"),
    [
        ({"verdict": "maybe"}, 400),
        ({"task": "none"}, 404),
        ({"number": "9"}, 404),
        ({"number": str(10**30)}, 400),
    ],
)
def test_a_verdict_on_nothing_is_refused(
    researcher: FlaskClient, recorded: Session, wrong: dict[str, str], status: int
) -> None:
    path = f"/studies/lamp-shop/sessions/{recorded.id}"
    form = {"csrf": csrf_of(researcher, path), "task": "task-2", "number": "1", "verdict": "fail"}
    assert researcher.post(f"{path}/verdict", data=form | wrong).status_code == status


def test_another_studys_session_is_not_found(
    researcher: FlaskClient, store: Store, recorded: Session
) -> None:
    from recorder.definition import parse_study

    store.add_study(parse_study("title: B\ntasks: [{id: a, title: A, instructions: A}]", "other"))
    assert researcher.get(f"/studies/other/sessions/{recorded.id}").status_code == 404


def _more(store: Store, session: Session, seq: int, *events: protocol.Event) -> None:
    batch = protocol.Batch(v=1, tab="t1", seq=seq, sent_t=9_500, events=list(events))
    store.add_batch(session, batch, msgspec.json.encode(batch), "plain", 1_780_000_000_000)


def test_health_is_that_of_this_moment_without_an_analysis(
    researcher: FlaskClient, store: Store, recorded: Session
) -> None:
    path = f"/studies/lamp-shop/sessions/{recorded.id}"
    assert "Nothing is missing." in researcher.get(path).text
    late = protocol.ErrorEvent(t=12_000, page="p1", screen="/lamps", kind="uncaught", message="x")
    _more(store, recorded, 2, late)
    page = researcher.get(path).text
    assert "1 of 3 batches of events is missing, 3.1 s of the session." in page
    assert "0:08.9 to 0:12.0" in page


def test_an_attempt_that_a_gap_touches_is_marked_with_an_explanation(
    researcher: FlaskClient, store: Store, recorded: Session
) -> None:
    path = f"/studies/lamp-shop/sessions/{recorded.id}"
    assert "gap-mark" not in researcher.get(path).text
    where = {"page": "p1", "screen": "/lamps"}
    for seq, t, action in ((1, 9_000, "start"), (3, 13_000, "done")):
        event = protocol.TaskEvent(
            t=t, task="task-1", action=action, by="participant", **where  # type: ignore[arg-type]
        )  # fmt: skip
        _more(store, recorded, seq, event)
    page = researcher.get(path).text
    assert "Find a lamp: the recording has a gap of 4.0\u00a0s here." in page
    assert page.count('title="The recording has a gap') == 1  # the other attempt is whole


def test_a_session_whose_participant_has_left_can_be_closed(
    researcher: FlaskClient, store: Store, recorded: Session
) -> None:
    path = f"/studies/lamp-shop/sessions/{recorded.id}"
    page = researcher.post(
        f"{path}/close", data={"csrf": csrf_of(researcher, path)}, follow_redirects=True
    ).text
    assert store.session(recorded.id).state == "closed"
    assert "The session is closed." in page
    assert "Close it now" not in page


def test_the_size_is_that_of_the_page_and_not_of_the_hello(
    researcher: FlaskClient, recorded: Session
) -> None:
    page = researcher.get(f"/studies/lamp-shop/sessions/{recorded.id}").text
    assert "1,280 × 800 px" in page


def test_a_damaged_batch_does_not_hide_the_rest(
    researcher: FlaskClient, store: Store, recorded: Session
) -> None:
    batch = protocol.Batch(v=1, tab="t1", seq=1, sent_t=9_500, events=[])
    store.add_batch(recorded, batch, msgspec.json.encode(batch), "plain", 1_780_000_000_000)
    with sqlite3.connect(store.data / "thinkaloud.db") as database:
        database.execute("UPDATE batch SET body = x'1f8b00' WHERE seq = 1")
    page = researcher.get(f"/studies/lamp-shop/sessions/{recorded.id}")
    assert page.status_code == 200
    assert "Opened /lamps?q=1" in page.text


def test_forged_and_truncated_replay_data_is_told_and_harms_no_other_session(
    researcher: FlaskClient, store: Store, study: Study, recorded: Session
) -> None:
    other = store.open_session(store.invite(study), "I agree.", 1_780_000_000_000)
    pieces = [
        protocol.ReplayBatch(
            v=1, tab="t1", seq=seq, page="p1", sent_t=9.0, origin_ms=NOW_MS, part=seq, parts=2,
            text="[{" if seq else "}nonsense",
        )
        for seq in (0, 1)
    ]  # fmt: skip
    for piece in pieces:
        store.add_batch(recorded, piece, msgspec.json.encode(piece), "plain", NOW_MS)
    store.close_session(recorded, NOW_MS)
    with sqlite3.connect(store.data / "thinkaloud.db") as database:
        database.execute("UPDATE batch SET body = x'1f8b00', digest = 'x' WHERE stream = 'replay' "
                         "AND seq = 1")  # fmt: skip
    page = researcher.get(f"/studies/lamp-shop/sessions/{recorded.id}")
    assert page.status_code == 200
    assert "1 of 1 page has no first snapshot: the replay cannot show them." in page.text
    assert "Opened /lamps?q=1" in page.text
    assert researcher.get(f"/studies/lamp-shop/sessions/{other.id}").status_code == 200
    assert researcher.get("/studies/lamp-shop").status_code == 200


def test_the_session_and_each_of_its_moments_lead_into_the_replay(
    researcher: FlaskClient, recorded: Session
) -> None:
    path = f"/studies/lamp-shop/sessions/{recorded.id}"
    page = researcher.get(f"{path}?t=5.2").text
    assert f'href="{path}/replay?t=5.2">Watch the replay' in page
    assert f'href="{path}/replay?t=0.9">0:00.9' in page  # the attempt's start
    assert f'href="{path}/replay?t=5.3">0:05.3' in page  # a line


def test_stacked_on_a_phone_each_cell_says_its_column(
    researcher: FlaskClient, store: Store, recorded: Session
) -> None:
    add_pause(store, recorded.id, 1_000, 2_000, "break", now_ms=NOW_MS)
    page = researcher.get(f"/studies/lamp-shop/sessions/{recorded.id}").text
    tables = re.findall(r'<table class="(?:events )?stacked">.*?</table>', page, re.DOTALL)
    assert len(tables) == page.count("<table") == 3
    for table in tables[:2]:
        heads = re.findall(r'<th scope="col"[^>]*>([^<]+)</th>', table)
        row = table.partition("<tbody>")[2].partition("</tr>")[0]
        named = re.findall(r'<td[^>]* data-label="([^"]+)"', row)
        assert named == heads[len(heads) - len(named) :]
        assert len(heads) - len(named) == row.count("<th")
