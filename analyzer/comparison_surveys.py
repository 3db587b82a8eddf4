"""Questionnaires of two groups compared: means by t tests, shares and promoters by their own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from msgspec.structs import replace

from analyzer.compare_nps import compare_nps, sides
from analyzer.comparison_groups import Group, Pairing
from analyzer.comparison_means import mean_figure
from analyzer.comparison_results import ComparedFigure, ComparedSurvey, GroupScore
from analyzer.comparison_samples import compared
from analyzer.comparison_shares import share_figure
from analyzer.comparison_untested import too_few, unvaried
from analyzer.detectable import detectable_normal
from analyzer.estimates import Interval
from analyzer.questionnaire import Questionnaire
from analyzer.questionnaires import questionnaires
from analyzer.questionnaires.nps import summarise_nps
from analyzer.results import Answer, Moment
from analyzer.survey_figures import clipped
from analyzer.survey_forms import counted_forms


@dataclass(frozen=True, slots=True)
class _Form:
    """A questionnaire where it was asked, with each group's answers."""

    name: str
    task: str | None
    kind: Questionnaire
    answers: Mapping[str, Mapping[str, Answer]]  # group -> participant -> the answer that counts

    def scores(self, group: str) -> dict[str, float]:
        """Give the scores by participant."""
        return {who: one.score for who, one in self.answers[group].items() if one.score is not None}


def surveys(
    pairs: Sequence[Pairing], groups: Sequence[Group], level: float
) -> list[ComparedSurvey]:
    """Compare every questionnaire that two groups have answered.

    Parameters
    ----------
    pairs
        Of the groups.
    groups
        In the order in which they are shown.
    level
        Coverage of the intervals, in (0, 1).

    Returns
    -------
    list
        By questionnaire and task; each participant counts by the answer that counts in the report.
    """
    found: list[ComparedSurvey] = []
    for form in _forms(groups):
        if sum(bool(answers) for answers in form.answers.values()) < 2:
            continue
        kind = form.kind
        found.append(
            ComparedSurvey(
                questionnaire=form.name,
                title=kind.title,
                task=form.task,
                worst=kind.worst,
                best=kind.best,
                groups=tuple(_own(form, group, level) for group in groups),
                figures=tuple(_figure(form, pair, level) for pair in pairs),
            )
        )
    return found


def _forms(groups: Sequence[Group]) -> list[_Form]:
    """List what was asked, in the order of the registry, the study's own before the tasks'."""
    asked = {
        (answer.questionnaire, answer.task)
        for group in groups
        for answer in group.analysis.answers
        if answer.questionnaire in dict(questionnaires.items())
    }
    return [
        _Form(
            name=name,
            task=task,
            kind=questionnaires[name],
            answers={group.name: _answers(group, name, task) for group in groups},
        )
        for name, task in sorted(asked, key=lambda one: (one[0], one[1] or ""))
    ]


def _answers(group: Group, name: str, task: str | None) -> dict[str, Answer]:
    wanted = group.session_ids
    mine = [
        one
        for one in group.analysis.answers
        if (one.questionnaire, one.task) == (name, task) and one.session in wanted
    ]
    counted, _ = counted_forms(mine)
    return {
        one.participant: one
        for one in sorted(counted, key=lambda one: one.participant)
        if one.score is not None
    }


def _own(form: _Form, group: Group, level: float) -> GroupScore:
    answers = form.answers[group.name].values()
    return GroupScore(
        group=group.name,
        score=clipped(
            form.kind.summarise(list(form.scores(group.name).values()), level), form.kind
        ),
        answers=tuple(
            Moment(session=one.session, participant=one.participant, t_s=one.t_s) for one in answers
        ),
    )


def _figure(form: _Form, pair: Pairing, level: float) -> ComparedFigure:
    first, second = form.scores(pair.first.name), form.scores(pair.second.name)
    is_high_better = form.kind.best > form.kind.worst
    if form.kind.unit == "share":
        counted = [_counting(form.kind, scores) for scores in (first, second)]
        return share_figure(pair, "score", *counted, level=level, is_high_better=is_high_better)
    if form.kind.unit == "net share":
        return _promoters(pair, first, second, level)
    told = mean_figure(
        pair,
        "score",
        first,
        second,
        unit="points",
        own=lambda scores, wide: clipped(form.kind.summarise(scores, wide), form.kind),
        is_high_better=is_high_better,
        level=level,
    )
    return replace(told, effect=_possible(told.effect, abs(form.kind.best - form.kind.worst)))


def _possible(effect: Interval, span: float) -> Interval:
    """Cut a difference at what two figures on a scale of such a length can differ by."""
    return replace(
        effect,
        lower=None if effect.lower is None else max(-span, effect.lower),
        upper=None if effect.upper is None else min(span, effect.upper),
    )


def _counting(kind: Questionnaire, scores: Mapping[str, float]) -> dict[str, bool]:
    """Tell who counts into a share: those who alone would make it everybody."""
    return {who: kind.summarise([score], 0.95).estimate == 1 for who, score in scores.items()}


def _promoters(
    pair: Pairing, first: Mapping[str, float], second: Mapping[str, float], level: float
) -> ComparedFigure:
    """Compare Net Promoter Scores; of the same people by the paired t of -1, 0 and 1."""
    x, y = compared(pair, first, second)
    called = [
        dict(zip(scores, sides(list(scores.values())), strict=True)) for scores in (first, second)
    ]
    told = mean_figure(
        pair, "score", *called, unit="net share", own=lambda _, __: summarise_nps([]),
        is_high_better=True, level=level,
    )  # fmt: skip
    told = replace(told, of_first=summarise_nps(x, level), of_second=summarise_nps(y, level))
    if pair.form == "paired":
        return replace(told, effect=_possible(told.effect, 2.0))
    found = compare_nps(x, y, level)
    lacking = too_few(pair, len(x), len(y), "answers")
    is_alike = False
    if not lacking and len({*sides(x), *sides(y)}) == 1:
        is_alike, lacking = unvaried(pair, 0.0)
    # The adjustment draws the smaller group further to the middle, where few answered even past
    # the other one.
    if not lacking and found.z and (found.effect.estimate or 0.0) * found.z <= 0:
        lacking = "Too few answers: the adjusted scores do not point the way of the observed ones."
    return replace(
        told,
        effect=found.effect,
        test="adjusted Wald z",
        statistic=None if lacking else found.z,
        df=None,
        p=None if lacking else found.p,
        verdict="too_few" if lacking and not is_alike else "none_shown",
        reason=lacking,
        detectable=None if lacking else detectable_normal(found.error, level),
    )
