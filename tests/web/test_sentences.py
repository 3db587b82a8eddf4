from __future__ import annotations

import msgspec
import pytest

from analyzer.results import Answer, Interval, StudyAnalysis, TaskResult
from fixtures.built_analysis import built_analysis, proportion
from web import sentences

replace = msgspec.structs.replace


@pytest.fixture
def analysis() -> StudyAnalysis:
    return built_analysis()


def none() -> Interval:
    return proportion(0, 0)


def test_the_headline_names_the_task_that_fewest_completed(analysis: StudyAnalysis) -> None:
    assert (
        sentences.headline(analysis) == "Fewest completed “Put two of them into the basket”: 3 of 8"
    )


def test_a_study_without_failures_says_so(analysis: StudyAnalysis) -> None:
    tasks = tuple(replace(task, completion=proportion(8, 8)) for task in analysis.tasks)
    done = replace(analysis, tasks=tasks)
    assert sentences.headline(done).startswith("Everyone completed")
    assert any("100" in line for line in sentences.summary(done))


def test_a_study_without_results_claims_nothing(analysis: StudyAnalysis) -> None:
    tasks = tuple(replace(task, completion=none(), n=0, hotspots=()) for task in analysis.tasks)
    empty = replace(analysis, tasks=tasks, participants=0, sessions=(), excluded=())
    assert sentences.headline(empty) == "No task has a result yet"
    assert len(sentences.summary(empty)) == 1
    assert sentences.limits(empty) == []


def _paused(analysis: StudyAnalysis, *pauses: tuple[int, float]) -> TaskResult:
    """Give the first successes of a task so many pauses, of so many seconds."""
    task = analysis.tasks[0]
    attempts = tuple(
        replace(one, pauses=pauses[at][0], paused_s=pauses[at][1]) if at < len(pauses) else one
        for at, one in enumerate(task.attempts)
    )
    assert task.times is not None
    times = replace(task.times, with_pauses=replace(task.times.typical, estimate=45.0))
    return replace(task, attempts=attempts, times=times)


def test_what_was_paused_is_said_with_the_time_that_it_would_be(analysis: StudyAnalysis) -> None:
    assert sentences.pause_sentence(analysis.tasks[0]) == ""
    two = sentences.pause_sentence(_paused(analysis, (1, 60.0), (1, 10.0)))
    assert two.replace("\u00a0", " ").startswith(
        "2 pauses of 70 s in all are taken off; with them the typical time is 45 s ("
    )
    one = sentences.pause_sentence(_paused(analysis, (1, 60.0)))
    assert one.replace("\u00a0", " ").startswith("1 pause of 60 s is taken off; with it")


def test_every_share_in_the_summary_stands_with_count_and_interval(analysis: StudyAnalysis) -> None:
    text = " ".join(sentences.summary(analysis)).replace("\u00a0", " ")
    assert "3 of 8 (38 %, 95 % interval 13–70 %)" in text
    assert "it met 6 of the 8 who were on that screen (95 % interval" in text


def test_simulated_participants_are_never_called_participants_alone(
    analysis: StudyAnalysis,
) -> None:
    assert sentences.summary(analysis)[0].startswith("8 simulated participants")
    people = built_analysis(is_simulated=False)
    assert sentences.summary(people)[0].startswith("8 participants")


def test_limits_name_small_samples_gaps_and_what_was_left_out(analysis: StudyAnalysis) -> None:
    text = " ".join(sentences.limits(analysis))
    assert "intervals are wide" in text
    assert "Parts of 1 recording are missing" in text
    assert "1 item could not be analysed" in text


def test_the_top_hotspot_is_the_one_with_the_highest_score(analysis: StudyAnalysis) -> None:
    top = sentences.top_hotspot(analysis)
    assert top is not None
    assert top.score == max(spot.score for task in analysis.tasks for spot in task.hotspots)
    quiet = replace(analysis, tasks=tuple(replace(t, hotspots=()) for t in analysis.tasks))
    assert sentences.top_hotspot(quiet) is None
    assert "No rule found friction anywhere." in sentences.summary(quiet)


