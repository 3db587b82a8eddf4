"""Texts as cells of CSV files that are opened in a spreadsheet."""

from __future__ import annotations

# A spreadsheet takes a cell that begins so for a formula (OWASP, CSV injection); the wide forms
# do where the locale is Japanese or Chinese, the white space where it is cut off on reading.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def text_cell(text: str) -> str:
    """Write a text so that it stays one.

    Parameters
    ----------
    text
        Any; one that would be a formula gets a `'` before it, and NUL, which no CSV reader
        takes, is left out.
    """
    plain = text.replace("\0", "")
    return f"'{plain}" if plain.startswith(_FORMULA) else plain
