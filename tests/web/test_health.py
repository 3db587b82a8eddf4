from dataclasses import replace

from recorder.gaps import Gap
from recorder.health import ClockOffset, RecordingHealth
from recorder.health_light import Finding
from web.health import MAX_GAPS, words

LOST = Finding("gap", "gaps", "1 of 9 batches is missing.", "Open the page again.")
NOTE = Finding("open", "note", "The end has not been seen.", "")
WHOLE = RecordingHealth(
    light="good", sentence="Nothing is missing.", remedy="", findings=(), emitted=1_204,
    stored=1_204, batches=9, replay_batches=3, missing=0, missing_replay=0, awaited=0, gaps=(),
    duplicates=0, damaged=0, clock=None, recorder="full", recorder_t=900.0, documents=3,
    snapshots=3, gave_way=0, dropped=0, recovered=0, guarded_errors=0, is_closed=True,
)  # fmt: skip


def _figures(health: RecordingHealth) -> dict[str, tuple[str, str]]:
    return {figure.name: (figure.value, figure.under) for figure in words(health).figures}


def test_a_whole_recording_has_its_figures_and_nothing_to_do() -> None:
    said = words(WHOLE)
    assert (said.word, said.sentence, said.remedy) == ("Whole", "Nothing is missing.", "")
    assert (said.findings, said.gaps) == ([], [])
    assert _figures(WHOLE)["Events stored"] == ("1,204", "of 1,204 made")
    assert _figures(WHOLE)["First snapshots"][0] == "3 of 3"


def test_what_the_tracker_never_said_is_not_zero() -> None:
    figures = _figures(replace(WHOLE, emitted=None, recorder=None, recorder_t=None))
    assert figures["Events stored"][1] == "made: not told"
    assert figures["Recorder"][0] == "not told"
    assert "Clock offset" not in figures


def test_the_first_finding_is_the_sentence_and_the_others_follow() -> None:
    said = words(
        replace(WHOLE, light="gaps", sentence=LOST.sentence, remedy=LOST.remedy,
                findings=(LOST, NOTE))
    )  # fmt: skip
    assert (said.sentence, said.remedy) == (LOST.sentence, LOST.remedy)
    assert said.findings == [(NOTE.sentence, "")]


def test_a_gap_says_from_when_to_when() -> None:
    gaps = (
        Gap("t1", "events", 3, 2, 61_000, 64_200),
        Gap("t1", "replay", 9, 1, 70_000, 70_000, is_tail=True),
    )
    assert [text for _, text in words(replace(WHOLE, gaps=gaps)).gaps] == [
        "1:01.0 to 1:04.2, 3.2\u00a0s: 2 batches of events",
        "from 1:10.0 on: 1 batch of the replay, and nothing came after",
    ]
    assert len(words(replace(WHOLE, gaps=gaps * MAX_GAPS)).gaps) == MAX_GAPS


def test_the_clock_is_told_with_its_uncertainty() -> None:
    figures = _figures(replace(WHOLE, clock=ClockOffset(-12.0, 4.5)))
    assert figures["Clock offset"] == ("−0.012 s", "± 0.005 s, this server against the browser")
