"""The languages that people read: Flask-Babel for the app, and the participant's words.

The participant's pages and the panel do without an app's Babel: a prototype's server carries
them too. Their strings are gettext's, domain `participant`, in `web/translations`.
"""

from __future__ import annotations

import io
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from babel import negotiate_locale
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations
from flask import Flask, request
from flask_babel import Babel  # type: ignore[import-untyped]  # it ships no types

LOCALES = {
    "en": "English",
    "de": "Deutsch",
    "id": "Bahasa Indonesia",
    "it": "Italiano",
    "zh_Hans": "简体中文",
    "zh_Hant": "繁體中文",
}
TRANSLATIONS = Path(__file__).parent / "translations"
PARTICIPANT = "participant"
_TRADITIONAL = {"Hant", "TW", "HK", "MO"}


def set_up(app: Flask) -> Babel:
    """Give an app Flask-Babel with our translations; the browser's languages decide."""
    return Babel(
        app,
        default_translation_directories=str(TRANSLATIONS),
        locale_selector=lambda: known_locale(request.accept_languages.values()),
    )


def known_locale(wanted: Iterable[str], default: str = "en") -> str:
    """Return the one of our locales that fits best.

    Parameters
    ----------
    wanted
        Language tags (`de-CH`, `zh_TW`) in the order of preference.
    default
        What is taken when none fits.
    """
    tags = [_plain(tag) for tag in wanted]
    return negotiate_locale(tags, list(LOCALES), sep="_") or default


def _plain(tag: str) -> str:
    parts = tag.replace("-", "_").split("_")
    if parts[0].lower() != "zh":
        return "_".join(parts)
    return "zh_Hant" if _TRADITIONAL & set(parts) else "zh_Hans"


@dataclass(frozen=True, slots=True)
class Words:
    """The participant's strings in one language."""

    locale: str
    catalog: NullTranslations

    def __call__(self, message: str, **values: object) -> str:
        """Translate a message and fill its `%(name)s` holes."""
        text = self.catalog.gettext(message)
        return text % values if values else text

    def plural(self, one: str, many: str, num: int) -> str:
        """Translate a message that counts; `%(num)s` stands for the number."""
        return self.catalog.ngettext(one, many, num) % {"num": num}

    @property
    def tag(self) -> str:
        """The language as HTML wants it: `zh-Hans`."""
        return self.locale.replace("_", "-")


@cache
def words(locale: str) -> Words:
    """Return the participant's strings in one of `LOCALES`, else in English."""
    tag = locale if locale in LOCALES else known_locale([locale])
    folder = TRANSLATIONS / tag / "LC_MESSAGES"
    compiled, source = folder / f"{PARTICIPANT}.mo", folder / f"{PARTICIPANT}.po"
    if not source.exists() and not compiled.exists():
        return Words(tag, NullTranslations())  # English is the source itself
    if compiled.exists() and _is_newer(compiled, source):
        return Words(tag, Translations(io.BytesIO(compiled.read_bytes()), PARTICIPANT))
    # A checkout where nothing was built yet reads the source, some milliseconds once.
    return Words(tag, Translations(io.BytesIO(_compiled(source, tag)), PARTICIPANT))


def compile_translations(folder: Path = TRANSLATIONS) -> list[Path]:
    """Write a .mo file beside each .po file that is newer; return what was written."""
    written = []
    for source in sorted(folder.glob("*/LC_MESSAGES/*.po")):
        compiled = source.with_suffix(".mo")
        if compiled.exists() and _is_newer(compiled, source):
            continue
        compiled.write_bytes(_compiled(source, source.parent.parent.name))
        written.append(compiled)
    return written


def _is_newer(compiled: Path, source: Path) -> bool:
    return not source.exists() or compiled.stat().st_mtime >= source.stat().st_mtime


def _compiled(source: Path, locale: str) -> bytes:
    with source.open("rb") as file:
        catalog = read_po(file, locale=locale)
    out = io.BytesIO()
    write_mo(out, catalog)
    return out.getvalue()
