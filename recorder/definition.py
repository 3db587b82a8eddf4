"""A study as its researcher writes it: a YAML file, read and checked.

The same structure is stored as JSON in `Study.definition`; `docs/studies.md` explains it.
"""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal

import msgspec
import yaml
from msgspec import Meta

from recorder.errors import StudyError

Slug = Annotated[str, Meta(pattern=r"^[a-z0-9][a-z0-9-]{0,63}$")]
Text = Annotated[str, Meta(min_length=1, max_length=4_000)]


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


class Capture(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """What is recorded beside clicks and timings."""

    dom: bool = True
    pointer: bool = True
    mask: list[str] = []  # selectors whose text is masked
    ignore: list[str] = []  # selectors of which nothing is recorded


class StudyDefinition(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """A whole study."""

    slug: Slug
    title: Annotated[str, Meta(min_length=1, max_length=200)]
    tasks: Annotated[list[TaskDefinition], Meta(min_length=1, max_length=50)]
    start: str = "/"  # the start page: a path on the prototype, or a whole URL
    locale: str = "en"
    protocol: Literal["silent", "concurrent", "retrospective"] = "concurrent"  # thinking aloud
    welcome: str = ""
    consent: str = ""  # empty: the built-in text
    thanks: str = ""
    origins: list[str] = []  # sites that carry the script tag, as scheme://host:port
    thresholds: dict[str, float] = {}  # overrides of the signals' defaults
    capture: Capture = Capture()


_ORIGIN = re.compile(r"^https?://[A-Za-z0-9.\-\[\]:]+$")


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
    try:
        data: Any = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise StudyError(f"This is not valid YAML: {error}") from error
    if not isinstance(data, dict):
        raise StudyError("A study file is a mapping with at least `title` and `tasks`.")
    data.setdefault("slug", default_slug)
    try:
        definition = msgspec.convert(data, StudyDefinition)
    except msgspec.ValidationError as error:
        raise StudyError(_explain(error)) from error
    _check(definition)
    return definition


def _explain(error: msgspec.ValidationError) -> str:
    message, _, place = str(error).partition(" - at `$")
    where = place.rstrip("`").lstrip(".") or "the top level"
    return f"{where}: {message}. See docs/studies.md for every field."


def _check(definition: StudyDefinition) -> None:
    """Check what types cannot say."""
    seen: set[str] = set()
    for index, task in enumerate(definition.tasks):
        if task.id in seen:
            raise StudyError(f"tasks[{index}].id: `{task.id}` stands twice; give each its own.")
        seen.add(task.id)
        rules = [
            task.success.url,
            task.success.selector,
            task.success.event,
            task.success.moderator,
        ]
        if sum(rule is not None for rule in rules) != 1:
            raise StudyError(
                f"tasks[{index}].success: give exactly one of url, selector, event, moderator."
            )
    for origin in definition.origins:
        if not _ORIGIN.match(origin):
            raise StudyError(f"origins: `{origin}` is not an origin such as https://shop.example.")
