from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from recorder.consent import Scopes, scopes_of
from recorder.definition import Ask, Capture, StudyDefinition, Success, TaskDefinition
from recorder.errors import NotFoundError
from recorder.store import Store
from web.i18n import words
from web.invitation import (
    Invitation,
    consent_text,
    duration,
    not_recorded,
    read_invitation,
    recorded,
    rights,
    scopes,
)

ENGLISH = words("en")


def _task(number: int, limit_s: float | None = None) -> TaskDefinition:
    return TaskDefinition(
        f"t{number}", f"Task {number}", "Do it.", None, limit_s, Success(url="/x")
    )


DEFINITION = StudyDefinition(
    "shop", "Buying a lamp", [_task(1), _task(2)], welcome="Hello.\n\nYou."
)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(tmp_path) as opened:
        yield opened


def _invite(store: Store, **changes: object) -> Invitation:
    definition = msgspec.structs.replace(DEFINITION, **changes)
    study = store.add_study(definition)
    return read_invitation(store, store.invite(study).join_token)


@pytest.mark.parametrize(
    ("start", "prototype", "origins", "expected"),
    [
        ("/", "http://127.0.0.1:8322/", [], "http://127.0.0.1:8322/"),
        ("/shop?x=1", "http://127.0.0.1:8322/", [], "http://127.0.0.1:8322/shop?x=1"),
        ("index.html", "http://127.0.0.1:8322", [], "http://127.0.0.1:8322/index.html"),
        ("/#/home", "http://127.0.0.1:8322/", [], "http://127.0.0.1:8322/#/home"),
        ("/shop", None, ["https://shop.example"], "https://shop.example/shop"),
        ("https://else.example/a", "http://127.0.0.1:8322/", [], "https://else.example/a"),
        ("/", None, [], None),
        ("javascript:alert(1)", "http://127.0.0.1:8322/", [], None),
    ],
)
def test_a_study_starts_on_its_prototype_or_site(
    store: Store, start: str, prototype: str | None, origins: list[str], expected: str | None
) -> None:
    study = store.add_study(msgspec.structs.replace(DEFINITION, start=start, origins=origins))
    if prototype:
        store.set_prototype("shop", "folder", prototype)
    invitation = read_invitation(store, store.invite(study).join_token)
    assert invitation.start_url == expected


def test_an_unknown_token_is_no_invitation(store: Store) -> None:
    with pytest.raises(NotFoundError):
        read_invitation(store, "nobody")


def test_an_open_session_is_found_again(store: Store) -> None:
    study = store.add_study(DEFINITION)
    first, second = store.invite(study), store.invite(study)
    session = store.open_session(first, "text", 1_800_000_000_000)
    found = read_invitation(store, first.join_token).session
    assert found is not None
    assert found.id == session.id
    assert read_invitation(store, second.join_token).session is None


def test_only_what_the_study_records_is_named(store: Store) -> None:
    capture = Capture(dom=False, pointer=False)
    text = str(recorded(_invite(store, capture=capture), ENGLISH))
    assert "pointer moves" not in text
    assert "look like" not in text
    assert "Never what you type." in text


def test_the_time_is_promised_only_where_every_task_has_a_limit(store: Store) -> None:
    some = _invite(store, tasks=[_task(1, 300), _task(2)])
    assert duration(some, ENGLISH) == "There are 2 tasks. Take the time that you need."
    both = msgspec.structs.replace(DEFINITION, slug="other", tasks=[_task(1, 300), _task(2, 420)])
    study = store.add_study(both)
    every = read_invitation(store, store.invite(study).join_token)
    assert duration(every, ENGLISH) == "There are 2 tasks. Together they take 12 minutes at most."


def test_the_researcher_s_consent_text_takes_the_place_of_ours(store: Store) -> None:
    assert rights(_invite(store, consent="Ethics 7/26.\n\nWrite to us."), ENGLISH) == [
        "Ethics 7/26.",
        "Write to us.",
    ]


def test_the_receipt_holds_all_that_was_read(store: Store) -> None:
    invitation = _invite(store)
    text = consent_text(invitation, words("de"))
    assert text.startswith("Buying a lamp\nHello.\nYou.\n\nWas aufgezeichnet wird\n")
    assert "Nie, was Sie tippen." in text
    assert invitation.participant.code in text
    assert text.endswith("Möchten Sie mitmachen?\nJa, ich mache mit")


@pytest.mark.parametrize(
    ("capture", "said", "unsaid"),
    [
        (Capture(screen=True), "Your camera, your microphone, other", "your screen"),
        (Capture(audio=True), "Your camera, your screen, other", "your microphone"),
        (Capture(screen=True, audio=True), "Your camera, other", "your"),
    ],
)
def test_what_is_not_recorded_names_nothing_that_is(
    store: Store, capture: Capture, said: str, unsaid: str
) -> None:
    invitation = _invite(store, capture=capture)
    text = not_recorded(invitation, ENGLISH)
    assert text.startswith(said)
    assert unsaid not in text.partition(".")[0].removeprefix("Your")
    assert [name for name, _ in scopes(invitation, ENGLISH)] == [
        name for name in ("screen", "audio") if getattr(capture, name)
    ]


def test_the_receipt_ends_with_the_answers_in_any_language(store: Store) -> None:
    invitation = _invite(store, capture=Capture(audio=True))
    text = consent_text(invitation, words("de"), Scopes(audio=True))
    assert "Darf Ihre Stimme aufgenommen werden? Ja\nJa, ich mache mit" in text
    assert scopes_of(text) == Scopes(audio=True)


def test_answers_to_questions_are_named_where_a_study_asks(store: Store) -> None:
    asking = _invite(store, questionnaires=[Ask("sus")])
    assert "Answers: What you answer to questions" in consent_text(asking, ENGLISH)
    silent = _invite(store, slug="silent")
    assert "Answers" not in consent_text(silent, ENGLISH)
