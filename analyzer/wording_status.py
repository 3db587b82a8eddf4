"""What is known of a questionnaire's wordings: their items, and whether they were validated."""

from __future__ import annotations

from recorder.wordings import items_of, names, wording


def is_validated(questionnaire: str, locale: str) -> bool | None:
    """Tell whether a wording was validated in its language.

    Parameters
    ----------
    questionnaire
        Its name.
    locale
        As the form told it.

    Returns
    -------
    bool or None
        None: there is no wording of ours in that language, so nothing is known.
    """
    if questionnaire not in names():
        return None
    language = wording(questionnaire).languages.get(locale)
    return None if language is None else language.is_validated


def item_texts(questionnaire: str, product: str) -> tuple[str, ...]:
    """Give the items in English, in their order.

    Parameters
    ----------
    questionnaire
        Its name.
    product
        What the study calls the thing under test; empty: the wording's own word.

    Returns
    -------
    tuple of str
        Empty where no wording is known.
    """
    if questionnaire not in names():
        return ()
    return tuple(item.text for item in items_of(wording(questionnaire).languages["en"], product))
