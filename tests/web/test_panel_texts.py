import re
from pathlib import Path

import pytest

from web.i18n import LOCALES
from web.panel_texts import PANEL_TEXTS, panel_texts

TYPESCRIPT = Path("recorder/tracker/src/panel/texts.ts")
HOLES = re.compile(r"\{(\w+)\}")


def test_the_panel_and_the_server_name_the_same_texts() -> None:
    source = TYPESCRIPT.read_text().split("TEXT_KEYS = [")[1].split("]")[0]
    assert sorted(re.findall(r"'(\w+)'", source)) == sorted(PANEL_TEXTS)


@pytest.mark.parametrize("locale", LOCALES)
def test_every_text_is_there_in_every_language(locale: str) -> None:
    texts = panel_texts(locale)
    assert texts.keys() == PANEL_TEXTS.keys()
    for key, text in texts.items():
        assert text
        assert HOLES.findall(text) == HOLES.findall(PANEL_TEXTS[key])


def test_a_text_is_in_the_language_of_the_study() -> None:
    assert panel_texts("de-AT")["done"] == "Fertig"
    assert panel_texts("zh-TW")["done"] == "完成"
    assert panel_texts("tlh")["done"] == "Done"
