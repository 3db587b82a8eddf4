"""From what was measured of a recording to a light, sentences, and what to do about each.

The limits are ours; `docs/measures.md` says how they were chosen.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Light = Literal["good", "gaps", "poor", "none"]
Weight = Literal["none", "poor", "gaps", "note"]

POOR_SHARE = 0.05  # of the batches of events: more than one in twenty is lost
POOR_GAP_S = 30.0  # one hole of so long may hide a whole task
OTHER_VERSION = "; speaks version "  # in a session's tracker, after its name
_WEIGHTS: tuple[Weight, ...] = ("none", "poor", "gaps", "note")
_LIGHTS: dict[Weight, Light] = {"none": "none", "poor": "poor", "gaps": "gaps", "note": "good"}

_MARKED = "Figures of attempts that it touches are marked in the report."
_AGAIN = (
    "Have the participant open any page of the prototype once more in the same browser: what "
    "its log still holds is sent then."
)
_OVER = "The session is closed, so nothing more can come of it."


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to know of a recording; `remedy` may be empty."""

    kind: str
    weight: Weight
    sentence: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Measured:
    """What was counted; see `recorder.health.RecordingHealth`, whose fields these are."""

    stored: int
    emitted: int | None
    batches: int
    replay_batches: int
    missing: int
    missing_replay: int
    awaited: int
    gaps_s: tuple[float, ...]  # length of each gap in the events
    duplicates: int
    damaged: int
    recorder: str | None
    documents: int
    snapshots: int
    gave_way: int
    dropped: int
    recovered: int
    guarded_errors: int
    tracker: str | None
    is_closed: bool
    has_replay: bool

    @property
    def lost(self) -> int:
        """Events that were made and neither arrived, nor were given up, nor are under way."""
        if self.emitted is None or self.awaited or self.missing or self.damaged:
            return 0
        return max(0, self.emitted - self.stored - self.dropped)


def light_of(found: tuple[Finding, ...]) -> Light:
    """Give the light of what was found, the worst first; `good` for nothing."""
    return _LIGHTS[found[0].weight] if found else "good"


def findings(measured: Measured) -> tuple[Finding, ...]:
    """Say what is to be known of a recording, the worst first."""
    found = [*_nothing(measured), *_events(measured), *_replay(measured), *_notes(measured)]
    return tuple(sorted(found, key=lambda finding: _WEIGHTS.index(finding.weight)))


def _nothing(measured: Measured) -> list[Finding]:
    found = []
    tracker = measured.tracker or ""
    if OTHER_VERSION in tracker:
        found.append(Finding(
            "version", "poor" if measured.stored else "none",
            f"The script in the page is of another release ({tracker}), and was refused.",
            "Upgrade Thinkaloud on this machine, or load the script from this server, then have "
            "the participant reload the page.",
        ))  # fmt: skip
    if not measured.batches:
        said_hello = "The page said hello, but sent no event." if tracker else (
            "No event has arrived: no page has said hello."
        )  # fmt: skip
        found.append(Finding(
            "empty", "none", said_hello,
            "If the participant took part, their page could not reach this server, or the script "
            "is not in it; thinkaloud doctor and the study's page say how to connect it.",
        ))  # fmt: skip
    return found


def _events(measured: Measured) -> list[Finding]:
    found = []
    made = measured.batches + measured.missing
    longest_s = max(measured.gaps_s, default=0.0)
    if measured.missing:
        is_poor = measured.missing > POOR_SHARE * made or longest_s > POOR_GAP_S
        are = "is" if measured.missing == 1 else "are"
        found.append(Finding(
            "gap", "poor" if is_poor else "gaps",
            f"{measured.missing} of {_counted(made, 'batch', 'batches')} of events {are} missing, "
            f"{_seconds(sum(measured.gaps_s))} of the session.",
            f"{_MARKED} {_OVER if measured.is_closed else _AGAIN}",
        ))  # fmt: skip
    if measured.damaged:
        is_poor = measured.damaged > POOR_SHARE * made
        found.append(Finding(
            "damaged", "poor" if is_poor else "gaps",
            f"{_counted(measured.damaged, 'stored batch', 'stored batches')} cannot be read.",
            f"{_MARKED} The data folder was damaged after the recording; a backup may hold it "
            "whole.",
        ))  # fmt: skip
    if measured.dropped:
        found.append(Finding(
            "dropped", "gaps",
            f"The tracker gave up {_counted(measured.dropped, 'event')} that this server refused.",
            "Counts may be too low by so many. The script and this server should be of the same "
            "release.",
        ))  # fmt: skip
    if measured.lost:
        found.append(Finding(
            "lost", "gaps",
            f"The tracker made {measured.emitted:,} events, and {measured.stored:,} are stored.",
            f"Counts may be too low by so many. {_OVER if measured.is_closed else _AGAIN}",
        ))  # fmt: skip
    return found


