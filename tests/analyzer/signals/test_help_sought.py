import pytest

from analyzer.signals.help_sought import detector
from fixtures.scenes import found
from fixtures.synthetic import Recording, definition, element, task


@pytest.mark.parametrize(
    "label",
    ["Help", "FAQ", "How to pay", "?", "Hilfe", "Domande frequenti", "Bantuan", "帮助", "說明"],
)
def test_a_click_on_help_is_help_sought(label: str) -> None:
    (episode,) = found(detector, Recording().page(0).click(2, element("h", label=label)))
    assert episode.detail == f"clicked {label}"


@pytest.mark.parametrize("label", ["Helpful reviews", "Supported sizes", "Whelp", "Buy"])
def test_other_words_are_not(label: str) -> None:
    assert found(detector, Recording().page(0).click(2, element("h", label=label))) == []


def test_a_help_page_opened_by_a_click_on_help_is_told_once() -> None:
    told = Recording().page(0).click(2, element("h", label="Help")).page(3, "/help")
    assert len(found(detector, told)) == 1


def test_a_click_on_a_heading_called_help_asks_for_nothing() -> None:
    heading = element("h", tag="h1", label="Help", interactive=False)
    assert found(detector, Recording().page(0).click(2, heading)) == []


def test_a_help_page_found_otherwise_is_told() -> None:
    (episode,) = found(detector, Recording().page(0).click(2).page(3, "/help/returns"))
    assert (episode.t_s, episode.detail) == (3, "opened /help/returns")


def test_a_help_page_that_the_task_asks_for_is_not() -> None:
    study = definition(task("buy", paths=[["/", "/help/*"]]))
    told = Recording().page(0).task(1, "buy").page(3, "/help/returns").task(4, "buy", "done")
    assert found(detector, told, study) == []


def test_a_help_page_that_another_task_asks_for_is_told() -> None:
    study = definition(task("buy"), task("ask", paths=[["/", "/help/*"]]))
    told = Recording().page(0).task(1, "buy").page(3, "/help/returns").task(4, "buy", "done")
    assert len(found(detector, told, study)) == 1


def test_a_click_on_help_in_a_task_that_asks_for_help_is_not() -> None:
    study = definition(task("ask", paths=[["/", "/help"]]))
    told = Recording().page(0).task(1, "ask").click(2, element("h", label="Help"))
    assert found(detector, told.task(4, "ask", "done"), study) == []


def test_the_keys_for_help_and_find_are() -> None:
    told = Recording().page(0).key(2, "find").key(4, "help").key(6, "enter")
    assert [one.detail for one in found(detector, told)] == [
        "searched in the page",
        "pressed the key for help",
    ]


def test_a_search_in_the_page_opens_no_help_page() -> None:
    told = Recording().page(0).key(2, "find").page(5, "/help").key(20, "help").page(22, "/help/a")
    assert [one.detail for one in found(detector, told)] == [
        "searched in the page",
        "opened /help",
        "pressed the key for help",
    ]
