"""The health of a recording in words, for every page that shows one.

`templates/_health.html` draws it: the session's page, the list of a study's sessions, the report.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from recorder.gaps import Gap
from recorder.health import RecordingHealth
from web.formats import clock, light, number, plural, seconds

_STREAMS = {"events": "events", "replay": "the replay"}
MAX_GAPS = 20  # a list of hundreds helps nobody


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure with its name and what stands below it."""

    name: str
    value: str
    under: str


@dataclass(frozen=True, slots=True)
class HealthWords:
    """A recording's health as a page shows it."""

    light: str
    word: str
    sign: str
    sentence: str
    remedy: str
    findings: Sequence[tuple[str, str]]  # the others: sentence and remedy
    figures: Sequence[Figure]
    gaps: Sequence[tuple[float, str]]  # second at which it begins, words


def words(health: RecordingHealth) -> HealthWords:
    """Put a recording's health into words.

    Parameters
    ----------
    health
        As the store tells it now.
    """
    _, word, sign = light(health)
    return HealthWords(
        light=health.light,
        word=word,
        sign=sign,
        sentence=health.sentence,
        remedy=health.remedy,
        findings=[
            (one.sentence, one.remedy) for one in health.findings if one.sentence != health.sentence
        ],
        figures=_figures(health),
        gaps=[(gap.start_t / 1_000, _gap(gap)) for gap in health.gaps[:MAX_GAPS]],
    )


def _gap(gap: Gap) -> str:
    lost = f"{plural(gap.batches, 'batch', 'batches')} of {_STREAMS[gap.stream]}"
    if gap.is_tail:
        return f"from {clock(gap.start_t / 1_000)} on: {lost}, and nothing came after"
    length = seconds((gap.end_t - gap.start_t) / 1_000)
    return f"{clock(gap.start_t / 1_000)} to {clock(gap.end_t / 1_000)}, {length}: {lost}"


def _figures(health: RecordingHealth) -> list[Figure]:
    made = "made: not told" if health.emitted is None else f"of {number(health.emitted)} made"
    gaps_s = sum(gap.end_t - gap.start_t for gap in health.gaps if gap.stream == "events") / 1_000
    figures = [
        Figure("Events stored", number(health.stored), made),
        Figure(
            "Batches missing",
            number(health.missing),
            f"{seconds(gaps_s)} of the session" if health.missing else "gaps in the numbering",
        ),
        Figure("Stored twice", number(health.duplicates), "batches; counted once"),
    ]
    if health.documents:
        figures.append(
            Figure(
                "First snapshots",
                f"{number(health.snapshots)} of {number(health.documents)}",
                f"pages; {plural(health.missing_replay, 'replay batch', 'replay batches')} missing",
            )
        )
    if health.clock is not None:
        offset_s, error_s = health.clock.offset_ms / 1_000, health.clock.uncertainty_ms / 1_000
        figures.append(
            Figure(
                "Clock offset",
                f"{'−' if offset_s < 0 else ''}{number(abs(offset_s), 3)} s",
                f"± {number(error_s, 3)} s, this server against the browser",
            )
        )
    figures.append(
        Figure("Recorder", health.recorder or "not told", _where(health.recorder_t, health))
    )
    return figures


def _where(t: float | None, health: RecordingHealth) -> str:
    if t is None or health.recorder == "full":
        return "of the replay"
    return f"at worst, at {clock(t / 1_000)}"
