import re
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po

from web import i18n
from web.i18n import LOCALES, TRANSLATIONS, compile_translations, known_locale, words

KEYWORDS = {"_": None, "N_": None, "plural": (1, 2)}
HOLES = re.compile(r"%\(\w+\)s|\{\w+\}")
TRANSLATED = sorted(set(LOCALES) - {"en"})


def _sources() -> set[str | tuple[str, ...]]:
    with (TRANSLATIONS / "babel.cfg").open() as file:
        methods, options = parse_mapping_cfg(file)
    found = extract_from_dir(
        str(TRANSLATIONS.parent), method_map=methods, options_map=options, keywords=KEYWORDS
    )
    return {message for _, _, message, _, _ in found}


@pytest.mark.parametrize("locale", TRANSLATED)
def test_every_string_is_translated_and_keeps_its_holes(locale: str) -> None:
    with (TRANSLATIONS / locale / "LC_MESSAGES" / "participant.po").open("rb") as file:
        catalog = read_po(file, locale=locale)
    assert {message.id for message in catalog if message.id} == _sources()
    for message in catalog:
        if not message.id:
            continue
        assert not message.fuzzy
        one = message.id[0] if isinstance(message.id, tuple) else message.id
        forms = message.string if isinstance(message.string, tuple) else (message.string,)
        for form in forms:
            assert form, f"{one!r} has no translation"
            assert sorted(HOLES.findall(form)) == sorted(HOLES.findall(one))


@pytest.mark.parametrize(
    ("tag", "expected"),
    [
        ("de-CH", "de"),
        ("en_GB", "en"),
        ("zh", "zh_Hans"),
        ("zh-CN", "zh_Hans"),
        ("zh-TW", "zh_Hant"),
        ("zh-Hant-HK", "zh_Hant"),
        ("id", "id"),
        ("sw", "en"),
        ("", "en"),
        ("../../etc", "en"),
    ],
)
def test_a_language_tag_finds_our_nearest_locale(tag: str, expected: str) -> None:
    assert known_locale([tag]) == expected


def test_the_first_language_that_we_know_is_taken() -> None:
    assert known_locale(["sw", "it-CH", "de"]) == "it"


def test_words_fill_holes_and_count() -> None:
    german = words("de")
    assert german("Stop and erase") == "Abbrechen und löschen"
    one, many = "There is %(num)s task.", "There are %(num)s tasks."
    assert german.plural(one, many, 1) == "Es gibt 1 Aufgabe."
    assert german.plural(one, many, 4) == "Es gibt 4 Aufgaben."
    assert words("zh_Hans").plural(one, many, 4) == "共有 4 个任务。"
    assert words("zh_Hans").tag == "zh-Hans"


def test_english_is_the_source_itself() -> None:
    assert words("en")("Stop and erase") == "Stop and erase"


def test_an_unknown_language_is_answered_in_english() -> None:
    assert words("xx-nonsense").locale == "en"


def test_compiled_translations_are_what_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "it" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    source = (TRANSLATIONS / "it" / "LC_MESSAGES" / "participant.po").read_text()
    (folder / "participant.po").write_text(source)
    assert compile_translations(tmp_path) == [folder / "participant.mo"]
    assert compile_translations(tmp_path) == []
    (folder / "participant.po").unlink()  # a wheel may leave the sources out
    monkeypatch.setattr(i18n, "TRANSLATIONS", tmp_path)
    words.cache_clear()
    assert words("it")("Back") == "Indietro"
    words.cache_clear()
