"""Laws of what a researcher takes out: no figure rises, and no order matters."""

from __future__ import annotations

from collections.abc import Iterable

from hypothesis import given, settings
from hypothesis import strategies as st

from analyzer.pipeline import analyze, to_json
from analyzer.results import Signal, StudyAnalysis
from analyzer.session_results import analyze_session
from fixtures.synthetic import NOTHING, Recording, definition, element, study, task
from recorder.definition import IgnoreRule

STUDY = definition(task("buy", paths=[["/", "/lamps", "/thanks"]]))
BUTTONS = [element(name) for name in ("buy", "next", "logo")]


def _told(who: str) -> Recording:
    """Rage on a dead button, a way astray with a dead click on it, an invalid field, a way back."""
    told = Recording(who).page(0, "/").task(1, "buy")
    for t_s in (2.0, 2.4, 2.8):
        told.click(t_s, BUTTONS[0], NOTHING)
    told.click(9, BUTTONS[1]).page(9.1, "/help").click(12, BUTTONS[2], NOTHING)
    told.page(20, "/", "back_forward").page(22, "/lamps")
    told.invalid(25, element("mail", tag="input")).click(30, BUTTONS[2], NOTHING)
    return told.page(40, "/help").page(50, "/thanks").task(52, "buy", "done")


def _analysis(rejected: Iterable[Signal]) -> StudyAnalysis:
    told = {who: _told(who) for who in ("P01", "P02", "P03")}
    for one in rejected:
        told[one.participant].review(one.kind, one.t_s, one.location, "reject", "seen by eye")
    return analyze(study(*told.values(), of=STUDY))


WHOLE = _analysis(())
SOME = st.lists(st.sampled_from(WHOLE.signals), unique=True)


def _figures(analysis: StudyAnalysis) -> dict[object, float]:
    """Collect every figure that counts friction, by its name."""
    figures: dict[object, float] = {"signals": len(analysis.signals)}
    for task_ in analysis.tasks:
        figures["error points"] = task_.error_points.estimate or 0.0
        for attempt in task_.attempts:
            of = (attempt.session, attempt.number)
            figures["error points", of] = attempt.error_points
            figures["pages", of] = attempt.deviation_pages or 0
            figures["seconds", of] = attempt.deviation_s or 0.0
        for spot in task_.hotspots:
            figures["affected", spot.screen, spot.location] = spot.affected
            figures["moments", spot.screen, spot.location] = len(spot.moments)
        for row in task_.deviations:
            figures["left", row.after, row.page] = row.participants
    return figures


def _signalled(told: Recording) -> dict[object, int]:
    done = analyze_session(told.session(), STUDY)
    return {(e.task, e.screen, e.location, e.family): e.signalled for e in done.exposures}


@settings(max_examples=25)
@given(SOME, SOME)
def test_rejecting_a_signal_never_raises_a_figure(some: list[Signal], others: list[Signal]) -> None:
    less = _figures(_analysis(some))
    least = _figures(_analysis([*some, *(one for one in others if one not in some)]))
    assert set(least) <= set(less)
    assert all(value <= less[name] + 1e-9 for name, value in least.items())


@settings(max_examples=15)
@given(st.data(), SOME)
def test_the_order_of_reviews_is_irrelevant(data: st.DataObject, some: list[Signal]) -> None:
    shuffled = data.draw(st.permutations(some))
    assert to_json(_analysis(some)) == to_json(_analysis(shuffled))


@settings(max_examples=25)
@given(SOME)
def test_rejecting_takes_occasions_with_a_signal_from_the_test_against_chance(
    some: list[Signal],
) -> None:
    told = _told("P01")
    before = _signalled(told)
    for one in some:
        if one.participant == "P01":
            told.review(one.kind, one.t_s, one.location)
    assert all(count <= before[name] for name, count in _signalled(told).items())


def test_rejecting_all_leaves_no_friction_in_any_figure() -> None:
    assert WHOLE.tasks[0].error_points.estimate
    analysis = _analysis(WHOLE.signals)
    (only,) = analysis.tasks
    assert (only.error_points.estimate, only.error_free.estimate) == (0.0, 1.0)
    assert (analysis.signals, only.hotspots, only.deviations) == ((), (), ())
    assert all(a.error_points == 0 and a.deviation_s == 0 for a in only.attempts)


def test_rejected_signals_stay_in_the_result_with_their_reason() -> None:
    first = WHOLE.signals[0]
    analysis = _analysis([first])
    (rejected,) = analysis.rejected
    assert (rejected.kind, rejected.task, rejected.t_s) == (first.kind, "buy", first.t_s)
    assert (rejected.review, rejected.reason) == ("reject", "seen by eye")
    assert len(analysis.signals) == len(WHOLE.signals) - 1


def test_ignored_signals_are_counted_for_each_rule() -> None:
    dead = [one for one in WHOLE.signals if one.location == "#logo"]
    rules = [IgnoreRule(signal=dead[0].kind, location="#logo", reason="goes home")]
    of = definition(*STUDY.tasks, ignore=[*rules, IgnoreRule(signal="rage_clik")])
    analysis = analyze(study(*(_told(who) for who in ("P01", "P02", "P03")), of=of))
    first, second = analysis.ignored
    assert (first.signal, first.location, first.screen) == (dead[0].kind, "#logo", None)
    assert (first.reason, first.found) == ("goes home", sum(d.kind == dead[0].kind for d in dead))
    assert second.found == 0
    assert "ignored signal `rage_clik`: no rule finds it." in analysis.excluded
    assert not any(s.location == "#logo" and s.kind == dead[0].kind for s in analysis.signals)


def test_a_review_that_matches_nothing_is_named_with_its_session() -> None:
    told = _told("P01").review("rage_click", 47.11, "#gone")
    (line,) = analyze(study(told, of=STUDY)).excluded
    assert "s-P01 (P01)" in line
    assert "rage_click at 47.1 s" in line
