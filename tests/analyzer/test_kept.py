import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest

from analyzer import kept
from analyzer.compact import encode
from analyzer.events import StudyEvents
from analyzer.kept import KeptSessions, Shelf
from analyzer.load import load_session, load_study
from analyzer.pipeline import analyze, analyze_shelf, analyze_study, to_json
from analyzer.session_results import analyze_session
from analyzer.signals import signals
from analyzer.signals.rage_click import detector as rage_click
from fixtures.synthetic import NOTHING, Recording, definition, element, keep
from recorder.definition import ScreenRules
from recorder.library import COLUMNS
from recorder.models import Review
from recorder.pauses import add_pause, remove_pause
from recorder.store import Store

SECRET = "a-label-that-only-P02-saw"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(tmp_path) as store:
        yield store


def _told(participant: str = "P01", label: str = "buy") -> Recording:
    told = Recording(participant).page(0, "/").task(1, "buy").move(1.5, [(3, 4), (9, 9)])
    for second in range(2, 8):
        told.click(second, element("buy", label=label), NOTHING)
    return told.task(30, "buy", "done")


def _files(store: Store) -> dict[str, int]:
    """Give the file number of each file that is kept: one that is written again has another."""
    return {
        path.relative_to(store.data).as_posix(): path.stat().st_ino
        for path in (store.data / COLUMNS).rglob("*")
        if path.is_file()
    }


def _add(store: Store, told: Recording) -> str:
    study = store.study("shop")
    session = store.open_session(store.invite(study, told.participant), "yes", told.started_ms)
    for batch, row in zip(told.batches(), told.rows(), strict=True):
        store.add_batch(session, batch, row.body, "gzip", told.started_ms)
    store.close_session(session, told.started_ms)
    return session.id


def test_columns_give_what_batches_give_to_the_bit(store: Store) -> None:
    (session,) = keep(store, _told())
    row = store.session(session)
    first, again = Shelf(store, "shop").events(row), Shelf(store, "shop").events(row)
    assert encode(first) == encode(again) == encode(load_session(store, row))
    assert again.info == load_session(store, row).info
    assert len(_files(store)) == 1


def test_a_study_is_analysed_alike_from_batches_columns_and_what_is_kept(store: Store) -> None:
    keep(store, _told("P01"), _told("P02"), _told("P03"))
    raw = to_json(analyze(load_study(store, "shop")))
    assert to_json(analyze_study(store, "shop")) == raw
    assert to_json(analyze_study(store, "shop")) == raw
    for path in (store.data / COLUMNS).rglob("*.analysis"):
        path.unlink()
    assert to_json(analyze_study(store, "shop")) == raw


def test_after_one_new_session_that_session_alone_is_looked_at(store: Store) -> None:
    keep(store, *(_told(f"P{number:02}") for number in range(1, 7)))
    analyze_study(store, "shop")
    before = _files(store)
    assert len(before) == 12
    new = _add(store, _told("P07"))
    analysis = analyze_study(store, "shop")
    after = _files(store)
    assert analysis.participants == 7
    assert {name for name in after if name not in before} == {
        name for name in after if name.startswith(f"{COLUMNS}/{new}/")
    }
    assert all(after[name] == number for name, number in before.items())
    # Nothing of the others was read either: their batches could not be any more.
    with sqlite3.connect(store.data / "thinkaloud.db") as database:
        database.execute("UPDATE batch SET body = x'00' WHERE session_id != ?", [new])
    assert to_json(analyze_study(store, "shop")) == to_json(analysis)


def test_a_verdict_is_looked_at_without_reading_batches_again(store: Store) -> None:
    first, second = keep(store, _told("P01"), _told("P02"))
    analyze_study(store, "shop")
    before = _files(store)
    store.judge(first, "buy", 1, "success")
    attempts = analyze_study(store, "shop").tasks[0].attempts
    assert [attempt.outcome for attempt in attempts] == ["success", "false_success"]
    changed = {name for name, number in _files(store).items() if before.get(name) != number}
    assert [Path(name).suffix for name in changed] == [".analysis"]
    assert all(first in name and second not in name for name in changed)


def test_a_researchers_word_on_a_signal_is_looked_at(store: Store) -> None:
    (session,) = keep(store, _told())
    analyze_study(store, "shop")
    before = _files(store)
    review = Review(
        session_id=session, kind="rage_click", t=2_000.0, location="#buy", verdict="reject",
        reason="a stepper", created_ms=1,
    )  # fmt: skip
    with store.transaction() as orm:
        orm.add(review)
    analyze_study(store, "shop")
    assert {Path(name).suffix for name in _files(store) if name not in before} == {".analysis"}


def test_a_pause_that_is_marked_and_one_that_is_removed_are_looked_at(store: Store) -> None:
    (session,) = keep(store, _told())
    (first,) = analyze_study(store, "shop").tasks[0].attempts
    before = _files(store)
    pause = add_pause(store, session, 3_000, 13_000, "moderator", now_ms=1)
    (paused,) = analyze_study(store, "shop").tasks[0].attempts
    assert {Path(name).suffix for name in _files(store) if name not in before} == {".analysis"}
    assert (paused.wall_s, paused.paused_s, paused.task_s) == (29, 10, 19)
    remove_pause(store, session, pause.id or 0)
    assert analyze_study(store, "shop").tasks[0].attempts == (first,)


