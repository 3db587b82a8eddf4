"""What is known of a questionnaire's wordings: their items, and whether they were validated."""

from __future__ import annotations


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
        None: not known.
    """
    del questionnaire, locale
    return None


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
    del questionnaire, product
    return ()
