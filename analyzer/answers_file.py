"""Answers that were given elsewhere, as a table: read whole, or its mistakes by line."""

from __future__ import annotations

import csv
import io
import math
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from analyzer.survey_answers import Asked, asked_form, checked_ratings
from recorder.definition import StudyDefinition
from recorder.errors import StudyError
from recorder.protocol import AnswerEvent

MAX_BYTES = 20_000_000  # beyond it is no table of answers
PAGE = "imported"  # the page view that these events name; there was none
_ITEM = re.compile(r"item_([1-9][0-9]?)")
_NEEDED = ("participant", "questionnaire", "item_1")
_MORE = ("task", "reason", "choices", "locale")
_MOST_QUOTED, _MOST_TOLD = 40, 200  # characters of a cell, or of a reason, in a message
_MAX_REASON, _MAX_CHOICES, _MAX_CHOICE = 4_000, 30, 300  # as the protocol has them
_LOCALE = re.compile(r"[A-Za-z]{2,3}([_-][A-Za-z0-9]{2,8}){0,2}")

_Row = Mapping[str, str]
_Form = tuple[str, str, str | None]  # participant, questionnaire, task


@dataclass(frozen=True, slots=True)
class AnswersFile:
    """What a table tells: forms by participant, or why it cannot be taken."""

    forms: Mapping[str, Sequence[AnswerEvent]]
    mistakes: Sequence[str]  # each with its line; with any of them nothing may be stored


def read_answers(path: Path, definition: StudyDefinition, people: Collection[str]) -> AnswersFile:
    """Read a table of answers.

    Parameters
    ----------
    path
        CSV in UTF-8 with a header: participant, questionnaire, item_1, item_2 …, and where they
        are needed task, reason, choices (split by `|`) and locale. Commas, semicolons or tabs.
    definition
        The study's: its questionnaires and tasks.
    people
        Codes of its participants.

    Raises
    ------
    StudyError
        If it is no such table at all.
    """
    text = _text(path)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
    forms: dict[str, list[AnswerEvent]] = {}
    mistakes: list[str] = []
    lines: dict[_Form, int] = {}
    asks = Asked.by(definition)
    try:
        head = [name.strip().lower() for name in next(rows, [])]
        _check_head(path, head)
        for cells in rows:
            if not any(cell.strip() for cell in cells):
                continue
            try:
                who, event = _form(_row(head, cells), definition, asks, people, len(lines))
                _note_once(lines, (who, event.questionnaire, event.task), rows.line_num)
                forms.setdefault(who, []).append(event)
            except ValueError as error:
                mistakes.append(f"line {rows.line_num}: {error}.")
    except csv.Error as error:
        raise StudyError(
            f"{path}, line {rows.line_num}: {error}. Is a quotation mark left open?"
        ) from error
    if not forms and not mistakes:
        raise StudyError(f"{path} has a header and no line of answers under it.")
    return AnswersFile(forms, mistakes)


def _text(path: Path) -> str:
    data = path.read_bytes()
    if len(data) > MAX_BYTES:
        raise StudyError(f"{path} has {len(data):,} bytes; a table of answers has fewer.")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise StudyError(f"{path} is not UTF-8 text; save it as CSV UTF-8.") from error


def _delimiter(text: str) -> str:
    """Tell what splits the cells of the header: spreadsheets write what their country uses."""
    head = text.partition("\n")[0]
    return max(",;\t", key=head.count)


def _check_head(path: Path, head: Sequence[str]) -> None:
    missing = [name for name in _NEEDED if name not in head]
    if missing:
        told = "column is" if len(missing) == 1 else "columns are"
        raise StudyError(
            f"{path}, line 1: {len(missing)} needed {told} missing: {', '.join(missing)}."
        )
    for name in head:
        if head.count(name) > 1:
            raise StudyError(f"{path}, line 1: the column {_quoted(name)} stands there twice.")
        if name not in (*_NEEDED, *_MORE) and not _ITEM.fullmatch(name):
            near = ", ".join(get_close_matches(name, (*_NEEDED, *_MORE))) or "item_2 …"
            raise StudyError(f"{path}, line 1: there is no column {_quoted(name)}. Try: {near}.")