def test_a_task_is_told_by_what_is_known_of_it(analysis: StudyAnalysis) -> None:
    task = analysis.tasks[0]
    assert sentences.task_finding(task).replace("\u00a0", " ") == (
        "7 of 8 completed it, typically in 39 s"
    )
    assert "Nobody has started" in sentences.task_finding(replace(task, n=0))
    assert "no attempt has been judged" in sentences.task_finding(replace(task, completion=none()))


def test_a_typical_time_without_an_interval_says_why(analysis: StudyAnalysis) -> None:
    task = analysis.tasks[0]
    alone = replace(task, time_on_task=replace(task.time_on_task, n=1, lower=None, upper=None))
    assert "too few for an interval" in sentences.time_title(alone)
    nobody = replace(task, time_on_task=none())
    assert "no typical time" in sentences.time_title(nobody)


def test_outcomes_are_counted_the_most_frequent_first(analysis: StudyAnalysis) -> None:
    assert sentences.outcome_list(analysis.tasks[0]) == "7 × success, 1 × gave up"


def test_people_among_simulated_participants_are_told_apart(analysis: StudyAnalysis) -> None:
    person = replace(analysis.sessions[0], id="s9", participant="P09", is_simulated=False)
    mixed = replace(analysis, participants=9, sessions=(*analysis.sessions, person))
    assert sentences.summary(mixed)[0].startswith("9 participants (8 of them simulated)")
    assert sentences.simulated(mixed) == "8 of 9 participants simulated"
    assert sentences.simulated(analysis) == "Simulated participants"
    assert sentences.simulated(built_analysis(is_simulated=False)) == ""
    nobody = replace(analysis, sessions=(), participants=0)
    assert sentences.simulated(nobody) == "Simulated participants"


def test_a_hotspot_says_its_tier_and_what_chance_would_do(analysis: StudyAnalysis) -> None:
    first, second, third = (sentences.chance_sentence(s) for s in analysis.tasks[0].hotspots)
    assert first == (
        "Confirmed: friction spread at random over what these people did would meet about "
        "0.9 of them here (p < 0.001, corrected for all places)."
    )
    assert second is not None
    assert second.startswith("Suspect, not enough data to confirm: friction spread")
    assert third is not None
    assert third.startswith("Seen, not told from chance: ")
    untested = replace(analysis.tasks[0].hotspots[0], expected=None)
    assert sentences.chance_sentence(untested) is None


def test_a_confirmed_hotspot_comes_before_a_higher_score(analysis: StudyAnalysis) -> None:
    task = analysis.tasks[0]
    first, second, *_ = task.hotspots
    spots = (replace(first, tier="seen"), replace(second, tier="confirmed"))
    only = replace(analysis, tasks=(replace(task, hotspots=spots),))
    assert sentences.top_hotspot(only) == spots[1]


def test_who_has_imported_answers_alone_is_counted_apart(analysis: StudyAnalysis) -> None:
    asked = analysis.questionnaires[0]
    form = Answer(
        questionnaire=asked.questionnaire, session="s9", participant="P09", task=None, t_s=0.0,
        ratings=(5.0,), score=5.0, is_skipped=False, reason="", choices=(), locale="en",
        duration_s=0.0,
    )  # fmt: skip
    session = replace(analysis.sessions[0], id="s9", participant="P09", width=None)
    more = replace(
        analysis, participants=9, sessions=(*analysis.sessions, session),
        answers=(*analysis.answers, form),
    )  # fmt: skip
    told = sentences.summary(more)[0].replace("\u00a0", " ")
    assert told.startswith("8 simulated participants worked on 3 tasks in 8 sessions, ")
    assert told.endswith(", and answers of 1 more participant were imported.")
    tasks = tuple(replace(task, completion=proportion(8, 8)) for task in analysis.tasks)
    assert "(n = 8)" in sentences.headline(replace(more, tasks=tasks)).replace("\u00a0", " ")
    tasks = tuple(replace(t, completion=none(), attempts=(), hotspots=()) for t in analysis.tasks)
    alone = replace(more, participants=1, sessions=(session,), tasks=tasks)
    assert sentences.summary(alone) == [
        "Nobody has worked on a task yet; answers of 1 participant were imported."
    ]
