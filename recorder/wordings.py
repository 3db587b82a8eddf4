"""The questionnaires' wordings: data with a source for each language, never gettext strings.

One file for each questionnaire in `wordings/`; `docs/measures.md` says where they come from. A
validated item must not be re-translated, and a reader must see which one is not validated.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Annotated

import msgspec
import yaml
from msgspec import Meta

from recorder.decoding import decoder

FOLDER = Path(__file__).parent / "wordings"

_HOLE = re.compile(r"\{product\|([^}]+)\}")
_TRADITIONAL = {"Hant", "TW", "HK", "MO"}

Words = Annotated[str, Meta(min_length=1, max_length=400)]
Ends = tuple[Words, Words]


class Scale(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What an item can be answered with: from `low` to `high` in steps."""

    low: int
    high: int
    step: int
    numbers: bool  # whether the standard form prints them


class Item(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """One item: its text, the scale's name where it has one, and ends of its own."""

    text: Words
    name: str = ""
    ends: Ends | None = None


class Language(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A wording in one language; items in the instrument's order."""

    source: Words
    is_validated: bool  # published with a study of it, and used as published
    ends: Ends  # what the scale's low and high end are called
    items: list[str | Item]


class Wording(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A questionnaire as it is asked, in all languages that we have."""

    title: str
    short: str
    scale: Scale
    languages: dict[str, Language]

    def locale(self, wanted: str) -> str:
        """Return the language that fits a locale best; English where none does."""
        parts = wanted.replace("-", "_").split("_")
        if parts[0].lower() == "zh":
            plain = "zh_Hant" if _TRADITIONAL & set(parts) else "zh_Hans"
        else:
            plain = parts[0].lower()
        return plain if plain in self.languages else "en"


def names(folder: Path = FOLDER) -> list[str]:
    """Name the questionnaires that can be asked, sorted."""
    return sorted(path.stem for path in folder.glob("*.yaml"))


@lru_cache(maxsize=64)
def wording(name: str, folder: Path = FOLDER) -> Wording:
    """Read one questionnaire's wording.

    Parameters
    ----------
    name
        One of `names()`.
    folder
        Where the files lie.

    Raises
    ------
    KeyError
        If there is none of that name.
    """
    if name not in names(folder):
        raise KeyError(name)
    decoder(Wording)  # prepares the type for `convert`, too
    text = (folder / f"{name}.yaml").read_text(encoding="utf-8")
    return msgspec.convert(yaml.safe_load(text), Wording)


def short_name(name: str) -> str:
    """Say what people call a questionnaire (SUS); an unknown one keeps its name."""
    return wording(name).short if name in names() else name


def items_of(language: Language, product: str = "") -> Sequence[Item]:
    """Give the items with what they are about put in.

    Parameters
    ----------
    language
        The wording.
    product
        What the study calls the thing under test; empty: the wording's own word.
    """
    plain = [Item(item) if isinstance(item, str) else item for item in language.items]
    return [msgspec.structs.replace(item, text=_filled(item.text, product)) for item in plain]


def _filled(text: str, product: str) -> str:
    filled = _HOLE.sub(lambda hole: product or hole[1], text)
    return filled[0].upper() + filled[1:] if text.startswith("{") else filled
