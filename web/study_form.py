"""Questionnaires in the form for a new study; they mean what the same lines of a YAML file mean."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from recorder.wordings import names, wording

# What is usual at a place stands first; every questionnaire may be asked at either.
_USUAL = {"after_task": ("seq", "nasa_tlx"), "after_study": ("sus", "umux_lite", "nps")}
_PLACES = {"after_task": "After each task", "after_study": "After the last task"}


def choices() -> list[tuple[str, str, list[tuple[str, str]]]]:
    """List what can be asked where.

    Returns
    -------
    list of tuple
        For each place its name, its words, and for each questionnaire there the field's name
        and the title, the usual ones first.
    """
    return [
        (place, words, [(_field(place, name), wording(name).title) for name in _ordered(place)])
        for place, words in _PLACES.items()
    ]


def questions_of(form: Mapping[str, str]) -> dict[str, Any]:
    """Return the study's fields that the ticked boxes mean.

    Parameters
    ----------
    form
        The form's fields.
    """
    asks = [
        {"questionnaire": name, "when": place}
        for place in _PLACES
        for name in _ordered(place)
        if _field(place, name) in form
    ]
    return {"questionnaires": asks, "product": form.get("product", "").strip()}


def _field(place: str, name: str) -> str:
    return f"ask-{place}-{name}"


def _ordered(place: str) -> list[str]:
    usual = _USUAL[place]
    return [*usual, *(name for name in names() if name not in usual)]
