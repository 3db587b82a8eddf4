from __future__ import annotations

import gzip
import re
from collections.abc import Iterator
from pathlib import Path

import cv2
import msgspec
import numpy as np
import pytest
from flask import Flask
from flask.testing import FlaskClient

from analyzer.results import StudyAnalysis
from fixtures.built_analysis import SCREENS, built_analysis
from recorder import protocol
from recorder.definition import parse_study
from recorder.models import Session, Study
from recorder.store import Store
from web import results
from web.app import create_app
from web.pictures import Layer, Pictures, ScreenView
from web.security import load_key

NOW_MS = 1_795_330_000_000
EVIL = "<script>alert(1)</script>"
YAML = """
title: Lamp shop, first round
slug: lamp-shop
tasks:
  - {id: task-1, title: Find a lamp, instructions: Find a lamp., success: {url: /lamps*}}
  - {id: task-2, title: Buy it, instructions: Buy the lamp.}
"""


@pytest.fixture
def app(tmp_path: Path) -> Iterator[Flask]:
    app = create_app(tmp_path)
    app.testing = True
    # Testing would hand exceptions through; people get pages.
    app.config["PROPAGATE_EXCEPTIONS"] = False
    yield app
    app.extensions["thinkaloud_store"]().close()


@pytest.fixture
def store(app: Flask) -> Store:
    opened: Store = app.extensions["thinkaloud_store"]()
    return opened


@pytest.fixture
def study(store: Store) -> Study:
    return store.add_study(parse_study(YAML, "lamp-shop"), is_simulated=True)


@pytest.fixture
def session(store: Store, study: Study) -> Session:
    return store.open_session(store.invite(study), "I agree.", NOW_MS)


@pytest.fixture
def recorded(store: Store, session: Session) -> Session:
    where = {"page": "p1", "screen": "/lamps"}
    anchor = protocol.Anchor(
        tag="button", path="main>button", box=(0, 0, 9, 9), label=EVIL, key="#buy"
    )
    batch = protocol.Batch(
        v=1,
        tab="t1",
        seq=0,
        sent_t=9_000,
        events=[
            protocol.PageEvent(
                t=10, url="http://127.0.0.1/lamps?q=1", kind="load", time_origin_ms=NOW_MS,
                width=1280, height=800, page_width=1280, page_height=2000, **where,
            ),
            protocol.TaskEvent(t=900, task="task-2", action="start", by="participant", **where),
            protocol.ClickEvent(
                t=5_250, x=1, y=2, vx=1, vy=2, fx=0.5, fy=0.5, anchor=anchor, **where
            ),
            protocol.ErrorEvent(t=5_300, kind="uncaught", message=EVIL, **where),
            protocol.TaskEvent(t=8_900, task="task-2", action="done", by="participant", **where),
        ],
    )  # fmt: skip
    body = gzip.compress(msgspec.json.encode(batch))
    store.add_batch(session, batch, body, "gzip", NOW_MS)
    return session


@pytest.fixture
def stranger(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def researcher(app: Flask, tmp_path: Path) -> FlaskClient:
    client = app.test_client()
    assert client.get(f"/?key={load_key(tmp_path)}").status_code == 303
    return client


def csrf_of(client: FlaskClient, path: str) -> str:
    found = re.search(r'name="csrf" value="([0-9a-f]{64})"', client.get(path).text)
    assert found, f"no form on {path}"
    return found[1]


def built_pictures() -> tuple[Pictures, dict[str, bytes]]:
    png = cv2.imencode(".png", np.full((120, 160, 3), 240, np.uint8))[1].tobytes()
    layer = Layer(
        kind="click",
        title="Clicks",
        src="heat-1.png",
        outline="M1,1 9,1 9,9Z",
        counts="64 clicks by 8 of 8 participants who saw it.",
        unit="Colour: the mean share.",
        ends=("0 %", "40 %"),
        colours=("#3b528b", "#fde725"),
        notes="Kernel: Gaussian, sigma 10 CSS px.",
    )
    view = ScreenView(
        key="",
        viewport_class="desktop",
        title="",
        width=1280,
        height=960,
        src="screen-1.png",
        boxes={"[data-testid=photo]": (60.0, 150.0, 340.0, 300.0)},
        layers=(layer,),
    )
    pictures: Pictures = {
        task: (
            ScreenView(
                **{
                    name: getattr(view, name)
                    for name in ("viewport_class", "width", "height", "src", "boxes", "layers")
                },
                key=key,
                title=key,
            ),
        )
        for task, key in SCREENS.items()
    }
    return pictures, {"screen-1.png": png, "heat-1.png": png}


@pytest.fixture
def analysis() -> StudyAnalysis:
    return built_analysis()


@pytest.fixture
def result(store: Store, study: Study, analysis: StudyAnalysis) -> results.Result:
    pictures, files = built_pictures()
    results.keep(results.result_folder(store, study), analysis, pictures, files)
    kept = results.latest(store, study)
    assert kept is not None
    return kept
