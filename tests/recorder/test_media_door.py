import pytest
from flask.testing import FlaskClient

from fixtures import media as made
from fixtures.collecting import NOW, Clock, code, post
from recorder import media, media_door
from recorder.models import Session, Study
from recorder.store import Store


@pytest.fixture
def willing(store: Store, study: Study) -> Session:
    """The session of somebody who agreed to both."""
    return store.open_session(store.invite(study), made.AGREED, NOW)


def test_a_piece_is_acknowledged_when_it_is_stored(
    client: FlaskClient, store: Store, willing: Session
) -> None:
    answer = post(client, "media", willing, made.body(made.audio(), made.SOUND))
    assert answer.json == {"stored": 0, "duplicate": False, "server_ms": NOW}
    again = post(client, "media", willing, made.body(made.audio(), made.SOUND))
    assert again.json is not None
    assert again.json["duplicate"] is True
    assert [row.size for row in media.media(store, willing.id, "audio")] == [len(made.SOUND)]


@pytest.mark.parametrize(
    ("receipt", "kind"),
    [
        ("I agree.", "audio"),
        ("x\n\nscopes: screen=yes, audio=no", "audio"),
        ("x\n\nscopes: screen=no, audio=yes", "frame"),
    ],
)
def test_what_nobody_agreed_to_is_refused(
    client: FlaskClient, store: Store, study: Study, receipt: str, kind: str
) -> None:
    session = store.open_session(store.invite(study), receipt, NOW)
    head, data = (made.audio(), made.SOUND) if kind == "audio" else (made.frame(), made.webp())
    answer = post(client, "media", session, made.body(head, data))
    assert (answer.status_code, code(answer)) == (403, "no_consent")
    assert store.blobs.size() == 0


HTML = b"<!doctype html><script>alert(1)</script>"
BAD = {
    "no head": (b"", 400, "bad_json"),
    "no bytes": (made.body(made.frame(), b""), 415, "bad_asset"),
    "no json": (b"{\n" + made.webp(), 400, "bad_json"),
    "an unknown kind": (
        made.body(made.frame() | {"kind": "face"}, made.webp()), 422, "invalid_message",
    ),
    "a newer version": (made.body(made.frame() | {"v": 2}, made.webp()), 400, "unknown_version"),
    "a page as a frame": (made.body(made.frame(), HTML), 415, "bad_asset"),
    "a page as audio": (made.body(made.audio(), HTML), 415, "bad_asset"),
    "a bomb": (made.body(made.frame(), made.webp(16_000, 16_000)), 415, "bad_asset"),
    "an hour in one piece": (
        made.body(made.audio(last_t=9_000_000), made.SOUND), 422, "invalid_message",
    ),
    "time that runs back": (made.body(made.audio(last_t=1), made.SOUND), 422, "invalid_message"),
    "a name that climbs": (
        made.body(made.audio(tab="../../x"), made.SOUND), 422, "invalid_message",
    ),
    "another type than it is": (
        made.body(
            made.audio(about={"run": "r", "part": 0, "content_type": "audio/ogg"}), made.SOUND
        ),
        415, "bad_asset",
    ),
    "a type that is no sound": (
        made.body(
            made.audio(about={"run": "r", "part": 1, "content_type": "text/html"}), HTML
        ),
        422, "invalid_message",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD)
def test_a_bad_piece_is_refused_with_a_code_and_leaves_nothing(
    client: FlaskClient, store: Store, willing: Session, name: str
) -> None:
    body, status, expected = BAD[name]
    answer = post(client, "media", willing, body)
    assert (answer.status_code, code(answer)) == (status, expected)
    assert store.blobs.size() == 0


def test_a_piece_has_a_size(
    client: FlaskClient, willing: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(media_door, "MAX_PIECE_BYTES", 10)
    answer = post(client, "media", willing, made.body(made.audio(), made.SOUND))
    assert (answer.status_code, code(answer)) == (413, "too_large")


def test_a_full_session_says_so(
    client: FlaskClient, willing: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(media, "MAX_SESSION_BYTES", 10)
    answer = post(client, "media", willing, made.body(made.audio(), made.SOUND))
    assert (answer.status_code, code(answer)) == (413, "media_full")


def test_a_token_is_needed_and_grows_old(
    client: FlaskClient, willing: Session, clock: Clock
) -> None:
    answer = client.post("/collect/v1/media", data=made.body(made.audio(), made.SOUND))
    assert code(answer) == "unknown_token"
    clock.now += 8 * 24 * 3_600_000
    answer = post(client, "media", willing, made.body(made.audio(), made.SOUND))
    assert code(answer) == "expired_token"


@pytest.mark.parametrize(
    ("data", "size"),
    [
        (made.webp(41, 31), (41, 31)),
        (b"RIFF\0\0\0\0WEBPVP8X" + b"\0" * 8 + b"\x27\0\0\x1d\0\0", (40, 30)),
        (b"RIFF\0\0\0\0WEBPVP8 " + b"\0" * 10 + b"\x28\0\x1e\0", (40, 30)),
        (b"RIFF\0\0\0\0WEBPJUNK" + b"\0" * 30, (0, 0)),
        (b"\x89PNG", (0, 0)),
    ],
)
def test_a_frame_s_size_is_read_from_its_bytes(data: bytes, size: tuple[int, int]) -> None:
    assert media_door._webp_size(data) == size
