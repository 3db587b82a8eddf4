"""From forms to figures: each questionnaire's score with its interval, items and reasons."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence

from msgspec.structs import replace

from analyzer.answer_results import Answer
from analyzer.intervals import adjusted_wald, mean_t
from analyzer.questionnaire import Questionnaire
from analyzer.questionnaires import questionnaires
from analyzer.results import (
    AnswerGroup,
    Attempt,
    ChoiceResult,
    Interval,
    ItemResult,
    Moment,
    QuestionnaireResult,
    RatingCount,
    ReasonGiven,
    WordingUsed,
)
from analyzer.survey_forms import Editions, FormKey, came_to, counted_forms, form_keys
from analyzer.survey_notes import survey_notes
from analyzer.wording_status import is_validated, item_texts
from recorder.definition import Ask, StudyDefinition

_MOST_BOXES = 21  # a scale of more answers is told by the answers that were given


def unknown_questionnaires(definition: StudyDefinition) -> list[str]:
    """Name the questionnaires that a study asks and nobody knows, sorted."""
    return sorted({ask.questionnaire for ask in definition.questionnaires} - set(questionnaires))


def questionnaire_results(
    definition: StudyDefinition,
    answers: Sequence[Answer],
    attempts: Sequence[Attempt],
    editions: Editions = Editions(),  # noqa: B008 - it cannot be changed
) -> tuple[QuestionnaireResult, ...]:
    """Put the forms of all participants together.

    Parameters
    ----------
    definition
        The study's.
    answers
        Of all sessions, in their order.
    attempts
        Of all sessions: who ended a task came to its form.
    editions
        The versions under which the sessions were opened.

    Returns
    -------
    tuple of QuestionnaireResult
        One a form, also one that nobody has answered yet; those after tasks first.
    """
    forms: dict[FormKey, list[Answer]] = defaultdict(list)
    for one in answers:
        forms[one.questionnaire, one.task].append(one)
    came = came_to(definition, attempts, answers, editions)
    return tuple(
        _result(key, definition, forms[key], came.get(key, frozenset()))
        for key in form_keys(definition, answers)
        if key[0] in questionnaires
    )


def _result(
    key: FormKey, definition: StudyDefinition, forms: Sequence[Answer], came: frozenset[str]
) -> QuestionnaireResult:
    form = questionnaires[key[0]]
    counted, earlier = counted_forms(forms)
    given = [one for one in counted if not one.is_skipped]
    scored = [one for one in given if one.score is not None]
    left = sorted(came - {one.participant for one in counted})
    # Sorted, so that who sat there first changes no digit of a mean.
    scores = tuple(sorted(one.score for one in scored if one.score is not None))
    score = clipped(form.summarise(scores, 0.95), form)
    wordings = _wordings(key[0], given)
    return QuestionnaireResult(
        questionnaire=key[0],
        title=form.title,
        task=key[1],
        asked=len(counted) + len(left),
        answered=len(scored),
        skipped=len(counted) - len(given),
        incomplete=len(given) - len(scored),
        left=len(left),
        score=score,
        unit=form.unit,
        low=float(min(form.best, form.worst)),
        high=float(max(form.best, form.worst)),
        best=float(form.best),
        rating_low=float(form.low),
        rating_high=float(form.high),
        scores=scores,
        items=_items(form, given, item_texts(key[0], definition.product)),
        groups=tuple(_group(group, scores) for group in form.groups),
        grade=form.grade(score) if form.grade else None,
        equivalent=_equivalent(score, form),
        equivalent_of=form.equivalent[0] if form.equivalent else None,
        reference=form.reference,
        choices=_choices(key, definition, given),
        reasons=_reasons(form, counted),
        wordings=wordings,
        notes=survey_notes(given, scored, earlier, left, wordings),
        references=tuple(_moment(one) for one in scored),
        source=form.source,
    )


def clipped(score: Interval, form: Questionnaire) -> Interval:
    """Cut an interval at the ends of the scale: nobody can score beyond them."""
    low, high = sorted((form.best, form.worst))
    return replace(
        score,
        lower=None if score.lower is None else max(float(low), score.lower),
        upper=None if score.upper is None else min(float(high), score.upper),
    )


def _items(
    form: Questionnaire, given: Sequence[Answer], words: Sequence[str]
) -> tuple[ItemResult, ...]:
    told = words if len(words) == form.items else [""] * form.items
    return tuple(_item(at, form, given, told[at]) for at in range(form.items))


def _item(at: int, form: Questionnaire, given: Sequence[Answer], words: str) -> ItemResult:
    ratings = sorted(one.ratings[at] or 0.0 for one in given if one.ratings[at] is not None)
    counts = Counter(ratings)
    boxes = sorted(counts)
    if form.is_whole and form.high - form.low < _MOST_BOXES:
        boxes = [float(box) for box in range(round(form.low), round(form.high) + 1)]
    mean = mean_t(ratings)
    return ItemResult(
        number=at + 1,
        name=form.item_names[at] if form.item_names else "",
        text=words,
        mean=replace(
            mean,
            lower=None if mean.lower is None else max(float(form.low), mean.lower),
            upper=None if mean.upper is None else min(float(form.high), mean.upper),
        ),
        distribution=tuple(RatingCount(rating=box, count=counts[box]) for box in boxes),
        missing=len(given) - len(ratings),
    )


def _group(group: tuple[str, float, float], scores: Sequence[float]) -> AnswerGroup:
    name, low, high = group
    count = sum(low <= score <= high for score in scores)
    return AnswerGroup(
        name=name,
        low=float(low),
        high=float(high),
        count=count,
        share=adjusted_wald(count, len(scores)),
    )


def _equivalent(score: Interval, form: Questionnaire) -> Interval | None:
    if form.equivalent is None:
        return None
    name, foretell = form.equivalent
    ends = [
        None if end is None else foretell(end) for end in (score.estimate, score.lower, score.upper)
    ]
    return replace(
        score, estimate=ends[0], lower=ends[1], upper=ends[2],
        method=f"{score.method}, regression on {name}",
    )  # fmt: skip


def _choices(
    key: FormKey, definition: StudyDefinition, given: Sequence[Answer]
) -> tuple[ChoiceResult, ...]:
    """Count ticked reasons, also those that nobody ticked, and those of an earlier wording."""
    offered = [one for ask in definition.questionnaires if _is_of(ask, key) for one in ask.choices]
    ticked = sorted({choice for one in given for choice in one.choices})
    found = []
    for choice in dict.fromkeys((*offered, *ticked)):
        behind = [one for one in given if choice in one.choices]
        found.append(
            ChoiceResult(
                choice=choice,
                count=len(behind),
                share=adjusted_wald(len(behind), len(given)),
                moments=tuple(_moment(one) for one in behind),
            )
        )
    return tuple(sorted(found, key=lambda one: -one.count))


def _is_of(ask: Ask, key: FormKey) -> bool:
    name, task = key
    if ask.questionnaire != name or (ask.when == "after_task") != (task is not None):
        return False
    return task is None or not ask.tasks or task in ask.tasks


def _reasons(form: Questionnaire, counted: Sequence[Answer]) -> tuple[ReasonGiven, ...]:
    worse = 1 if form.best > form.worst else -1
    told = [one for one in counted if one.reason]
    told.sort(
        key=lambda one: (
            one.score is None, worse * (one.score or 0.0), one.participant, one.session, one.t_s
        )
    )  # fmt: skip
    return tuple(ReasonGiven(text=one.reason, score=one.score, moment=_moment(one)) for one in told)


def _wordings(name: str, given: Sequence[Answer]) -> tuple[WordingUsed, ...]:
    forms = Counter(one.locale for one in given)
    return tuple(
        WordingUsed(locale=locale, forms=count, is_validated=is_validated(name, locale))
        for locale, count in sorted(forms.items())
    )


def _moment(one: Answer) -> Moment:
    return Moment(session=one.session, participant=one.participant, t_s=one.t_s)
