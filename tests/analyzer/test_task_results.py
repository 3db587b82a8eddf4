import msgspec
import pytest

from analyzer.chance import Chance, Verdict
from analyzer.hotspots import Seen
from analyzer.intervals import adjusted_wald, event_rate, geometric_mean
from analyzer.results import Attempt, ChanceTest, Outcome, Signal, TaskResult, Tier
from analyzer.task_results import task_result
from fixtures.synthetic import task

NOBODY = Seen({}, {})


def _attempt(
    participant: str,
    outcome: Outcome = "success",
    wall_s: float = 10.0,
    *,
    number: int = 1,
    error_points: int = 0,
) -> Attempt:
    return Attempt(
        task="buy", session=f"s-{participant}", participant=participant, number=number,
        start_s=number * 100.0, end_s=number * 100.0 + wall_s, end_reason="goal", outcome=outcome,
        decided_by="rule", claimed_done=False, reached_goal=outcome == "success", wall_s=wall_s,
        reading_s=None, hidden_s=0.0, clicks=3, error_points=error_points,
    )  # fmt: skip


def _result(*attempts: Attempt) -> TaskResult:
    return task_result(task("buy"), attempts, [], NOBODY)


def test_completion_is_the_share_of_participants_who_succeeded() -> None:
    result = _result(_attempt("P1"), _attempt("P2", "give_up"), _attempt("P3", "false_success"))
    assert result.completion == adjusted_wald(1, 3)
    assert result.outcomes == {"false_success": 1, "give_up": 1, "success": 1}


def test_time_on_task_is_of_successes_alone() -> None:
    result = _result(
        _attempt("P1", wall_s=10), _attempt("P2", wall_s=40), _attempt("P3", "fail", 90)
    )
    assert result.time_on_task == geometric_mean([10, 40])
    assert result.time_on_task.estimate == pytest.approx(20)
    assert result.time_median.estimate == 25


def test_pending_attempts_are_in_no_figure_and_noted() -> None:
    result = _result(_attempt("P1"), _attempt("P2", "pending"))
    assert result.completion == adjusted_wald(1, 1)
    assert result.n == 2
    assert any("1 attempt awaits the moderator's verdict" in note for note in result.notes)


def test_unfinished_attempts_count_as_not_completed_and_are_noted() -> None:
    result = _result(_attempt("P1"), _attempt("P2", "unfinished"))
    assert result.completion == adjusted_wald(1, 2)
    assert any("1 attempt has no end" in note for note in result.notes)


def test_a_participant_counts_by_the_first_attempt_that_ended() -> None:
    result = _result(
        _attempt("P1", "unfinished"),
        _attempt("P1", "give_up", number=2),
        _attempt("P1", "success", number=3),
    )
    assert result.n == 1
    assert result.outcomes == {"give_up": 1}
    assert len(result.attempts) == 3
    assert any(note.startswith("P1 tried more than once") for note in result.notes)


def test_error_points_are_counted_per_participant_over_all_their_attempts() -> None:
    result = _result(
        _attempt("P1", "unfinished", error_points=2),
        _attempt("P1", number=2, error_points=1),
        _attempt("P2"),
    )
    assert result.error_points == event_rate([3, 0])
    assert result.error_free == adjusted_wald(1, 2)


def test_an_attempt_of_no_length_is_not_timed() -> None:
    assert _result(_attempt("P1", wall_s=0)).time_on_task.n == 0


def test_without_participants_there_is_no_data_and_it_says_so() -> None:
    result = _result()
    assert result.completion.estimate is None
    assert result.time_on_task.estimate is None
    assert result.error_points.estimate is None
    assert result.notes == ("n = 0: nobody has started this task, there is no data.",)


def test_few_participants_are_noted() -> None:
    assert any("n = 3: not enough data" in note for note in _result(
        _attempt("P1"), _attempt("P2"), _attempt("P3")
    ).notes)  # fmt: skip
    many = [_attempt(f"P{number}", wall_s=10 + number) for number in range(8)]
    assert _result(*many).notes == ()


def test_one_success_has_no_interval_of_time_and_says_so() -> None:
    result = _result(_attempt("P1"))
    assert result.time_on_task.lower is None
    assert "1 timed success: no intervals of time." in result.notes


def test_cautions_stand_at_the_end() -> None:
    result = task_result(task("buy"), [_attempt("P1")], [], NOBODY, ["The disk was full."])
    assert result.notes[-1] == "The disk was full."


def _signals(n: int) -> list[Signal]:
    return [
        Signal(
            kind="dead_click", session=f"s-P{number}", participant=f"P{number}", task="buy",
            t_s=5.0, screen="/", location="#hero", label="Hero", x_px=None, y_px=None, count=1,
            detail="", impact=2,
        )
        for number in range(n)
    ]  # fmt: skip


def _notes_of(n: int, tier: Tier) -> tuple[str, ...]:
    how = ChanceTest(
        method="max-T permutation", seed=1, permutations=99, level=0.03, participants=n, places=1
    )
    tested = Chance(how, {("buy", "/", "#hero"): Verdict(0.5, 0.2, tier)})
    seen = Seen({}, {f"s-P{number}": "desktop" for number in range(n)}, tested)
    attempts = [_attempt(f"P{number}", wall_s=10 + number) for number in range(n)]
    result = task_result(task("buy"), attempts, _signals(2), seen)
    assert result.chance == how
    return result.notes


def test_five_participants_cannot_confirm_a_hotspot_and_the_notes_say_so() -> None:
    assert "n = 5: not enough data to confirm a hotspot; they are ranked." in _notes_of(
        5, "suspect"
    )


def test_without_a_confirmed_hotspot_the_notes_say_so() -> None:
    said = "No hotspot could be told from chance: not enough data to confirm one."
    assert said in _notes_of(8, "suspect")
    assert said not in _notes_of(8, "confirmed")


def test_a_running_attempt_is_in_no_figure_and_noted() -> None:
    result = _result(_attempt("P1"), _attempt("P2", "running", error_points=4))
    assert result.completion == adjusted_wald(1, 1)
    assert result.error_points == event_rate([0])
    assert (result.n, result.outcomes) == (2, {"running": 1, "success": 1})
    assert any("1 attempt is still running, in no figure yet." in note for note in result.notes)


def test_a_running_attempt_after_one_that_ended_does_not_count_in_its_place() -> None:
    result = _result(_attempt("P1", "give_up"), _attempt("P1", "running", number=2))
    assert result.completion == adjusted_wald(0, 1)


def test_attempts_that_a_gap_touches_are_counted_and_noted() -> None:
    touched = msgspec.structs.replace(_attempt("P2"), touches_gap_s=3.2)
    at_its_edge = msgspec.structs.replace(_attempt("P3"), touches_gap_s=0.0)
    result = _result(_attempt("P1"), touched, at_its_edge)
    assert result.touched_by_gap == 2
    assert any("2 of 3 attempts are touched by a gap in the recording (P2, P3)" in note
               for note in result.notes)  # fmt: skip


def test_attempts_whose_recording_is_whole_are_not_marked() -> None:
    result = _result(_attempt("P1"))
    assert result.touched_by_gap == 0
    assert not any("gap" in note for note in result.notes)
