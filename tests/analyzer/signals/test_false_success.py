from analyzer.detection import Episode, Scene, applied
from analyzer.segment import segment
from analyzer.sessionize import sessionize
from analyzer.signals.false_success import detector
from fixtures.synthetic import Recording, definition, task
from recorder.definition import StudyDefinition, Success


def _found(told: Recording, study: StudyDefinition | None = None) -> list[Episode]:
    events = told.session()
    study = study or definition()
    timeline = sessionize(events)
    scene = Scene(events, timeline, segment(events, timeline, study), study)
    return detector.detect(scene, applied(detector, {}))


def _claimed() -> Recording:
    return Recording().page(0, "/").task(1, "buy").page(5, "/cart").task(9, "buy", "done")


def test_done_without_the_goal_is_placed_on_the_screen_at_hand() -> None:
    told = _claimed()
    (episode,) = _found(told)
    assert (episode.t_s, episode.location) == (9, -1)
    assert told.session().screen_keys[episode.screen] == "/cart"


def test_done_with_the_goal_is_none() -> None:
    told = Recording().page(0).task(1, "buy").task(8, "buy", "goal", "rule").task(9, "buy", "done")
    assert _found(told) == []
    assert _found(told, definition(task("buy", ends_on_goal=False))) == []


def test_a_moderators_task_has_none() -> None:
    assert _found(_claimed(), definition(task("buy", Success(moderator=True)))) == []


def test_giving_up_claims_nothing() -> None:
    assert _found(Recording().page(0).task(1, "buy").task(9, "buy", "give_up")) == []


def test_without_attempts_there_is_none() -> None:
    assert _found(Recording()) == []
