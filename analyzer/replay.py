"""A session's DOM recording, read from its batches: rrweb's events per tab, in order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from analyzer.batches import BatchRow
from analyzer.dom import FULL_SNAPSHOT, META, Mirror
from recorder.errors import RefusedError
from recorder.protocol import ReplayBatch
from recorder.wire import decode_batch, join_replay, unfold

LATE_S = 0.05  # rrweb stamps with a wall clock that is read in whole ms, and may be set right


@dataclass(frozen=True, slots=True)
class Change:
    """One rrweb event at its time in the session."""

    t_s: float
    event: Mapping[str, Any]

    @property
    def is_snapshot(self) -> bool:
        """Whether the page can be shown from here on."""
        return self.event.get("type") == FULL_SNAPSHOT


Tabs = dict[str, tuple[Change, ...]]


def recorded_tabs(rows: Iterable[BatchRow]) -> Tabs:
    """Read a session's DOM recording.

    Parameters
    ----------
    rows
        The batches of the stream `replay`, in any order; one that cannot be read, or that came
        twice, is left out.

    Returns
    -------
    dict
        The changes of each tab in order of time.
    """
    ordered = sorted(rows, key=lambda row: (row.tab, row.seq))
    once = [next(group) for _, group in groupby(ordered, key=lambda row: (row.tab, row.seq))]
    tabs: dict[str, list[Change]] = {}
    for batch in join_replay(_decoded(once)):
        changes = tabs.setdefault(batch.tab, [])
        changes += [_change(event, batch.origin_ms) for event in batch.events]
    # Within a tab the order of sending decides where times are equal.
    return {tab: tuple(sorted(found, key=lambda change: change.t_s)) for tab, found in tabs.items()}


def first_snapshot_s(changes: Sequence[Change], since_s: float) -> float | None:
    """Tell when the document that was loaded at `since_s` can be shown first."""
    for change in changes:
        if change.is_snapshot and change.t_s >= since_s - LATE_S:
            return change.t_s
    return None


def mirror_at(changes: Sequence[Change], t_s: float) -> Mirror | None:
    """Rebuild a tab's page as it stood at a moment.

    Parameters
    ----------
    changes
        Of the tab.
    t_s
        The moment; changes at this very time have happened.

    Returns
    -------
    Mirror or None
        None if no snapshot was taken until then.
    """
    until = [change for change in changes if change.t_s <= t_s]
    snapshots = [index for index, change in enumerate(until) if change.is_snapshot]
    if not snapshots:
        return None
    mirror = Mirror()
    # Address and viewport stand in an event of their own before the snapshot.
    before = (change.event for change in until[: snapshots[-1]])
    mirror.apply_all(event for event in before if event.get("type") == META)
    mirror.apply_all(change.event for change in until[snapshots[-1] :])
    return mirror


def _decoded(rows: Iterable[BatchRow]) -> Iterator[ReplayBatch]:
    for row in rows:
        try:
            batch = decode_batch(unfold(row.body))
        except RefusedError:
            continue
        if isinstance(batch, ReplayBatch):
            yield batch


def _change(event: Mapping[str, Any], origin_ms: float) -> Change:
    return Change((float(event["timestamp"]) - origin_ms) / 1000, event)
