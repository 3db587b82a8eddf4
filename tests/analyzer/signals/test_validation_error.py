from analyzer.detection import Episode, Scene, applied
from analyzer.segment import segment
from analyzer.sessionize import sessionize
from analyzer.signals.validation_error import detector
from fixtures.synthetic import Recording, definition, element

MAIL = element("mail", tag="input", box=(100, 200, 300, 40))


def _found(told: Recording) -> list[Episode]:
    events = told.session()
    study = definition()
    timeline = sessionize(events)
    scene = Scene(events, timeline, segment(events, timeline, study), study)
    return detector.detect(scene, applied(detector, {}))


def test_a_field_refused_after_a_click_is_a_validation_error_at_its_middle() -> None:
    (episode,) = _found(Recording().page(0).click(2).invalid(2.1, MAIL, "Not an address"))
    assert (episode.t_s, episode.xy_px) == (2.1, (250, 220))
    assert episode.detail == "Not an address"


def test_a_field_refused_at_the_very_click_counts() -> None:
    assert len(_found(Recording().page(0).click(2).invalid(2, MAIL))) == 1


def test_a_field_refused_after_a_key_or_typing_counts() -> None:
    assert len(_found(Recording().page(0).key(2, "enter").invalid(2.1, MAIL))) == 1
    assert len(_found(Recording().page(0).input(2, MAIL).invalid(3, MAIL))) == 1


def test_a_field_invalid_before_anything_was_done_is_ignored() -> None:
    assert _found(Recording().page(0).invalid(0.1, MAIL).click(2)) == []
    assert _found(Recording().page(0).click(1).page(2, "/next").invalid(2.1, MAIL)) == []


def test_a_click_by_a_script_is_no_deed() -> None:
    assert _found(Recording().page(0).click(1, is_trusted=False).invalid(2, MAIL)) == []


def test_a_session_without_validation_has_none() -> None:
    assert _found(Recording().page(0).click(2)) == []
