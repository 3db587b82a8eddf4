from __future__ import annotations

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from fixtures.batches import click
from fixtures.replayed import event, event_batch, keep, page_event
from recorder.models import Session, Study
from recorder.store import Store
from web import live

from .conftest import NOW_MS


def test_a_running_session_is_listed_with_its_task_and_age(
    store: Store, study: Study, session: Session
) -> None:
    start = event("task", 900, task="task-2", action="start", by="participant")
    keep(store, session, event_batch(0, [page_event(0), start, click(1_000)]))
    stored_ms = 1_795_330_000_000  # as `keep` says
    (row,) = live.running(store, study, stored_ms + 4_000)
    assert (row.task, row.begun, row.age_s, row.is_silent) == ("Buy it", 1, 4.0, False)
    assert row.health.light in {"good", "gaps", "poor", "none"}


def test_a_session_that_is_silent_for_two_minutes_is_said_to_be(
    store: Store, study: Study, session: Session
) -> None:
    assert [row.age_s for row in live.running(store, study, NOW_MS + 1_000)] == [None]
    assert not live.running(store, study, NOW_MS + 119_000)[0].is_silent
    assert live.running(store, study, NOW_MS + 121_000)[0].is_silent


def test_sessions_that_have_ended_are_not_listed(
    store: Store, study: Study, session: Session
) -> None:
    store.close_session(session, NOW_MS)
    assert live.running(store, study, NOW_MS) == []


def test_the_page_links_to_each_session_as_it_happens(
    researcher: FlaskClient, session: Session
) -> None:
    text = researcher.get("/studies/lamp-shop/live").text
    assert f"/sessions/{session.id}/replay?live=1" in text
    assert 'data-fresh="/studies/lamp-shop/live/list"' in text
    assert '<noscript><meta http-equiv="refresh"' in text
    assert "/studies/lamp-shop/live" in researcher.get("/studies/lamp-shop").text
    assert "replay?live=1" in researcher.get(f"/studies/lamp-shop/sessions/{session.id}").text


def test_without_a_session_the_page_says_how_to_invite(
    researcher: FlaskClient, study: Study
) -> None:
    for place in ("live", "live/list"):
        text = researcher.get(f"/studies/{study.slug}/{place}").text
        assert "Nobody takes part right now." in text
        assert "thinkaloud invite lamp-shop" in text
    assert "/live" not in researcher.get("/studies/lamp-shop").text


def test_the_fragments_are_the_researchers_alone(stranger: FlaskClient, session: Session) -> None:
    for place in ("live", "live/list", f"sessions/{session.id}/live/health"):
        assert stranger.get(f"/studies/lamp-shop/{place}").status_code == 401


def test_the_health_beside_the_viewer_is_that_of_now(
    researcher: FlaskClient, store: Store, session: Session
) -> None:
    place = f"/studies/lamp-shop/sessions/{session.id}/live/health"
    assert "nothing stored yet" in researcher.get(place).text
    keep(store, session, event_batch(0, [page_event(0)]), event_batch(2, [click(900)]))
    text = researcher.get(place).text
    assert "health-mark" in text
    assert "last heard" in text
    store.close_session(session, NOW_MS)
    assert "closed" in researcher.get(place).text


def test_an_open_sessions_replay_may_read_its_stream_and_nothing_else_there(
    app: Flask, researcher: FlaskClient, store: Store, session: Session,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr("web.replay.viewer_file", lambda: "viewer-0123456789ab.js")
    place = f"/studies/lamp-shop/sessions/{session.id}/replay"
    assert "data-live" not in researcher.get(place).text
    app.config["THINKALOUD_LIVE_PORT"] = 9321
    answer = researcher.get(place)
    stream = f"http://localhost:9321/live/{session.id}"
    assert f'data-live="{stream}"' in answer.text
    assert "data-fresh=" in answer.text
    found = re.search(r"connect-src ([^;]*);", answer.headers["Content-Security-Policy"])
    assert found is not None
    assert found[1] == f"'self' {stream}"
    store.close_session(session, NOW_MS)
    closed = researcher.get(place)
    assert "data-live" not in closed.text
    assert "9321" not in closed.headers["Content-Security-Policy"]
