"""A study as its researcher writes it: a YAML file, read and checked.

The same structure is stored as JSON in `Study.definition`; `docs/studies.md` explains it.
"""

from __future__ import annotations

import math
import re
import unicodedata
from difflib import get_close_matches
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

import msgspec
import yaml
from msgspec import Meta

from recorder.decoding import decoder
from recorder.errors import StudyError
from recorder.wordings import names as known_questionnaires

MAX_CHARS = 1_000_000

Slug = Annotated[str, Meta(pattern=r"^[a-z0-9][a-z0-9-]{0,63}\Z")]
Locale = Annotated[str, Meta(pattern=r"^[A-Za-z]{2,3}([_-][A-Za-z0-9]{2,8}){0,2}\Z")]
Text = Annotated[str, Meta(min_length=1, max_length=4_000)]
Reason = Annotated[str, Meta(min_length=1, max_length=200)]
ShareInterval = Literal["adjusted_wald", "wilson", "clopper_pearson", "mid_p"]


class Success(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """When a task is reached; exactly one rule is given.

    `url` is a path or address with `*` for anything, compared without query and fragment
    unless it has them; `selector` a CSS selector that matches a visible element; `event` a
    name given to `thinkaloud.event`; `moderator` leaves the verdict to a person.
    """

    url: Text | None = None
    selector: Text | None = None
    event: Text | None = None
    moderator: Literal[True] | None = None

    @property
    def kind(self) -> Literal["url", "selector", "event", "moderator"]:
        """The rule that was given."""
        if self.url is not None:
            return "url"
        if self.selector is not None:
            return "selector"
        return "event" if self.event is not None else "moderator"

    @property
    def value(self) -> str | None:
        """The rule's text; none for a moderator's verdict."""
        return self.url or self.selector or self.event


class Benchmark(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """What a task is held against: figures of an earlier round, a rival, or a promise."""

    completion: Annotated[float, Meta(gt=0, lt=1)] | None = None  # share of participants
    time_s: Annotated[float, Meta(gt=0, le=86_400)] | None = None  # typical time of a success


class Statistics(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """How a study's figures are calculated, where there is a choice."""

    completion_interval: ShareInterval = "adjusted_wald"  # of every share


class TaskDefinition(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """One task: what the participant reads, where it starts, when it is reached."""

    id: Slug
    title: Annotated[str, Meta(min_length=1, max_length=200)]
    instructions: Text
    start: str | None = None  # page opened at the start; absent: where the participant is
    time_limit_s: Annotated[float, Meta(gt=0, le=86_400)] | None = None
    success: Success = Success(moderator=True)
    ends_on_goal: bool = True  # reaching the goal (stable for 1 s) ends the task as a success
    paths: list[list[str]] = []  # accepted routes through the pages, the shortest first
    benchmark: Benchmark | None = None  # what completion and time are tested against
    hidden_counts: bool = False  # work in other tabs and programs is part of the task


class Capture(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """What is recorded beside clicks and timings."""

    dom: bool = True
    pointer: bool = True
    mask: list[str] = []  # selectors whose text is masked
    unmask: list[str] = []  # selectors whose text is kept as typed; never passwords and cards
    ignore: list[str] = []  # selectors of which nothing is recorded
    screen: bool = False  # ask for the screen's pixels (getDisplayMedia)
    audio: bool = False  # ask for the microphone: thinking aloud


class ScreenRules(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """How the researcher groups screens by hand, where the automatic key is not what they mean."""

    merge: dict[str, str] = {}  # screen key, or a pattern with `*` -> the key that it counts as
    split: list[str] = []  # addresses with `*`, each a screen of its own in spite of one route


class IgnoreRule(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Signals that a researcher does not count: of one kind, at one element, on one screen."""

    signal: Annotated[str, Meta(min_length=1, max_length=64)]
    location: str | None = None  # location id; absent: anywhere
    screen: str | None = None  # screen key; absent: any
    reason: Annotated[str, Meta(max_length=500)] = ""


class Ask(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """A questionnaire that the panel shows, after tasks or at the end."""

    questionnaire: Annotated[str, Meta(pattern=r"^[a-z][a-z0-9_]{0,63}\Z")]  # sus, seq, nps …
    when: Literal["after_task", "after_study"] = "after_study"
    tasks: list[Slug] = []  # after which; empty: after each
    required: bool = False  # without it a participant may pass it over
    reason: Annotated[str, Meta(max_length=300)] = ""  # asked below, answered in own words
    choices: Annotated[list[Reason], Meta(max_length=30)] = []  # to tick


class StudyDefinition(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """A whole study."""

    slug: Slug
    title: Annotated[str, Meta(min_length=1, max_length=200)]
    tasks: Annotated[list[TaskDefinition], Meta(min_length=1, max_length=50)]
    start: str = "/"  # the start page: a path on the prototype, or a whole URL
    locale: Locale = "en"
    protocol: Literal["silent", "concurrent", "retrospective"] = "concurrent"  # thinking aloud
    welcome: str = ""
    consent: str = ""  # empty: the built-in text
    thanks: str = ""
    origins: list[str] = []  # sites that carry the script tag, as scheme://host:port
    thresholds: dict[str, float] = {}  # overrides of the signals' defaults
    capture: Capture = Capture()
    screens: ScreenRules = ScreenRules()
    ignore_signals: list[IgnoreRule] = []
    questionnaires: Annotated[list[Ask], Meta(max_length=20)] = []
    statistics: Statistics = Statistics()
    product: Annotated[str, Meta(max_length=80)] = ""  # its name, where a questionnaire says it


_ORIGIN = re.compile(r"https?://(?:[A-Za-z0-9.-]+|\[[0-9a-f:]+\])(?::[0-9]{1,5})?")


def parse_study(text: str, default_slug: str) -> StudyDefinition:
    """Read a study from YAML (or JSON) text.

    Parameters
    ----------
    text
        The file's content.
    default_slug
        The study's short name where the text has none, usually the file's name.

    Returns
    -------
    StudyDefinition
        The checked study.

    Raises
    ------
    StudyError
        With the place of the mistake (`tasks[1].success`) and what is expected there.
    """
    if len(text) > MAX_CHARS:
        raise StudyError(f"A study file has at most {MAX_CHARS} characters; this is another file.")
    try:
        data: Any = yaml.safe_load(text)
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        raise StudyError(f"This is not valid YAML: {_one_line(error)}.") from error
    if not isinstance(data, dict):
        raise StudyError("A study file is a mapping with at least `title` and `tasks`.")
    data.setdefault("slug", slug_of(default_slug))
    try:
        decoder(StudyDefinition)  # prepares the type for `convert`, too
        definition = msgspec.convert(data, StudyDefinition)
    except (msgspec.ValidationError, RecursionError) as error:
        raise StudyError(_explain(error)) from error
    check_study(definition)
    return definition


def slug_of(name: str) -> str:
    """Make a short name of any name: `My Study_2` becomes `my-study-2`."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:64] or "study"


def _one_line(error: Exception) -> str:
    mark = getattr(error, "problem_mark", None)
    where = f" (line {mark.line + 1}, column {mark.column + 1})" if mark else ""
    what = getattr(error, "problem", None) or str(error) or "it is nested too deeply"
    return " ".join(f"{what}{where}".split())


def _explain(error: Exception) -> str:
    message, _, place = str(error).partition(" - at `$")
    where = place.rstrip("`").lstrip(".") or "the top level"
    return f"{where}: {message}. See docs/studies.md for every field."


def check_study(definition: StudyDefinition) -> None:
    """Check what types cannot say; raises a StudyError with the place of the mistake."""
    _check_page("start", definition.start)
    seen: set[str] = set()
    for index, task in enumerate(definition.tasks):
        if task.id in seen:
            raise StudyError(f"tasks[{index}].id: `{task.id}` stands twice; give each its own.")
        seen.add(task.id)
        _check_page(f"tasks[{index}].start", task.start or "/")
        if task.time_limit_s is not None and not math.isfinite(task.time_limit_s):
            raise StudyError(f"tasks[{index}].time_limit_s: give a number of seconds.")
        rule = task.success
        rules = [rule.url, rule.selector, rule.event, rule.moderator]
        if sum(rule is not None for rule in rules) != 1:
            raise StudyError(
                f"tasks[{index}].success: give exactly one of url, selector, event, moderator."
            )
    _check_asks(definition.questionnaires, seen)
    for origin in definition.origins:
        if not _ORIGIN.fullmatch(origin):
            shown = " ".join(origin.split())
            raise StudyError(f"origins: `{shown}` is not an origin such as https://shop.example.")
    for name, value in definition.thresholds.items():
        if not math.isfinite(value):
            raise StudyError(f"thresholds.{name}: give a number.")
    if rb"\u0000" in msgspec.json.encode(definition):
        raise StudyError("The file holds a NUL character, which is no text; take it out.")


def _check_asks(asks: list[Ask], tasks: set[str]) -> None:
    """Refuse a form that nobody knows, that nobody would see, or that would be asked twice."""
    known = known_questionnaires()
    asked: set[tuple[str, str | None]] = set()
    for index, ask in enumerate(asks):
        where, name = f"questionnaires[{index}]", ask.questionnaire
        if name not in known:
            near = ", ".join(get_close_matches(name, known, n=3) or known)
            raise StudyError(f"{where}.questionnaire: there is no `{name}`. Try: {near}.")
        if ask.when == "after_study" and ask.tasks:
            raise StudyError(f"{where}.tasks: after the study there is no task; leave it out.")
        for task in ask.tasks:
            if task not in tasks:
                near = ", ".join(get_close_matches(task, tasks, n=3) or sorted(tasks))
                raise StudyError(f"{where}.tasks: there is no task `{task}`. Try: {near}.")
        if len(set(ask.choices)) < len(ask.choices):
            raise StudyError(f"{where}.choices: a reason stands twice; give each once.")
        after = (ask.tasks or sorted(tasks)) if ask.when == "after_task" else [None]
        for place in after:
            if (name, place) in asked:
                when = f"after the task `{place}`" if place else "after the study"
                raise StudyError(f"{where}: `{name}` is asked twice {when}; ask it once.")
            asked.add((name, place))


def _check_page(where: str, page: str) -> None:
    """Refuse what a browser would not open as a page (`javascript:`, `file:`)."""
    try:
        scheme = urlsplit(page).scheme
    except ValueError:
        scheme = "?"
    if scheme not in {"", "http", "https"} or not page.isprintable():
        raise StudyError(f"{where}: give a path such as /basket, or an http(s) address.")
