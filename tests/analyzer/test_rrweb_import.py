import re
from pathlib import Path

import msgspec
import numpy as np
import pytest

from analyzer.events import SessionEvents
from analyzer.load import load_session
from analyzer.replay import recorded_tabs
from analyzer.rrweb_import import told_session
from fixtures.recorded import visit
from fixtures.replayed import ORIGIN_MS
from recorder.archive import import_study
from recorder.errors import ArchiveError
from recorder.models import Session
from recorder.session_importing import keep_session
from recorder.store import Store

SAMPLE = Path(__file__).parents[2] / "web" / "demo" / "sample.zip"


def test_a_file_becomes_a_session_with_its_recording(tmp_path: Path) -> None:
    file = tmp_path / "visit.json"
    file.write_bytes(msgspec.json.encode(visit()))
    told = told_session(file)
    assert told.origin_ms == ORIGIN_MS
    assert told.replay["w0"] == visit()
    assert (told.width, told.height) == (800.0, 600.0)
    assert told.remarks == ["1 clicks hit something that the recording does not show."]


def test_a_file_without_a_page_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "none.json"
    file.write_bytes(msgspec.json.encode(visit()[2:5]))
    with pytest.raises(ArchiveError, match="shows no page"):
        told_session(file)


def _exported(store: Store, session: Session, file: Path) -> None:
    """Write a session's own recording as a file of rrweb events."""
    tabs = recorded_tabs(store.batches(session.id, "replay"))
    events = [{**change.event, "windowId": tab} for tab in tabs for change in tabs[tab]]
    file.write_bytes(msgspec.json.encode(events))


def _clicks(events: SessionEvents) -> list[str]:
    return [events.locations[at].id for at in events.clicks.location.tolist()]


def _paths(events: SessionEvents) -> list[str]:
    return [re.sub(r"[?#].*", "", url) for url in events.pages.url]


def test_our_own_recordings_come_back_with_the_same_clicks_and_pages(tmp_path: Path) -> None:
    # Real ones: what Chromium recorded of the sample study's simulated participants.
    with Store.open(tmp_path / "data") as store:
        study = import_study(store, SAMPLE)
        for session in store.sessions(study)[:3]:
            _exported(store, session, tmp_path / "own.json")
            told = told_session(tmp_path / "own.json")
            _, kept = keep_session(store, told, 0, slug=None, title="again")
            ours, again = load_session(store, session), load_session(store, kept)
            assert ours.clicks.t_s.size > 10
            assert _clicks(again) == _clicks(ours)
            assert _paths(again) == _paths(ours)
            shift_s = (again.info.started_ms - ours.info.started_ms) / 1_000
            assert np.abs(again.clicks.t_s + shift_s - ours.clicks.t_s).max() < 0.1
            assert np.abs(again.clicks.xy_px - ours.clicks.xy_px).max() < 1.5
