import pytest

from analyzer.questionnaires import nasa_tlx, questionnaires
from recorder.wordings import Item, Language, items_of, names, short_name, wording
from web.i18n import LOCALES


def test_every_questionnaire_that_is_scored_can_be_asked() -> None:
    assert names() == list(questionnaires)


@pytest.mark.parametrize("name", names())
def test_a_wording_has_the_items_and_the_ends_that_are_scored(name: str) -> None:
    scored, asked = questionnaires[name], wording(name)
    assert (asked.scale.low, asked.scale.high) == (scored.low, scored.high)
    assert (asked.scale.high - asked.scale.low) % asked.scale.step == 0
    assert asked.languages.keys() == LOCALES.keys()
    for locale, language in asked.languages.items():
        items = items_of(language)
        assert len(items) == scored.items, locale
        assert all(item.text and "{" not in item.text for item in items), locale
        assert len({item.text for item in items}) == len(items), locale
        assert language.source, locale


@pytest.mark.parametrize("name", names())
def test_a_translation_of_ours_is_never_called_validated(name: str) -> None:
    for language in wording(name).languages.values():
        assert language.is_validated != language.source.startswith("Ours") or name == "csat"


@pytest.mark.parametrize("name", names())
def test_every_language_names_the_product_where_english_does(name: str) -> None:
    languages = wording(name).languages
    expected = [item.text.count("Lumen") for item in items_of(languages["en"], "Lumen")]
    for language in languages.values():
        assert [item.text.count("Lumen") for item in items_of(language, "Lumen")] == expected


def test_the_task_load_scales_stand_in_the_order_in_which_they_are_scored() -> None:
    items = items_of(wording("nasa_tlx").languages["en"])
    assert [item.name.split()[0].lower() for item in items] == list(nasa_tlx.SCALES)
    assert items[nasa_tlx.SCALES.index("performance")].ends == ("Perfect", "Failure")


def test_a_product_takes_the_place_of_the_standards_own_word() -> None:
    language = wording("umux_lite").languages["en"]
    assert items_of(language)[1].text == "This system is easy to use."
    assert items_of(language, "the lamp shop")[1].text == "The lamp shop is easy to use."
    sus = items_of(wording("sus").languages["en"], "the lamp shop")
    assert sus[1].text == "I found the lamp shop unnecessarily complex."


def test_a_product_is_put_in_as_it_stands() -> None:
    language = Language("s", True, ("a", "b"), [r"Is {product|it} good?"])
    assert items_of(language, r"\1 {x}") == [Item(r"Is \1 {x} good?")]


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [("de-CH", "de"), ("EN_gb", "en"), ("zh", "zh_Hans"), ("zh-TW", "zh_Hant"), ("sw", "en")],
)
def test_the_nearest_language_is_taken(wanted: str, expected: str) -> None:
    assert wording("sus").locale(wanted) == expected


def test_people_call_a_questionnaire_by_its_short_name() -> None:
    assert short_name("nasa_tlx") == "NASA-TLX"
    assert short_name("of_mine") == "of_mine"
    with pytest.raises(KeyError):
        wording("of_mine")
