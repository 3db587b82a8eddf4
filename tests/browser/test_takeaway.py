"""What is taken away plays by itself: a file without any network, and films in both formats."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from flask import Flask
from playwright.sync_api import Browser, Locator, Page, expect

from fixtures.batches import click
from fixtures.hostile_page import canary, hostile_changes, hostile_elements
from fixtures.replayed import at, event, event_batch, keep, page_event, replay_slice
from fixtures.replayed import page as recorded_page
from fixtures.studio import element, mutation
from recorder.definition import parse_study
from recorder.models import Session, Study
from recorder.store import Store
from web import replay_data, replay_file, replay_part, replay_video
from web.app import create_app
from web.security import load_key

from .conftest import PATIENCE_MS, OpenLab

pytestmark = pytest.mark.browser

YAML = "title: Lamps\ntasks: [{id: find, title: Find a lamp, instructions: Find it.}]"
BOX = "position:fixed;left:0;top:0;width:800px;height:600px;background:"
BEFORE, AFTER = (200, 30, 30), (30, 30, 200)
TURN_MS = 13_000.0
ESCAPE = "</script><script>document.title='hit'</script><!--"


@pytest.fixture
def app(tmp_path: Path) -> Iterator[Flask]:
    app = create_app(tmp_path / "data")
    yield app
    app.extensions["thinkaloud_store"]().close()


@pytest.fixture
def store(app: Flask) -> Store:
    opened: Store = app.extensions["thinkaloud_store"]()
    return opened


@pytest.fixture
def study(store: Store) -> Study:
    return store.add_study(parse_study(YAML, "lamps"))


def recorded(store: Store, study: Study, *more: Any) -> Session:
    """A page that is red, and from the turn on blue; 40 seconds long."""
    session = store.open_session(store.invite(study), "I agree.", 1)
    box = element("div", ESCAPE, id="box", style=f"{BOX}rgb{BEFORE}")
    turned = mutation(attributes=[{"id": box["id"], "attributes": {"style": f"{BOX}rgb{AFTER}"}}])
    pointer = event("pointer", 12_000, dt=[0, 200], x=[100, 300], y=[500, 550])
    keep(
        store, session,
        event_batch(0, [page_event(0), click(3_000), pointer, click(14_000), click(40_000)]),
        replay_slice(0, [*recorded_page(10, box, *more), at(TURN_MS, turned)]),
    )  # fmt: skip
    return session


def moment(store: Store, study: Study, session: Session) -> replay_part.Part:
    return replay_part.around(replay_data.index(store, study, session), TURN_MS / 1000, 3)


@pytest.fixture
def offline(chromium: Browser) -> Iterator[Page]:
    context = chromium.new_context(offline=True)
    context.set_default_timeout(PATIENCE_MS)
    errors: list[str] = []
    context.on("weberror", lambda error: errors.append(str(error.error)))
    yield context.new_page()
    context.close()
    assert errors == []


def test_a_moment_plays_from_a_file_without_any_network(
    app: Flask, store: Store, study: Study, offline: Page, tmp_path: Path
) -> None:
    with canary() as bird:
        session = recorded(store, study, *hostile_elements(bird.address))
        late = [at(TURN_MS + 500, one) for one in hostile_changes(bird.address)]
        keep(store, session, replay_slice(1, late))
        with app.test_request_context():
            text = replay_file.replay_file(store, study, session, moment(store, study, session))
        path = tmp_path / "moment.html"
        path.write_text(text, encoding="utf-8")
        watch(offline, path)
        assert bird.heard == []


def watch(offline: Page, path: Path) -> None:
    asked: list[str] = []
    offline.context.on("request", lambda request: asked.append(request.url))
    offline.goto(path.as_uri())
    offline.wait_for_selector("[data-replay][data-state=ready]")

    box = offline.frame_locator(".v-frame").frame_locator("iframe").locator("#box")
    expect(box).to_have_css("background-color", f"rgb{BEFORE}")
    expect(box).to_contain_text(ESCAPE)
    offline.evaluate("thinkaloudViewer.seek(3200)")
    expect(box).to_have_css("background-color", f"rgb{AFTER}")
    offline.evaluate("thinkaloudViewer.seek(0)")
    expect(box).to_have_css("background-color", f"rgb{BEFORE}")
    offline.get_by_label("Speed").select_option("8")
    offline.get_by_role("button", name="Play").click()
    expect(box).to_have_css("background-color", f"rgb{AFTER}")
    expect(offline.locator(".v-now")).to_have_text("0:06.0")
    expect(offline.get_by_role("button", name="Play")).to_be_visible()

    head = offline.locator(".file-head")
    for said in ("Lamps", "P01", "0:10.0 to 0:16.0", "a participant's data"):
        expect(head).to_contain_text(said)
    expect(offline.locator(".v-row")).to_have_count(1)  # of three clicks the one of the part
    assert [url for url in asked if not url.startswith(("data:", path.as_uri(), "about:"))] == []
    assert offline.title().startswith("Replay of P01")
    for frame in offline.frames:
        assert frame.evaluate("[window.hit, document.body?.dataset.hit].join('')") == ""


@pytest.mark.parametrize("kind", ["webm", "mp4"])
def test_a_film_has_the_length_the_size_and_the_page_of_its_moments(
    app: Flask, store: Store, study: Study, tmp_path: Path, kind: str
) -> None:
    av = pytest.importorskip("av")
    session = recorded(store, study)
    out = tmp_path / f"moment.{kind}"
    told: list[tuple[int, int]] = []
    with app.test_request_context():
        film = in_thread(
            lambda: replay_video.film(
                store, study, session, moment(store, study, session), out,
                progress=lambda done, total: told.append((done, total)),
            )
        )  # fmt: skip
    assert (film.frames, film.size, film.has_sound) == (72, (800, 600), False)
    assert (told[0], told[-1]) == ((0, 72), (72, 72))
    with av.open(str(out)) as source:
        assert abs(source.duration / 1e6 - 6.0) < 0.3
        frames = [frame.to_ndarray(format="rgb24") for frame in source.decode(video=0)]
    assert len(frames) == 72
    assert frames[0].shape == (600, 800, 3)
    for number, colour in ((33, BEFORE), (39, AFTER)):
        shown = frames[number][300:320, 600:620].reshape(-1, 3).mean(axis=0)
        assert np.abs(shown - colour).max() < 12
    # The pointer stands where it was, and a press leaves its mark.
    assert np.abs(frames[34][552:566, 301:308].astype(int) - BEFORE).max() > 90
    assert [path.name for path in tmp_path.glob("*.part")] == []


def test_the_menu_makes_a_film_that_outlives_a_reload_and_calls_one_off(
    open_lab: OpenLab, tmp_path: Path, page: Page
) -> None:
    pytest.importorskip("av")
    (tmp_path / "index.html").write_text("<h1>Lamps</h1>")
    with open_lab(parse_study(YAML, "lamps"), tmp_path) as lab:
        store, study = lab.store, lab.store.study("lamps")
        session = store.open_session(store.invite(study), "I agree.", 1)
        keep(
            store, session, event_batch(0, [page_event(0), click(2_000)]),
            replay_slice(0, recorded_page(10, element("p", "Lamps"))),
        )  # fmt: skip
        place = f"{lab.house.url}/studies/lamps/sessions/{session.id}/replay"
        page.goto(f"{place}?key={load_key(store.data)}")
        menu = open_menu(page)
        menu.get_by_role("button", name="The whole session as MP4").click()
        menu.get_by_role("button", name="The whole session as WebM").click()
        expect(menu.locator("progress")).to_have_count(2)
        menu.get_by_role("button", name="Cancel The whole session · MP4").click()
        expect(menu.locator("progress")).to_have_count(1)
        page.reload()
        menu = open_menu(page)
        link = menu.get_by_role("link", name="The whole session · WebM")
        expect(link).to_be_visible(timeout=6 * PATIENCE_MS)
        with page.expect_download() as given:
            link.click()
        assert given.value.suggested_filename == "lamps-P01-whole.webm"
        assert given.value.path().read_bytes()[:4] == b"\x1a\x45\xdf\xa3"
        page.keyboard.press("Escape")
        expect(menu.get_by_text("Films stay here")).to_be_hidden()


def open_menu(page: Page) -> Locator:
    page.wait_for_selector("[data-replay][data-state=ready]")
    menu = page.locator("details.take")
    menu.locator("summary").click()
    expect(menu.locator("[data-parts] li")).to_have_count(2)
    return menu


def in_thread(work: Any) -> Any:
    """Playwright does not start twice in one thread, and the tests' own browser is in this one."""
    import contextvars
    from concurrent.futures import ThreadPoolExecutor

    context = contextvars.copy_context()
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(context.run, work).result()
