import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from recorder.consent import Scopes, scopes_of
from recorder.definition import Capture, StudyDefinition, Success, TaskDefinition
from recorder.models import Participant, Study
from recorder.store import Store
from web.i18n import LOCALES
from web.participant import participant

TASK = TaskDefinition("buy", "Buy a lamp", "Buy it.", success=Success(url="/done"))
DEFINITION = StudyDefinition("shop", "Buying <b>a lamp</b>", [TASK], thanks="You were great.")
NOW_MS = 1_800_000_000_000


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(tmp_path) as opened:
        yield opened


@pytest.fixture
def study(store: Store) -> Study:
    store.add_study(DEFINITION)
    return store.set_prototype("shop", "folder", "http://127.0.0.1:8322/")


@pytest.fixture
def person(store: Store, study: Study) -> Participant:
    return store.invite(study)


@pytest.fixture(params=["", "/_thinkaloud"])
def prefix(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def client(store: Store, prefix: str) -> FlaskClient:
    app = Flask("any app at all")
    app.register_blueprint(participant(lambda: store), url_prefix=prefix or None)
    return app.test_client()


@pytest.fixture
def link(prefix: str, person: Participant) -> str:
    return f"{prefix}/join/{person.join_token}"


def _state(store: Store, person: Participant) -> str:
    return store.participant_by_join(person.join_token).state


def test_the_invitation_says_what_is_recorded_and_asks(client: FlaskClient, link: str) -> None:
    page = client.get(link).text
    assert "What is recorded" in page
    assert "Never what you type." in page
    assert page.index('value="yes"') < page.index('value="no"')
    assert page.count("<h1>") == 1


def test_yes_and_no_weigh_the_same(client: FlaskClient, link: str) -> None:
    buttons = re.findall(r"<button ([^>]*)>", client.get(link).text)
    assert [re.sub(r'value="\w+"', "", button).strip() for button in buttons] == [
        'name="answer"',
        'name="answer"',
    ]


def test_reading_the_invitation_opens_no_session(
    client: FlaskClient, link: str, store: Store, study: Study, person: Participant
) -> None:
    client.get(link)
    client.head(link)  # a mail program that looks at links
    assert store.sessions(study) == []
    assert _state(store, person) == "invited"


def test_yes_opens_a_session_and_goes_to_the_start_page(
    client: FlaskClient, link: str, store: Store, study: Study
) -> None:
    answer = client.post(link, data={"answer": "yes"})
    [session] = store.sessions(study)
    assert answer.status_code == 303
    assert answer.location == f"http://127.0.0.1:8322/#thinkaloud={session.token}"
    assert "Never what you type." in session.consent_text


def test_the_session_joins_a_fragment_that_the_start_page_has(
    client: FlaskClient, store: Store, prefix: str
) -> None:
    study = store.add_study(StudyDefinition("spa", "App", [TASK], start="https://a.example/#/home"))
    person = store.invite(study)
    location = client.post(f"{prefix}/join/{person.join_token}", data={"answer": "yes"}).location
    assert location.startswith("https://a.example/#/home&thinkaloud=")


def test_a_second_yes_goes_on_with_the_same_session(
    client: FlaskClient, link: str, store: Store, study: Study
) -> None:
    first = client.post(link, data={"answer": "yes"}).location
    assert "Welcome back" in client.get(link).text
    assert client.post(link, data={"answer": "yes"}).location == first
    assert len(store.sessions(study)) == 1


def test_no_keeps_nothing_but_the_no(
    client: FlaskClient, link: str, store: Store, study: Study, person: Participant
) -> None:
    answer = client.post(link, data={"answer": "no"}, follow_redirects=True)
    assert "Nothing was recorded" in answer.text
    assert store.sessions(study) == []
    assert _state(store, person) == "declined"


def test_who_said_no_may_read_the_invitation_again_and_say_yes(
    client: FlaskClient, link: str, store: Store, study: Study
) -> None:
    client.post(link, data={"answer": "no"})
    assert "Read the invitation again" in client.get(link).text
    assert 'value="yes"' in client.get(f"{link}?again=1").text
    assert client.post(link, data={"answer": "yes"}).status_code == 303
    assert len(store.sessions(study)) == 1


def test_who_comes_back_may_stop_and_have_all_erased(
    client: FlaskClient, link: str, store: Store, study: Study, person: Participant
) -> None:
    client.post(link, data={"answer": "yes"})
    answer = client.post(link, data={"answer": "no"}, follow_redirects=True)
    assert "is erased" in answer.text
    assert store.sessions(study) == []
    assert _state(store, person) == "withdrawn"


@pytest.mark.parametrize("end", ["close", "withdraw"])
def test_after_the_end_nothing_can_be_opened_again(
    client: FlaskClient, link: str, store: Store, person: Participant, end: str
) -> None:
    session = store.open_session(person, "text", NOW_MS)
    if end == "close":
        store.close_session(session, NOW_MS)
    else:
        store.withdraw(session)
    says = "You were great." if end == "close" else "is erased"
    assert says in client.get(link).text
    assert client.post(link, data={"answer": "yes"}).location.endswith(link)
    assert store.session(session.id).state != "open"


def test_an_unknown_invitation_is_told_kindly(client: FlaskClient, prefix: str) -> None:
    answer = client.get(f"{prefix}/join/nobody", headers={"Accept-Language": "it-CH,it;q=0.9"})
    assert answer.status_code == 404
    assert "Questo invito non funziona" in answer.text


def test_a_study_without_a_page_to_start_on_takes_no_consent(
    client: FlaskClient, store: Store, prefix: str
) -> None:
    study = store.add_study(StudyDefinition("bare", "Bare", [TASK]))
    link = f"{prefix}/join/{store.invite(study).join_token}"
    answer = client.get(link)
    assert answer.status_code == 503
    assert "Not open at the moment" in answer.text
    assert client.post(link, data={"answer": "yes"}).location.endswith(link)
    assert store.sessions(study) == []


@pytest.mark.parametrize("locale", LOCALES)
def test_the_switch_turns_page_and_receipt_into_a_language(
    client: FlaskClient, link: str, store: Store, study: Study, locale: str
) -> None:
    page = client.get(f"{link}?lang={locale}")
    assert f'<html lang="{locale.replace("_", "-")}">' in page.text
    heading = re.search(r'<h2 id="recorded">(.*?)</h2>', page.text)
    assert heading
    client.post(f"{link}?lang={locale}", data={"answer": "yes"})
    assert heading[1] in store.sessions(study)[0].consent_text


def test_the_study_s_language_is_the_first_choice(
    client: FlaskClient, store: Store, prefix: str
) -> None:
    study = store.add_study(
        StudyDefinition("laden", "Laden", [TASK], locale="de-AT", start="https://a.example/")
    )
    page = client.get(f"{prefix}/join/{store.invite(study).join_token}")
    assert "Möchten Sie mitmachen?" in page.text


def test_a_study_s_words_are_text_never_markup(client: FlaskClient, link: str) -> None:
    assert "Buying &lt;b&gt;a lamp&lt;/b&gt;" in client.get(link).text


def test_every_page_is_private_and_needs_no_script(
    client: FlaskClient, link: str, prefix: str
) -> None:
    for address in (link, f"{prefix}/join/nobody"):
        answer = client.get(address)
        assert "<script" not in answer.text
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert answer.headers["Cache-Control"] == "no-store"
        assert "noindex" in answer.headers["X-Robots-Tag"]


def test_the_pages_bring_their_own_style_and_no_other_file(
    client: FlaskClient, link: str, prefix: str
) -> None:
    sheets = re.findall(r'href="([^"]+\.css)"', client.get(link).text)
    assert len(sheets) == 2
    for sheet in sheets:
        with client.get(sheet) as answer:
            assert answer.mimetype == "text/css"
    with client.get(f"{prefix}/join/static/fonts/instrument-sans.woff2") as answer:
        assert answer.status_code == 200
    for name in ("app.css", "../i18n.py", "..%2fi18n.py", "fonts/OFL.txt"):
        assert client.get(f"{prefix}/join/static/{name}").status_code == 404


SPOKEN = StudyDefinition("spoken", "Aloud", [TASK], capture=Capture(screen=True, audio=True))


@pytest.fixture
def aloud(store: Store, prefix: str) -> tuple[str, Study]:
    """A link to a study that asks for screen and microphone."""
    store.add_study(SPOKEN)
    study = store.set_prototype("spoken", "folder", "http://127.0.0.1:8323/")
    return f"{prefix}/join/{store.invite(study).join_token}", study


def test_screen_and_microphone_are_asked_for_apart_and_nothing_is_ticked(
    client: FlaskClient, aloud: tuple[str, Study]
) -> None:
    page = client.get(aloud[0]).text
    assert "May pictures of the tab be taken?" in page
    assert "May your voice be recorded?" in page
    assert page.count('type="radio"') == 4
    assert "checked" not in page
    assert "Your camera, other tabs and other programs." in page
    assert re.search(r'value="no" formnovalidate>', page)  # a no to all needs no other answer


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        ({"screen": "yes", "audio": "no"}, Scopes(screen=True)),
        ({"screen": "no", "audio": "yes"}, Scopes(audio=True)),
        ({"screen": "yes", "audio": "yes"}, Scopes(screen=True, audio=True)),
        ({"audio": "maybe"}, Scopes()),
        ({}, Scopes()),
    ],
)
def test_the_receipt_keeps_which_scopes_were_agreed_to(
    client: FlaskClient, aloud: tuple[str, Study], store: Store, form: dict[str, str],
    expected: Scopes,
) -> None:  # fmt: skip
    client.post(aloud[0], data={"answer": "yes"} | form)
    (session,) = store.sessions(aloud[1])
    assert scopes_of(session.consent_text) == expected
    assert (
        f"May your voice be recorded? {'Yes' if expected.audio else 'No'}" in session.consent_text
    )


def test_a_study_that_asks_for_neither_asks_nothing_more(client: FlaskClient, link: str) -> None:
    page = client.get(link).text
    assert "fieldset" not in page
    assert "your microphone, your screen" in page
