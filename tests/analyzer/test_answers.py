from analyzer.answers import answers
from fixtures.synthetic import BUTTON, Recording, element


def test_a_click_gets_the_reaction_that_names_its_moment() -> None:
    told = Recording().page(0).click(1, answers={"mutation": 40, "scroll": 90}).click(2, answers={})
    first, second = answers(told.session())
    assert first is not None
    assert first.first_s("mutation", "scroll") == 0.04
    assert first.first_s("navigation") is None
    assert second is not None
    assert second.after_s == {}


def test_a_click_whose_watch_was_never_told_has_no_answer() -> None:
    assert answers(Recording().page(0).click(1, answers=None).session()) == (None,)


def test_the_same_moment_on_another_page_is_another_click() -> None:
    told = Recording().page(0).click(1, answers=None).tab("tabB").page(0, "/b").click(1)
    assert [found is None for found in answers(told.session())] == [True, False]


def test_two_reactions_to_one_click_are_one_answer_of_the_soonest() -> None:
    told = Recording().page(0).click(1, BUTTON, {"mutation": 40}, watched_ms=500)
    told.reaction(1, {"mutation": 30, "request": 10}, watched_ms=900)
    (answer,) = answers(told.session())
    assert answer is not None
    assert answer.after_s == {"mutation": 0.03, "request": 0.01}
    assert answer.watched_s == 0.9


def test_times_that_do_not_divide_evenly_still_meet() -> None:
    told = Recording().page(0)
    for step in range(50):
        told.click(1 + step * 0.1037, element(f"e{step}"))
    assert None not in answers(told.session())
