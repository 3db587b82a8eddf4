"""Which form of each participant counts, and who came to a form at all."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from analyzer.answer_results import Answer
from analyzer.results import Attempt
from recorder.definition import StudyDefinition

FormKey = tuple[str, str | None]  # questionnaire, task; None: after the study

_NOT_ENDED = ("running", "unfinished")  # no form is shown after these


def counted_forms(answers: Iterable[Answer]) -> tuple[list[Answer], list[Answer]]:
    """Tell the forms that count from those that the same participant gave back again later.

    Parameters
    ----------
    answers
        In the order of sessions and time.

    Returns
    -------
    list of Answer
        Of each participant, questionnaire and task the last one; passing a form over does not
        take back an answer.
    list of Answer
        The others.
    """
    every = list(answers)
    chosen: dict[tuple[str, FormKey], int] = {}
    for at, one in enumerate(every):
        form = (one.participant, (one.questionnaire, one.task))
        before = chosen.get(form)
        if before is None or not one.is_skipped or every[before].is_skipped:
            chosen[form] = at
    last = set(chosen.values())
    return (
        [one for at, one in enumerate(every) if at in last],
        [one for at, one in enumerate(every) if at not in last],
    )


def form_keys(definition: StudyDefinition, answers: Iterable[Answer]) -> list[FormKey]:
    """List the forms of a study: after each task in the study's order, then after the study.

    Parameters
    ----------
    definition
        What it asks now.
    answers
        Forms that it asked earlier, after another task, are there too if somebody answered.
    """
    tasks = [task.id for task in definition.tasks]
    keys: list[FormKey] = []
    for ask in definition.questionnaires:
        if ask.when == "after_study":
            keys.append((ask.questionnaire, None))
        else:
            keys += [(ask.questionnaire, task) for task in tasks if task in (ask.tasks or tasks)]
    keys += sorted({(one.questionnaire, one.task) for one in answers}, key=str)
    place = {task: at for at, task in enumerate(tasks)}
    return sorted(
        dict.fromkeys(keys), key=lambda key: len(tasks) if key[1] is None else place[key[1]]
    )


@dataclass(frozen=True, slots=True)
class Editions:
    """Under which version of the definition each session was opened."""

    newest: int = 0
    of_session: Mapping[str, int] = field(default_factory=dict)

    def of(self, session: str) -> int:
        """Give a session's version; where it is not told, the newest."""
        return self.of_session.get(session, self.newest)


def came_to(
    definition: StudyDefinition,
    attempts: Sequence[Attempt],
    answers: Sequence[Answer] = (),
    editions: Editions = Editions(),
) -> dict[FormKey, frozenset[str]]:
    """Name the participants to whom the panel showed each form, as far as is known.

    Parameters
    ----------
    definition
        What it asks now.
    attempts
        Of all sessions.
    answers
        A form is known to have been asked from the oldest version on under which somebody
        answered it; without any, in the newest alone.
    editions
        The versions of the sessions.

    Returns
    -------
    dict of FormKey to frozenset of str
        Who ended the task, or every task, under such a version; a form that the study does not
        ask is not in it.
    """
    since = dict.fromkeys(form_keys(definition, ()), editions.newest)
    for one in answers:
        key = (one.questionnaire, one.task)
        if key in since:
            since[key] = min(since[key], editions.of(one.session))
    ended: dict[tuple[str, int], set[str]] = defaultdict(set)
    for attempt in attempts:
        if attempt.outcome not in _NOT_ENDED:
            ended[attempt.task, editions.of(attempt.session)].add(attempt.participant)
    tasks = [task.id for task in definition.tasks]
    return {
        (name, task): frozenset.intersection(
            *(_ended(ended, one, oldest) for one in (tasks if task is None else [task]))
        )
        for (name, task), oldest in since.items()
    }


def _ended(ended: Mapping[tuple[str, int], set[str]], task: str, oldest: int) -> frozenset[str]:
    """Name who ended a task under a version, or a newer one."""
    parts = (who for (name, version), who in ended.items() if name == task and version >= oldest)
    return frozenset[str]().union(*parts)
