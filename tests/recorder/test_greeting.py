import pytest

from fixtures import batches
from recorder import greeting
from recorder.definition import parse_study
from recorder.greeting import origin_of, origins_of, start_url
from recorder.models import Study
from recorder.store import Store


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
