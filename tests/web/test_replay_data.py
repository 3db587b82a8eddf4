from __future__ import annotations

import re
from pathlib import Path

import msgspec
import pytest

from fixtures.batches import click
from fixtures.replayed import (
    event,
    event_batch,
    keep,
    page,
    page_event,
    paragraphs,
    replay_slice,
)
from recorder.definition import ScreenRules
from recorder.models import Session, Study
from recorder.store import Store
from web import replay_data
from web.replay_course import Moment, PageView, PointerRun, Presence, ScreenSpan
from web.replay_data import Index, Note, SegmentInfo, TabInfo, TaskSpan
from web.replay_gaps import Gap
from web.replay_pauses import PauseSpan
from web.results import Result

SOURCE = Path(__file__).resolve().parents[2] / "web" / "viewer" / "source.ts"


@pytest.fixture
def replayed(store: Store, session: Session) -> Session:
    """Two documents of one tab, a second tab meanwhile, and a task."""
    keep(
        store,
        session,
        event_batch(
            0,
            [
                page_event(0, "a"),
                event("task", 50, "a", task="task-2", action="start", by="participant"),
                click(400, page="a"),
                page_event(1_000, "b"),
                event("task", 1_900, "b", task="task-2", action="done", by="participant"),
                event("health", 1_950, "b", recorder="sliced"),
            ],
        ),
        event_batch(0, [page_event(600, "c"), click(700, page="c")], tab="t2"),
        replay_slice(0, [*paragraphs(100), *paragraphs(1_200)], page="a"),
        replay_slice(0, page(650), tab="t2", page="c"),
    )
    return session


def index_of(store: Store, study: Study, session: Session) -> Index:
    return replay_data.index(store, study, session)


def test_the_index_tells_of_tabs_pages_segments_and_tasks(
    store: Store, study: Study, replayed: Session
) -> None:
    index = index_of(store, study, replayed)
    assert [tab.id for tab in index.tabs] == ["t1", "t2"]
    assert [view.url for view in index.pages] == [
        "http://shop.test/a", "http://shop.test/c", "http://shop.test/b"
    ]  # fmt: skip
    assert [(one.id, one.from_, one.until) for one in index.segments] == [
        ("t1.0", 100, 1_200), ("t2.0", 650, 1_950), ("t1.1", 1_200, 1_950)
    ]  # fmt: skip
    (task,) = index.tasks
    assert (task.title, task.from_, task.until) == ("Buy it", 50, 1_900)
    assert task.outcome_label == "not calculated yet"
    assert index.recorder == "sliced"
    assert index.length_ms == 1_950
    assert index.is_open
    assert index.gaps == []
    assert index.troubles == []


def test_screens_are_named_as_the_researcher_merged_them(
    store: Store, study: Study, replayed: Session
) -> None:
    raw = {span.key for span in index_of(store, study, replayed).screens}
    definition = store.definition(study)
    rules = ScreenRules(merge=dict.fromkeys(raw, "/merged"))
    now = store.update_study(msgspec.structs.replace(definition, screens=rules))
    assert {span.key for span in index_of(store, now, replayed).screens} == {"/merged"}


def test_a_document_that_was_not_recorded_ends_what_was_shown_before_it(
    store: Store, study: Study, session: Session
) -> None:
    keep(
        store, session,
        event_batch(0, [page_event(0, "a"), page_event(1_000, "b"), page_event(2_000, "c")]),
        replay_slice(0, [*paragraphs(100), *paragraphs(2_100)]),
    )  # fmt: skip
    assert [(one.from_, one.until) for one in index_of(store, study, session).segments] == [
        (100, 1_000), (2_100, 2_100)
    ]  # fmt: skip


def test_a_session_without_anything_is_empty(store: Store, study: Study, session: Session) -> None:
    index = index_of(store, study, session)
    assert (index.tabs, index.segments, index.moments, index.length_ms) == ([], [], [], 0.0)


def test_outcomes_and_signals_come_from_the_latest_analysis(
    store: Store, study: Study, replayed: Session, result: Result
) -> None:
    signal = next(iter(result.analysis.signals))
    found = [s for s in result.analysis.signals if s.session == signal.session]
    told = replay_data._signals(result.analysis, signal.session)
    assert [moment.t for moment in told] == [one.t_s * 1000 for one in found]
    assert all(moment.kind == "signal" and ": " in moment.text for moment in told)
    assert replay_data._signals(result.analysis, "another") == []


def test_a_verdict_is_the_outcome(store: Store, study: Study, replayed: Session) -> None:
    store.judge(replayed.id, "task-2", 1, "fail")
    assert index_of(store, study, replayed).tasks[0].outcome == "fail"


def test_an_overlong_session_says_that_its_list_is_cut(
    store: Store, study: Study, replayed: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(replay_data, "MAX_MOMENTS", 2)
    index = index_of(store, study, replayed)
    assert len(index.moments) == 2
    assert "first 2 of" in index.troubles[0]


def test_a_new_batch_changes_the_state(store: Store, study: Study, replayed: Session) -> None:
    before = replay_data.state(store, replayed.id, "replay")
    keep(store, replayed, replay_slice(1, paragraphs(1_900)))
    assert replay_data.state(store, replayed.id, "replay") != before
    assert len(replay_data.recording(store, replayed.id).stretches) == 4


@pytest.mark.parametrize(
    ("struct", "name"),
    [
        (Index, "Index"), (TabInfo, "TabInfo"), (SegmentInfo, "SegmentInfo"), (Gap, "Gap"),
        (TaskSpan, "TaskSpan"), (Note, "Note"), (Moment, "Moment"), (Presence, "Presence"),
        (PageView, "PageView"), (ScreenSpan, "ScreenSpan"), (PointerRun, "PointerRun"),
        (PauseSpan, "PauseSpan"),
    ],
)  # fmt: skip
def test_the_viewer_reads_the_names_that_the_server_writes(
    struct: type[msgspec.Struct], name: str
) -> None:
    found = re.search(rf"interface {name} \{{(.*?)\n\}}", SOURCE.read_text(), re.DOTALL)
    assert found is not None
    names = set(re.findall(r"^  (\w+)\??:", found[1], re.MULTILINE))
    assert names == {field.encode_name for field in msgspec.structs.fields(struct)}