def _replay(measured: Measured) -> list[Finding]:
    if not measured.has_replay or not measured.batches:
        return []
    found = []
    pages = measured.documents - measured.snapshots
    if pages > 0:
        are = "has" if pages == 1 else "have"
        found.append(Finding(
            "snapshot", "poor" if not measured.snapshots else "gaps",
            f"{pages} of {_counted(measured.documents, 'page')} {are} no first snapshot: the "
            "replay cannot show them.",
            "Clicks, times and outcomes do not depend on it. Let pages load before they are left.",
        ))  # fmt: skip
    if measured.missing_replay:
        found.append(Finding(
            "replay gap", "gaps",
            f"{_counted(measured.missing_replay, 'batch', 'batches')} of the replay never came: it "
            "jumps there.",
            f"No figure depends on it. {_OVER if measured.is_closed else _AGAIN}",
        ))  # fmt: skip
    if measured.gave_way:
        found.append(Finding(
            "gave way", "gaps",
            f"The browser's storage was full: {measured.gave_way:,} of the replay's batches gave "
            "way to the events.",
            "No figure depends on it. Free some space on that device before the next session.",
        ))  # fmt: skip
    if measured.recorder in _RECORDERS:
        weight, sentence, remedy = _RECORDERS[measured.recorder]
        found.append(Finding(f"recorder {measured.recorder}", weight, sentence, remedy))
    return found


_RECORDERS: dict[str | None, tuple[Weight, str, str]] = {
    "sliced": (
        "note",
        "A page was too heavy to record at once: its snapshots were taken in slices, at rest.",
        "Short-lived states of it may be missing from the replay.",
    ),
    "off": (
        "gaps",
        "The replay was off on a page: it cannot be shown.",
        "No figure depends on it.",
    ),
    "blocked": (
        "gaps",
        "A page did not let the recorder load: it cannot be shown.",
        "Allow it in the page's content security policy; docs/studies.md says which lines to add.",
    ),
    "failed": (
        "gaps",
        "The recorder failed on a page: it cannot be shown.",
        "Clicks, times and outcomes do not depend on it. The page's console may say why.",
    ),
}


def _notes(measured: Measured) -> list[Finding]:
    found = []
    if measured.duplicates:
        found.append(Finding(
            "twice", "note",
            f"{_counted(measured.duplicates, 'batch', 'batches')} came twice, under two tabs.",
            "Equal events are counted once.",
        ))  # fmt: skip
    if measured.recovered:
        found.append(Finding(
            "recovered", "note",
            f"{_counted(measured.recovered, 'event')} of a page that was gone came with a later "
            "one.", "",
        ))  # fmt: skip
    if measured.guarded_errors:
        found.append(Finding(
            "guarded", "note",
            f"The tracker caught {_counted(measured.guarded_errors, 'error')} of its own; the page "
            "was not harmed.", "",
        ))  # fmt: skip
    if measured.batches and not measured.is_closed:
        waiting = (
            f" {_counted(measured.awaited, 'batch', 'batches')} on the way." if measured.awaited
            else ""
        )  # fmt: skip
        found.append(Finding(
            "open", "note",
            f"The end has not been seen: the session is open.{waiting}",
            "If the participant has left, close the session; until then its running task counts "
            "in no figure.",
        ))  # fmt: skip
    return found


def _counted(count: int, one: str, many: str | None = None) -> str:
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def _seconds(length_s: float) -> str:
    return f"{length_s:.1f} s" if length_s < 100 else f"{length_s:,.0f} s"
