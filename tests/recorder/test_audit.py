import csv
import json
import tracemalloc

import pytest
from click.testing import CliRunner

from fixtures import batches
from fixtures.collecting import Clock, client_of, send
from recorder.audit import Audit, Choice, audit
from recorder.commands import audit as command
from recorder.models import Media, Note, Session
from recorder.pauses import add_pause
from recorder.store import Store
from recorder.stored_texts import Found


@pytest.fixture
def filled(store: Store, session: Session) -> Session:
    client = client_of(store, Clock())
    clicks = [batches.click(at, anchor=batches.anchor(label="Buy 100%")) for at in (10, 20)]
    greeting = {"id": 3, "type": 3, "textContent": "Dear Zora"}
    title = {"id": 2, "type": 2, "tagName": "h1", "attributes": {}, "childNodes": [greeting]}
    page = {"type": 2, "timestamp": 2, "data": {"node": title}}
    send(client, session, batches.batch(0, clicks))
    send(client, session, batches.replay(events=[page]))
    store.add_asset(session.study_id, "http://x/lamp.png", b"1", "image/png")
    with store.transaction() as orm:
        orm.add(Note(session_id=session.id, t=1, text="hesitates", created_ms=1))
        orm.add(
            Media(
                session_id=session.id, kind="audio", tab="t", seq=0, first_t=0, last_t=9,
                content_type="audio/webm", about="{}", digest="0" * 64, size=77, received_ms=1,
            )
        )  # fmt: skip
    add_pause(store, session.id, 1, 2, "break", note="Zora rang", now_ms=1)
    return session


def _slug(store: Store) -> str:
    (study,) = store.studies()
    return study.slug


def test_every_text_is_listed_once_with_its_counts(store: Store, filled: Session) -> None:
    with audit(store, _slug(store)) as found:
        lines = {(line.place, line.text): line for line in found.lines()}
        assert lines["event click label", "Buy 100%"].count == 2
        assert lines["event click label", "Buy 100%"].sessions == 1
        assert ("note", "hesitates") in lines
        assert ("pause", "Zora rang") in lines
        assert ("asset", "http://x/lamp.png") in lines
        assert [(one.kind, one.count, one.size) for one in found.media] == [("audio", 1, 77)]
        assert found.consents == {filled.consent_text: 1}
        assert found.count() == (len(lines), 1)


def test_what_is_suspicious_comes_first(store: Store, filled: Session) -> None:
    with audit(store, _slug(store)) as found:
        first = next(found.lines())
        assert (first.text, first.reason) == ("Dear Zora", "a name after a salutation")
        assert [line.text for line in found.lines(Choice(is_suspicious=True))] == ["Dear Zora"]


@pytest.mark.parametrize(
    ("choice", "n"),
    [
        (Choice(search="buy 100%"), 1),
        (Choice(search="buy 100_"), 0),
        (Choice(place="note"), 1),
        (Choice(route="/nowhere"), 0),
    ],
)
def test_lines_are_searched_and_filtered(
    store: Store, filled: Session, choice: Choice, n: int
) -> None:
    with audit(store, _slug(store)) as found:
        assert len(list(found.lines(choice))) == found.count(choice)[0] == n


def test_a_withdrawn_session_leaves_its_consent_alone(store: Store, filled: Session) -> None:
    store.withdraw(filled)
    with audit(store, _slug(store)) as found:
        assert not [line for line in found.lines() if line.place in {"text", "note"}]
        assert found.media == []


def test_memory_stays_flat_however_many_texts_there_are() -> None:
    found = Audit()
    tracemalloc.start()
    found.add("s", (Found("/", "text", "p", f"text {n} " + "x" * 2_000) for n in range(3_000)))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert found.count()[0] == 3_000
    found.close()
    assert peak < 4_000_000, "three thousand texts of 2,000 characters are 6 MB"


def test_half_an_emoji_is_no_reason_to_stop() -> None:
    with Audit() as found:
        found.add("s", iter([Found("/", "text", "p", "half \ud83d")]))
        assert [line.text for line in found.lines()] == ["half ?"]


def test_the_command_lists_as_text_json_and_csv(store: Store, filled: Session) -> None:
    options = [_slug(store), "--data", str(store.data)]
    run = CliRunner()
    plain = run.invoke(command, options).output
    assert "! a name after a salutation" in plain.splitlines()[1]
    assert "1 pieces of audio, 77 bytes" in plain
    rows = [
        json.loads(line) for line in run.invoke(command, [*options, "--json"]).output.splitlines()
    ]
    assert rows[0]["text"] == "Dear Zora"
    assert rows[-1] == {"consent": filled.consent_text, "sessions": 1}
    file = store.data / "audit.csv"
    assert "texts" in run.invoke(command, [*options, "--csv", str(file)]).output
    with file.open(encoding="utf-8") as lines:
        assert next(csv.DictReader(lines))["text"] == "Dear Zora"


def test_a_study_of_which_nothing_is_stored_says_so(store: Store, study: object) -> None:
    output = CliRunner().invoke(command, [_slug(store), "--data", str(store.data)]).output
    assert "Nothing is stored yet" in output
