from __future__ import annotations

import base64
import gzip
import hashlib
import re
from typing import Any

import msgspec
import pytest
from flask import Flask

from fixtures import media as made
from fixtures.batches import click
from fixtures.films import tone
from fixtures.replayed import event_batch, keep, page, page_event, replay_slice
from fixtures.studio import element
from recorder.errors import NotFoundError, RefusedError
from recorder.media import add_piece
from recorder.media_door import parse
from recorder.models import Session, Study
from recorder.store import Store
from tests.web.conftest import EVIL, NOW_MS
from web import replay_data, replay_file, replay_part

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 20
SHEET, NESTED = "http://shop.test/main.css", "http://shop.test/a.png"


@pytest.fixture
def replayed(store: Store, session: Session) -> Session:
    link = element("link", rel="stylesheet", href=SHEET)
    text = f"</script>{EVIL}<!--<script>"
    keep(
        store, session, event_batch(0, [page_event(0, title=text), click(20_000)]),
        replay_slice(0, page(100, link, text)),
    )  # fmt: skip
    css = f'@import "{SHEET}"; a{{background:url(a.png)}} b{{background:url(//evil.test/x)}}'
    store.add_asset(session.study_id, SHEET, css.encode(), "text/css")
    store.add_asset(session.study_id, NESTED, PNG, "image/png")
    return session


def written(app: Flask, store: Store, study: Study, session: Session, **wanted: Any) -> str:
    index = replay_data.index(store, study, session)
    part = replay_part.chosen(index, replay_part.Wanted(**wanted))
    with app.test_request_context():
        return replay_file.replay_file(store, study, session, part)


def piece(text: str, name: str) -> Any:
    found = re.search(rf'<script type="text/plain" id="data-{name}">([^<]*)</script>', text)
    assert found, f"{name} is not in the file"
    return msgspec.json.decode(gzip.decompress(base64.b64decode(found[1])))


def test_the_file_says_whose_it_is_and_carries_all_of_it(
    app: Flask, store: Store, study: Study, replayed: Session
) -> None:
    text = written(app, store, study, replayed, part="moment", t_s=20.0)
    head = re.search(r"<header.*?</header>", text, re.DOTALL)
    assert head
    for said in (
        "Lamp shop, first round",
        "P01",
        "0:05.0 to 0:20.0",
        "made ",
        "participant's data",
    ):
        assert said in head[0]
    assert "Simulated" not in head[0]
    assert piece(text, "index")["length_ms"] == 15_000
    assert piece(text, "segment-t1.0")["id"] == "t1.0"
    files = piece(text, "files")
    (sheet,) = files.values()
    css = base64.b64decode(sheet.removeprefix("data:text/css;base64,")).decode()
    assert f'url("data:image/png;base64,{base64.b64encode(PNG).decode()}")' in css
    assert css.count('"data:,"') == 2  # itself once more, and what nobody archived


def test_of_simulated_participants_it_says_so(
    app: Flask, store: Store, study: Study, replayed: Session
) -> None:
    person = store.participants(study)[0]
    person.is_simulated = True
    with store.transaction() as orm:
        orm.merge(person)
    text = written(app, store, study, replayed)
    assert "Simulated" in text.partition("<header")[2].partition("</header>")[0]


def test_nothing_recorded_can_end_an_element_and_one_script_runs(
    app: Flask, store: Store, study: Study, replayed: Session
) -> None:
    text = written(app, store, study, replayed)
    scripts = re.findall(r"<script([^>]*)>(.*?)</script", text, re.DOTALL)
    running = [body for kind, body in scripts if "text/plain" not in kind]
    assert len(running) == 1
    assert len(scripts) == text.lower().count("<script") == text.lower().count("</script")
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', text)
    assert policy
    rules = dict(
        part.strip().partition(" ")[::2] for part in policy[1].replace("&#39;", "'").split(";")
    )
    digest = base64.b64encode(hashlib.sha256(running[0].encode()).digest()).decode()
    assert rules["script-src"] == f"'sha256-{digest}'"
    assert rules["default-src"] == rules["connect-src"] == rules["form-action"] == "'none'"
    assert rules["img-src"] == rules["font-src"] == rules["media-src"] == "data:"
    assert "script-src 'none'" in text.partition('id="stage"')[2]
    assert not re.search(r'(?:src|href)="(?!data:)', text.partition("<body>")[0])


def test_a_file_that_grows_too_large_is_refused_with_a_remedy(
    app: Flask, store: Store, study: Study, replayed: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(replay_file, "MAX_FILE_BYTES", 1_000)
    with pytest.raises(RefusedError, match="Take a task, or a moment") as refused:
        written(app, store, study, replayed)
    assert (refused.value.code, refused.value.status) == ("too_large", 413)


def test_without_the_bundle_it_says_what_to_do(
    app: Flask, store: Store, study: Study, replayed: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(replay_file, "offline_viewer", lambda: "")
    with pytest.raises(NotFoundError, match="make bundles"):
        written(app, store, study, replayed)


def test_the_sound_of_a_part_is_cut_and_embedded(
    app: Flask, store: Store, study: Study, replayed: Session
) -> None:
    pytest.importorskip("av")
    head = made.audio(0) | {"first_t": 1_000, "last_t": 19_000}
    data = tone(18.0)
    add_piece(store, replayed, parse(made.body(head, data))[0], data, "audio/webm", now_ms=NOW_MS)
    (near,) = piece(
        written(app, store, study, replayed, part="moment", t_s=8.0, around_s=2), "sound"
    )
    assert (near["first_t"], near["last_t"]) == (0, 4_000)
    assert near["url"].startswith("data:audio/webm;base64,")
    (all_of_it,) = piece(written(app, store, study, replayed), "sound")
    assert len(near["url"]) < len(all_of_it["url"]) / 3
    assert (
        piece(written(app, store, study, replayed, part="moment", t_s=20, around_s=1), "sound")
        == []
    )


def test_sound_that_cannot_be_cut_is_left_out_and_that_is_said(
    app: Flask, store: Store, study: Study, replayed: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(replay_file.film_sound, "is_available", lambda: False)
    head = made.audio(0) | {"first_t": 1_000, "last_t": 19_000}
    sent = parse(made.body(head, made.SOUND))[0]
    add_piece(store, replayed, sent, made.SOUND, "audio/webm", now_ms=NOW_MS)
    text = written(app, store, study, replayed, part="moment", t_s=8.0, around_s=2)
    assert piece(text, "sound") == []
    assert "Sound left out" in text
    assert len(piece(written(app, store, study, replayed), "sound")) == 1


def test_nothing_of_a_withdrawn_session_is_taken_away(
    app: Flask, store: Store, study: Study, replayed: Session
) -> None:
    store.withdraw(replayed)
    with pytest.raises(RefusedError, match="withdrawn"):
        written(app, store, study, store.session(replayed.id))
