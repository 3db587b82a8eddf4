"""What is typed into a careless page is nowhere in the data folder."""

import random
import shutil
import string
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, quote_plus

import pytest
from playwright.sync_api import Browser, Page

from recorder.definition import StudyDefinition, TaskDefinition
from recorder.protocol import ReplayBatch
from recorder.wire import decode_batch, join_replay, unfold

from .conftest import Lab, OpenLab

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("secrets")]

PAGES = Path(__file__).parents[2] / "fixtures" / "pages"
STUDY = StudyDefinition("secrets", "Secrets", [TaskDefinition("fill", "Fill", "Fill it in.")])
EACH = 20
WORDS = string.ascii_lowercase


@pytest.fixture(scope="module")
def secret_lab(open_lab: OpenLab, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    folder = tmp_path_factory.mktemp("secrets")
    shutil.copy(PAGES / "secrets.html", folder / "index.html")
    with open_lab(STUDY, folder) as opened:
        yield opened


@pytest.fixture
def careless(chromium: Browser) -> Iterator[Page]:
    """A page whose errors are part of the test."""
    context = chromium.new_context(permissions=["clipboard-read", "clipboard-write"])
    yield context.new_page()
    context.close()


def _luhn(digits: str) -> str:
    """Put the check digit behind."""
    numbers = [int(digit) * (2 - index % 2) for index, digit in enumerate(reversed(digits))]
    return digits + str(-sum(n - 9 if n > 9 else n for n in numbers) % 10)


def _chinese(seventeen: str) -> str:
    rest = 0
    for digit in seventeen:
        rest = (rest + int(digit)) * 2 % 11
    return seventeen + "0123456789X"[(12 - rest) % 11]


def _iban(number: str) -> str:
    check = 98 - int(f"{number}131400") % 97  # DE00
    return f"DE{check:02}{number}"


def _secrets() -> list[tuple[str, str]]:
    """Make 200 secrets, each with the field into which it goes."""
    pick = random.Random(4711)

    def word(length: int = 9) -> str:
        return "".join(pick.choices(WORDS, k=length))

    def digits(length: int) -> str:
        return "".join(pick.choices(string.digits, k=length))

    made: list[tuple[str, str]] = []
    for turn in range(EACH):
        card = _luhn(f"4{digits(14)}")
        grouped = " ".join(card[at : at + 4] for at in range(0, 16, 4))
        ids = [
            f"{pick.randint(100, 665)}-{pick.randint(10, 99)}-{pick.randint(1000, 9999)}",
            _chinese(f"110105{pick.randint(1950, 2005)}1231{digits(3)}"),
            f"317123{pick.randint(1, 28):02}0{pick.randint(1, 9)}90{digits(4)}",
            f"RSS{word(3).upper()}85T10A{digits(3)}S",
            _iban(digits(18)),
        ]
        made += [
            ("email", f"{word()}.{word(4)}@{word(6)}.example.org"),
            ("phone", f"+{pick.randint(20, 98)} {digits(3)} {digits(4)} {digits(3)}"),
            ("card", grouped if turn % 2 else card),
            ("nation", ids[turn % len(ids)]),
            ("password", f"{word(6).title()}-{digits(4)}!"),
            ("name", f"{word(5).title()} {word(8).title()}"),
            ("search", f"{word()} {word()}"),
            ("remarks", f"{word()} {word()} {word()}"),
            ("masked", f"{word()} {word()}"),
            ("essay", f"{word()} {word()}"),
        ]
    return made


def test_of_two_hundred_secrets_none_is_in_the_data_folder(secret_lab: Lab, careless: Page) -> None:
    lab, page = secret_lab, careless
    page.goto(lab.invite())
    page.get_by_role("button", name="Yes, I take part").click()
    page.locator("[data-thinkaloud-panel]").wait_for(state="attached")
    _wait_for_recording(lab, page)
    secrets = _secrets()
    assert len(secrets) == 200
    for count, (field, secret) in enumerate(secrets):
        _enter(page, field, secret, pasted=count % 3 == 0)
    page.locator("#send").click()
    page.evaluate("document.querySelector('h1').textContent = 'All is said'")
    page.evaluate("thinkaloud.event('end', {})")
    _wait_for_end(lab, page)
    page.close()
    stored = _all_bytes(lab)
    assert b"You wrote: " in stored, "what the page says itself is recorded"
    found = [secret for _, secret in secrets if _is_in(stored, secret)]
    assert found == []


def _enter(page: Page, field: str, secret: str, pasted: bool) -> None:
    box = page.locator(f"#{field}")
    box.focus()
    page.keyboard.press("ControlOrMeta+a")
    if pasted:
        page.evaluate("text => navigator.clipboard.writeText(text)", secret)
        page.keyboard.press("ControlOrMeta+v")
    else:
        page.keyboard.type(secret)
    page.locator("#send").focus()


def _wait_for_recording(lab: Lab, page: Page) -> None:
    for _ in range(150):
        if b'"textContent":"Your details"' in _all_bytes(lab):
            return
        page.wait_for_timeout(100)
    raise AssertionError("no snapshot came")


def _wait_for_end(lab: Lab, page: Page) -> None:
    for _ in range(300):
        stored = _bodies(lab)
        if b'"name":"end"' in stored and b"All is said" in stored:
            return
        page.wait_for_timeout(100)
    raise AssertionError("not all came")


def _bodies(lab: Lab) -> bytes:
    rows = [
        *lab.store.batches(lab.session.id, "events"),
        *lab.store.batches(lab.session.id, "replay"),
    ]
    return b"\n".join(unfold(row.body) for row in rows)


def _all_bytes(lab: Lab) -> bytes:
    """Everything that is stored: each file as it is, each batch unpacked, each slice joined."""
    files = [path.read_bytes() for path in sorted(lab.store.data.rglob("*")) if path.is_file()]
    rows = lab.store.batches(lab.session.id, "replay")
    slices = [decode_batch(unfold(row.body)) for row in rows]
    joined = join_replay(piece for piece in slices if isinstance(piece, ReplayBatch))
    whole = [str(event).encode() for slice_ in joined for event in slice_.events]
    return b"\n".join([*files, _bodies(lab), *whole])


def _is_in(stored: bytes, secret: str) -> bool:
    forms = {secret, secret.lower(), quote(secret), quote_plus(secret), secret.replace(" ", "")}
    return any(form.encode() in stored for form in forms)
