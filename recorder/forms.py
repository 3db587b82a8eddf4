"""Which forms a study asks, and which of them a participant has given back already."""

from __future__ import annotations

from collections.abc import Iterable

from sqlmodel import col, select

from recorder.definition import Ask, StudyDefinition
from recorder.handshake import Form, FormItem
from recorder.models import Batch
from recorder.protocol import AnswerEvent
from recorder.store import Store
from recorder.wire import decode_batch, unfold
from recorder.wordings import items_of, names, wording


def forms_of(definition: StudyDefinition) -> list[Form]:
    """Write a study's questionnaires as forms, in its language and order.

    One that this version does not know, from a newer one's archive, is left out.
    """
    known = names()
    return [
        _form(ask, definition) for ask in definition.questionnaires if ask.questionnaire in known
    ]


def form_id(questionnaire: str, task: str | None) -> str:
    """Name one form of a session: a questionnaire after a task, or after the last one."""
    return f"{questionnaire}@{task}" if task else questionnaire


def answered(store: Store, session_id: str) -> list[str]:
    """List the forms of a session that are stored, given back or passed over.

    Parameters
    ----------
    store
        Where it lies.
    session_id
        Whose.

    Returns
    -------
    list of str
        `form_id` of each, sorted; empty where none is stored.
    """
    # Only the few batches that tell of tasks and forms are unpacked.
    query = select(Batch.body).where(Batch.session_id == session_id, col(Batch.task_events) > 0)
    with store.reading() as orm:
        events = [event for body in orm.exec(query) for event in _answers(body)]
    return sorted({form_id(event.questionnaire, event.task) for event in events})


def _answers(body: bytes) -> Iterable[AnswerEvent]:
    events = decode_batch(unfold(body)).events
    return (event for event in events if isinstance(event, AnswerEvent))


def _form(ask: Ask, definition: StudyDefinition) -> Form:
    asked = wording(ask.questionnaire)
    locale = asked.locale(definition.locale)
    language = asked.languages[locale]
    after = ask.tasks or [task.id for task in definition.tasks]
    return Form(
        questionnaire=ask.questionnaire,
        tasks=after if ask.when == "after_task" else [],
        items=[
            FormItem(item.text, item.name, item.ends or language.ends)
            for item in items_of(language, definition.product)
        ],
        low=asked.scale.low,
        high=asked.scale.high,
        step=asked.scale.step,
        has_numbers=asked.scale.numbers,
        required=ask.required,
        reason=ask.reason,
        choices=list(ask.choices),
        locale=locale,
    )
