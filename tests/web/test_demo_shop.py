import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

import web
from fixtures.shoppers import PROBLEMS, SHOPPERS, shoppers
from recorder.definition import parse_study

DEMO = Path(web.__file__).parent / "demo"
SHOP = DEMO / "shop"
PAGES = sorted(SHOP.glob("*.html"))
SOURCES = {path.name: path.read_text() for path in SHOP.rglob("*") if path.is_file()}
STUDY = parse_study((DEMO / "study.yaml").read_text(), "demo")


class _Links(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: set[str] = set()
        self.feed(text)

    def handle_starttag(self, _: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name in {"href", "src", "srcset", "action"} and value:
                self.found.add(value)


def _files(text: str) -> set[str]:
    return {re.split(r"[?#]", link)[0] for link in _Links(text).found if "${" not in link}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_of_a_page_leads_into_the_shop(page):
    missing = {link for link in _files(page.read_text()) if link and not (SHOP / link).is_file()}
    assert not missing


@pytest.mark.parametrize("script", sorted(SHOP.glob("*.js")), ids=lambda script: script.name)
def test_every_link_that_a_script_writes_leads_into_the_shop(script):
    links = re.findall(r"""["'`](?:\./)?([\w/-]+\.(?:html|svg|js))""", script.read_text())
    assert not {link for link in links if not (SHOP / link).is_file()}


def test_the_shop_asks_nothing_of_the_network():
    for name, text in SOURCES.items():
        assert not re.search(r"https?://(?!www\.w3\.org/)", text), name


def test_every_lamp_has_its_picture():
    ids = re.findall(r"\{ id: '(\w+)'", SOURCES["catalogue.js"])
    assert len(ids) == 14
    assert not [lamp for lamp in ids if not (SHOP / "pictures" / f"{lamp}.svg").is_file()]


@pytest.mark.parametrize("task", STUDY.tasks, ids=lambda task: task.id)
def test_every_task_starts_on_a_page_that_is_there(task):
    assert (SHOP / task.start.lstrip("/").split("?")[0]).is_file()


def test_the_tasks_use_every_kind_of_success_rule():
    assert {task.success.kind for task in STUDY.tasks} == {"url", "selector", "event", "moderator"}


@pytest.mark.parametrize("problem", PROBLEMS, ids=lambda problem: problem.id)
def test_every_planted_problem_lies_in_the_shop_and_in_a_task(problem):
    assert any(f'id="{problem.key[1:]}"' in text for text in SOURCES.values())
    assert problem.task in {task.id for task in STUDY.tasks}


def test_the_shop_never_says_that_a_problem_was_planted():
    assert not [name for name, text in SOURCES.items() if re.search(r"planted|usability", text)]


def test_some_shoppers_meet_each_problem_and_some_do_not():
    for count in ("banner", "pill", "note", "phone_tries"):
        met = [getattr(shopper, count) > 0 for shopper in SHOPPERS]
        assert set(met) == {True, False}, count


def test_more_than_twelve_shoppers_have_codes_of_their_own():
    codes = [shopper.code for shopper in shoppers(15)]
    assert codes == [f"P{n:02d}" for n in range(1, 16)]


def test_half_of_the_shoppers_are_practised():
    segments = [shopper.segment for shopper in SHOPPERS]
    assert segments.count("practised") == segments.count("unpractised") == 6
