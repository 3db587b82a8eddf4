import pytest

from fixtures import batches
from recorder import greeting
from recorder.definition import parse_study
from recorder.greeting import origin_of, origins_of, start_url
from recorder.models import Study
from recorder.store import Store
from recorder.wire import decode_batch


def prepared(start: str, url: str | None) -> tuple[Study, str]:
    study = Study(slug="s", title="S", definition="", created_ms=0, prototype_url=url)
    return study, batches.STUDY + f"start: {start}\n"


@pytest.mark.parametrize(
    ("start", "url", "path", "expected"),
    [
        ("/shop", "http://127.0.0.1:8001/", None, "http://127.0.0.1:8001/shop"),
        ("/shop", "http://127.0.0.1:8001/", "/buy", "http://127.0.0.1:8001/buy"),
        ("https://shop.example/a/", None, "b.html", "https://shop.example/a/b.html"),
        ("https://shop.example/a/", "http://127.0.0.1:8001/", None, "https://shop.example/a/"),
        ("/shop", None, "/buy", "/buy"),
        ("/shop", "http://127.0.0.1:8001/", "https://x.example/", "https://x.example/"),
    ],
)
def test_pages_are_found_on_the_prototype(
    start: str, url: str | None, path: str | None, expected: str
) -> None:
    study, text = prepared(start, url)
    assert start_url(study, parse_study(text, "s"), path) == expected


def test_the_studys_sites_are_its_origins_its_prototype_and_its_start(store: Store) -> None:
    text = batches.STUDY + "start: https://a.example/x\norigins: ['https://b.example:8443']\n"
    store.add_study(parse_study(text, "checkout"))
    study = store.set_prototype("checkout", "/srv", "http://127.0.0.1:8001/")
    assert origins_of(store, study) == {
        "https://a.example", "https://b.example:8443", "http://127.0.0.1:8001"
    }  # fmt: skip


def test_a_path_has_no_origin() -> None:
    assert origin_of("/a") is None
    assert origin_of("") is None
    assert origin_of("https://x:1/a") == "https://x:1"


@pytest.mark.parametrize("written", ["https://Shop.Example", "https://shop.example:443"])
def test_an_origin_is_compared_as_browsers_write_it(store: Store, written: str) -> None:
    store.add_study(parse_study(f"{batches.STUDY}origins: ['{written}']\n", "checkout"))
    assert origins_of(store, store.study("checkout")) == {"https://shop.example"}


@pytest.mark.parametrize(
    ("asked", "receipt", "expected"),
    [
        ("{screen: true, audio: true}", "x\n\nscopes: screen=yes, audio=yes", (True, True)),
        ("{screen: true, audio: true}", "x\n\nscopes: screen=no, audio=yes", (False, True)),
        ("{screen: true, audio: true}", "x\n\nscopes: screen=no, audio=no", (False, False)),
        ("{screen: true, audio: true}", "x", (False, False)),  # asked since: nobody answered that
        ("{dom: true}", "x\n\nscopes: screen=yes, audio=yes", (False, False)),
    ],
)
def test_screen_and_sound_need_the_study_and_the_participant(
    store: Store, asked: str, receipt: str, expected: tuple[bool, bool],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr(greeting, "chunks", lambda: {"panel": "p.js", "media": "m.js"})
    study = store.add_study(parse_study(batches.STUDY + f"capture: {asked}\n", "checkout"))
    session = store.open_session(store.invite(study), receipt, 5)
    said = greeting.answer(store, session, study, lambda _: {}, 5)
    assert (said.capture["screen"], said.capture["audio"]) == expected
    assert ("media" in said.chunks) == any(expected)  # without a yes, not a line of it loads


ASKING = batches.STUDY + "questionnaires:\n  - {questionnaire: seq, when: after_task}\n"


def test_a_hello_brings_the_forms_and_what_became_of_them(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(greeting, "chunks", lambda: {"panel": "p.js", "forms": "f.js"})
    study = store.add_study(parse_study(ASKING, "checkout"))
    session = store.open_session(store.invite(study), "yes", 5)
    said = greeting.answer(store, session, study, lambda _: {}, 5)
    assert [(form.questionnaire, form.tasks) for form in said.forms] == [("seq", ["find", "buy"])]
    assert (said.ended, said.answered) == ([], [])
    assert said.chunks == {"panel": "p.js", "forms": "f.js"}
    where = {"page": "p1", "screen": "/"}
    told = [
        batches.task("start", 1),
        batches.task("cancel", 2),  # a try that does not count asks nothing
        batches.task("start", 3, "buy"),
        batches.task("give_up", 4, "buy"),
        {
            "type": "answer",
            "t": 5,
            "questionnaire": "seq",
            "task": "buy",
            "ratings": [None],
            **where,
        },
    ]
    body = batches.plain(batches.batch(events=told))
    store.add_batch(session, decode_batch(body), body, "plain", 9)
    said = greeting.answer(store, session, study, lambda _: {}, 5)
    assert (said.ended, said.answered) == (["buy"], ["seq@buy"])


def test_a_study_that_asks_nothing_does_not_load_what_asks(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(greeting, "chunks", lambda: {"panel": "p.js", "forms": "f.js"})
    study = store.add_study(parse_study(batches.STUDY, "checkout"))
    session = store.open_session(store.invite(study), "yes", 5)
    assert greeting.answer(store, session, study, lambda _: {}, 5).chunks == {"panel": "p.js"}