def _row(head: Sequence[str], cells: Sequence[str]) -> _Row:
    if len(cells) > len(head) and any(cell.strip() for cell in cells[len(head) :]):
        raise ValueError(f"{len(cells)} cells, the header has {len(head)}")
    return {name: cell.strip() for name, cell in zip(head, cells, strict=False)}


def _note_once(lines: dict[_Form, int], form: _Form, line: int) -> None:
    first = lines.setdefault(form, line)
    if first != line:
        raise ValueError(f"this form of {form[0]} stands in line {first} already")


def _form(
    row: _Row, definition: StudyDefinition, asks: Asked, people: Collection[str], place: int
) -> tuple[str, AnswerEvent]:
    who = row.get("participant", "")
    if who not in people:
        near = ", ".join(get_close_matches(who, people)) or "thinkaloud invite"
        raise ValueError(f"there is no participant {_quoted(who)} in this study. Try: {near}")
    name, task = row.get("questionnaire", ""), row.get("task") or None
    try:
        asked = asked_form(name, task, asks)
    except ValueError as error:
        raise ValueError(f"{_quoted(name)}: {_plain(str(error)[:_MOST_TOLD])}") from error
    beyond = [
        column
        for column, cell in row.items()
        if cell and (found := _ITEM.fullmatch(column)) and int(found[1]) > asked.items
    ]
    if beyond:
        items = f"{asked.items} item{'' if asked.items == 1 else 's'}"
        raise ValueError(f"`{name}` has {items}; {beyond[0]} is filled in")
    ratings = [_rating(row, number) for number in range(1, asked.items + 1)]
    if all(rating is None for rating in ratings):
        raise ValueError("no item is filled in; take the line out")
    return who, AnswerEvent(
        t=float(place),  # ms: in the order of the lines
        page=PAGE,
        screen=PAGE,
        questionnaire=name,
        ratings=list(checked_ratings(ratings, asked)),
        task=task,
        reason=_reason(row) or None,
        choices=_choices(row),
        locale=_locale(row, definition),
    )


def _rating(row: _Row, number: int) -> float | None:
    cell = row.get(f"item_{number}", "")
    if not cell:
        return None
    try:
        # Python alone takes 1_0 for ten.
        rating = math.nan if "_" in cell else float(cell)
    except ValueError:
        rating = math.nan
    if not math.isfinite(rating):
        raise ValueError(f"item_{number}: {_quoted(cell)} is no number")
    return rating


def _reason(row: _Row) -> str:
    reason = row.get("reason", "")
    if len(reason) > _MAX_REASON:
        raise ValueError(f"reason: {len(reason):,} characters; at most {_MAX_REASON:,} are kept")
    return reason


def _choices(row: _Row) -> list[str]:
    choices = [part for cell in row.get("choices", "").split("|") if (part := cell.strip())]
    if len(choices) > _MAX_CHOICES or any(len(one) > _MAX_CHOICE for one in choices):
        raise ValueError(f"choices: at most {_MAX_CHOICES} of {_MAX_CHOICE} characters")
    return choices


def _locale(row: _Row, definition: StudyDefinition) -> str:
    locale = row.get("locale") or definition.locale
    if not _LOCALE.fullmatch(locale) or len(locale) > 20:
        raise ValueError(f"locale: {_quoted(locale)} is no language; write en, de, zh_Hans …")
    return locale


def _quoted(cell: str) -> str:
    """Quote a cell for a terminal: never long, and nothing in it that steers or hides."""
    return f"`{_plain(cell[:_MOST_QUOTED])}{'…' if len(cell) > _MOST_QUOTED else ''}`"


def _plain(text: str) -> str:
    return "".join(sign if sign.isprintable() else f"\\x{ord(sign):02x}" for sign in text)
