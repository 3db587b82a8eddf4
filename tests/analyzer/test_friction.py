import re
from pathlib import Path

import pytest

from analyzer.detection import Scene
from analyzer.friction import (
    Friction,
    Weighed,
    detected,
    friction,
    rules,
    unknown_kinds,
    unknown_thresholds,
    weighed,
)
from analyzer.segment import segment
from analyzer.sessionize import sessionize
from analyzer.signals import signals
from fixtures.synthetic import BUTTON, NOTHING, Recording, definition, element, task
from recorder.definition import IgnoreRule, StudyDefinition


def _friction(told: Recording, study: StudyDefinition | None = None) -> list[Friction]:
    events = told.session()
    study = study or definition()
    timeline = sessionize(events)
    return friction(Scene(events, timeline, segment(events, timeline, study), study))


def _furious() -> Recording:
    told = Recording().page(0)
    for t_s in (2, 2.4, 2.8):
        told.click(t_s, BUTTON, NOTHING)
    return told


def test_a_dead_button_clicked_in_rage_is_two_signals_and_one_error_point() -> None:
    found = _friction(_furious())
    assert [(one.kind, one.is_error_point) for one in found] == [
        ("rage_click", True),
        ("unresponsive_click", False),
    ]


def test_a_dead_click_elsewhere_is_an_error_point_of_its_own() -> None:
    found = _friction(_furious().click(9, element("other"), NOTHING))
    assert sum(one.is_error_point for one in found) == 2


def test_quick_repeats_of_one_signal_at_one_place_are_one_episode() -> None:
    told = Recording().page(0).click(2, BUTTON, NOTHING).click(3.5, BUTTON, NOTHING)
    (one,) = _friction(told)
    assert (one.kind, one.episode.count) == ("unresponsive_click", 2)


def test_friction_comes_in_the_order_of_time() -> None:
    times = [one.episode.t_s for one in _friction(_furious().click(9, element("x"), NOTHING))]
    assert times == sorted(times)


def test_a_study_sets_thresholds_by_name() -> None:
    study = definition(thresholds={"rage_clicks": 4})
    assert [one.kind for one in _friction(_furious(), study)] == ["unresponsive_click"]
    printed = {rule.kind: rule for rule in rules(study)}
    assert printed["rage_click"].text.startswith("4 or more clicks")


def test_every_rule_is_printed_whole() -> None:
    kinds = [rule.kind for rule in rules(definition())]
    assert kinds == sorted(kinds)
    assert {"backtrack", "dead_click", "error_click", "rage_click", "validation_error"} <= set(
        kinds
    )
    for rule in rules(definition()):
        assert "{" not in rule.text
        assert rule.source
        assert 1 <= rule.impact <= 4
        assert set(rule.threshold_sources) == set(rule.thresholds)


def test_a_threshold_that_no_rule_has_is_named() -> None:
    study = definition(thresholds={"rage_window_s": 2, "rage_windw_s": 2})
    assert unknown_thresholds(study) == ["rage_windw_s"]


def test_each_kind_tells_which_occasions_it_befalls() -> None:
    told = Recording().page(0).task(1, "buy").click(3, BUTTON, NOTHING)
    told.click(6).invalid(8, element("mail", tag="input")).task(9, "buy", "done")
    families = {one.kind: one.family for one in _friction(told)}
    assert families == {
        "unresponsive_click": "click", "validation_error": "field", "false_success": "screen",
    }  # fmt: skip


def test_what_befalls_a_participant_on_a_wrong_page_belongs_to_the_deviation() -> None:
    study = definition(task("buy", paths=[["/", "/thanks"]]))
    told = Recording().page(0, "/").task(0, "buy").click(1).page(2, "/help")
    told.click(3, BUTTON, NOTHING).page(13, "/thanks").task(14, "buy", "done")
    points = {one.kind: one.is_error_point for one in _friction(told, study)}
    assert points["deviation"] is True
    assert points["unresponsive_click"] is False


def test_signs_of_effort_are_no_error_points() -> None:
    effort = {"hesitation", "thrashed_cursor", "scroll_oscillation", "long_pause", "slow_response"}
    assert all(not signals[kind].is_error for kind in effort)


def test_a_session_without_events_has_no_friction() -> None:
    assert _friction(Recording()) == []


MEASURES = (Path(__file__).parents[2] / "docs" / "measures.md").read_text()


@pytest.mark.parametrize("kind", signals.names())
def test_the_measures_tell_each_rule_with_the_numbers_that_the_code_uses(kind: str) -> None:
    detector = signals[kind]
    section = MEASURES.split(f"(`{kind}`)\n")[1].split("\n#")[0]
    assert f"Impact {detector.impact}." in section
    for threshold in detector.thresholds:
        told = re.search(rf"`{threshold.name}` = (\d*\.?\d+)", MEASURES)
        assert told is not None, threshold.name
        assert float(told[1]) == threshold.value, threshold.name


def _weighed(told: Recording, study: StudyDefinition | None = None) -> Weighed:
    events = told.session()
    study = study or definition()
    timeline = sessionize(events)
    scene = Scene(events, timeline, segment(events, timeline, study), study)
    return weighed(scene, detected(scene, study.thresholds), study.thresholds)


def test_a_rejected_signal_is_set_aside_with_its_reason() -> None:
    found = _weighed(_furious().review("rage_click", 2.03, "#buy", "reject", "was showing me"))
    assert [one.kind for one in found.counted] == ["unresponsive_click"]
    (rejected,) = found.rejected
    assert (rejected.kind, rejected.review, rejected.reason) == (
        "rage_click",
        "reject",
        "was showing me",
    )


def test_what_a_rejected_signal_had_swallowed_does_not_come_up_in_its_place() -> None:
    found = _weighed(_furious().review("rage_click", 2, "#buy"))
    assert [one.is_error_point for one in found.counted] == [False]


def test_an_accepted_signal_is_marked_and_counts_as_before() -> None:
    plain, marked = (
        _weighed(_furious()),
        _weighed(_furious().review("rage_click", 2, "#buy", "accept")),
    )
    assert [one.review for one in marked.counted] == ["accept", None]
    assert [one.is_error_point for one in marked.counted] == [
        one.is_error_point for one in plain.counted
    ]


def test_a_review_of_what_is_found_no_more_is_named() -> None:
    found = _weighed(_furious().review("rage_click", 7, "#buy"))
    assert [one.t_s for one in found.unmatched] == [7]
    assert not found.rejected


def test_a_rule_of_the_study_ignores_before_anything_is_joined() -> None:
    study = definition(ignore=[IgnoreRule(signal="rage_click", location="#buy", screen="/")])
    found = _weighed(_furious(), study)
    # Without the burst the click that nothing answered is an error of its own.
    assert [(one.kind, one.is_error_point) for one in found.counted] == [
        ("unresponsive_click", True)
    ]
    assert found.ignored == (1,)
    assert _weighed(
        _furious(), definition(ignore=[IgnoreRule(signal="rage_click", screen="/x")])
    ).ignored == (0,)


def test_a_review_of_what_a_rule_ignores_is_no_mystery() -> None:
    study = definition(ignore=[IgnoreRule(signal="rage_click")])
    found = _weighed(_furious().review("rage_click", 2, "#buy"), study)
    assert (found.unmatched, found.rejected) == ((), ())


def test_an_ignored_signal_that_no_rule_finds_is_named() -> None:
    study = definition(ignore=[IgnoreRule(signal="rage_clik"), IgnoreRule(signal="rage_click")])
    assert unknown_kinds(study) == ["rage_clik"]