def test_another_definition_is_looked_at(store: Store) -> None:
    keep(store, _told())
    assert "rage_click" in {one.kind for one in analyze_study(store, "shop").signals}
    store.update_study(definition(thresholds={"rage_clicks": 99}))
    assert "rage_click" not in {one.kind for one in analyze_study(store, "shop").signals}
    store.update_study(
        msgspec.structs.replace(definition(), screens=ScreenRules(merge={"/": "/a"}))
    )
    assert [screen.key for screen in analyze_study(store, "shop").screens] == ["/a"]
    assert len(_files(store)) == 2  # what it replaced is gone


def test_an_open_session_is_read_each_time_and_leaves_nothing(store: Store) -> None:
    study = store.add_study(definition())
    session = store.open_session(store.invite(study), "yes", 1)
    assert analyze_study(store, "shop").sessions[0].events == 0
    told = _told()
    for batch, row in zip(told.batches(), told.rows(), strict=True):
        store.add_batch(session, batch, row.body, "gzip", 1)
    assert analyze_study(store, "shop").sessions[0].events == len(told.events)
    assert not (store.data / COLUMNS).exists()


@pytest.mark.parametrize("suffix", ["events", "analysis"])
def test_a_damaged_file_is_made_anew(store: Store, suffix: str) -> None:
    keep(store, _told())
    expected = to_json(analyze_study(store, "shop"))
    for path in (store.data / COLUMNS).rglob(f"*.{suffix}"):
        path.write_bytes(path.read_bytes()[:-3])
    for path in (store.data / COLUMNS).rglob("*.analysis") if suffix == "events" else ():
        path.unlink()
    assert to_json(analyze_study(store, "shop")) == expected
    assert to_json(analyze_study(store, "shop")) == expected


@pytest.mark.parametrize("way", ["withdraw", "erase"])
def test_who_is_erased_stands_in_no_column_any_more(store: Store, way: str) -> None:
    stays, goes = keep(store, _told("P01"), _told("P02", SECRET))
    analyze_study(store, "shop")
    assert any(SECRET.encode() in path.read_bytes() for path in _paths(store.data))
    if way == "withdraw":
        store.withdraw(store.session(goes))
    else:
        store.erase(store.participants(store.study("shop"))[1])
    assert not any(SECRET.encode() in path.read_bytes() for path in _paths(store.data))
    assert not (store.data / COLUMNS / goes).exists()
    assert (store.data / COLUMNS / stays).is_dir()


def test_who_is_erased_while_being_analysed_leaves_nothing(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, goes = keep(store, _told("P01"), _told("P02", SECRET))
    row = store.session(goes)
    written: list[bool] = []

    def erased_meanwhile(events: object, definition: object) -> object:
        written.append((store.data / COLUMNS / goes).exists())
        store.withdraw(row)
        return analyze_session(events, definition)  # type: ignore[arg-type]  # passed on

    monkeypatch.setattr(kept, "analyze_session", erased_meanwhile)
    Shelf(store, "shop").analysis(row)
    assert written == [True]
    assert not (store.data / COLUMNS / goes).exists()


def test_who_is_erased_while_being_read_leaves_nothing(store: Store) -> None:
    _, goes = keep(store, _told("P01"), _told("P02", SECRET))
    shelf = Shelf(store, "shop")
    row = store.session(goes)
    store.withdraw(row)
    shelf.events(row)
    assert not (store.data / COLUMNS / goes).exists()


def _paths(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def test_a_session_in_which_a_rule_fails_is_named_and_the_rest_is_analysed(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep(store, _told("P01"), _told("P02"), _told("P03"))
    broken = store.sessions(store.study("shop"))[1].id

    def fails(scene: object, thresholds: object) -> list[object]:
        if scene.events.info.participant == "P02":  # type: ignore[attr-defined]  # a Scene
            raise ZeroDivisionError("of nothing")
        return []

    signals.names()
    monkeypatch.setitem(signals._found, "rage_click", replace(rage_click, detect=fails))  # type: ignore[arg-type]  # fails
    analysis = analyze_study(store, "shop")
    assert analysis.participants == 2
    assert analysis.excluded == (
        f"session {broken} (P02) could not be analysed: ZeroDivisionError: of nothing",
    )


def test_more_sessions_than_are_held_are_read_again(store: Store) -> None:
    keep(store, _told("P01"), _told("P02"), _told("P03"))
    shelf = Shelf(store, "shop")
    held, none = KeptSessions(shelf), KeptSessions(shelf, held_bytes=0)
    assert (len(held), held[0] is held[0], none[0] is none[0]) == (3, True, False)
    frame = shelf.study.frame
    expected = to_json(analyze(load_study(store, "shop")))
    for sessions in (held, none):
        study: StudyEvents = replace(frame, sessions=sessions)
        assert to_json(analyze(study)) == expected
    assert [one.info.participant for one in none[1:]] == ["P02", "P03"]
    with pytest.raises(IndexError):
        none[3]


def test_interrupted_it_leaves_what_was_done_and_goes_on_from_there(store: Store) -> None:
    keep(store, *(_told(f"P{number:02}") for number in range(1, 5)))
    expected = to_json(analyze(load_study(store, "shop")))

    def stop(done: int, total: int) -> None:
        if done == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        analyze_study(store, "shop", stop)
    before = _files(store)
    assert len(before) == 4
    assert to_json(analyze_shelf(Shelf(store, "shop"))) == expected
    assert all(_files(store)[name] == number for name, number in before.items())
