"""What the live view is told of a session as its batches come: additions to the replay's index.

Each message is one JSON object: `id` (the batch's row), `tab`, what is new of the index's lists
(`web/viewer/source.ts`), the pointer's runs, and rrweb's events as they came.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import msgspec

from analyzer.batches import Gathered, gather
from recorder import protocol
from recorder.models import Batch
from web import replay_course
from web.replay_segments import whole

MAX_PARTS = 1_000  # of one slice, as in the protocol


class Teller:
    """Turns the batches of one session into messages; keeps what later ones need.

    Parameters
    ----------
    titles
        Of the study's tasks, by id.
    """

    def __init__(self, titles: Mapping[str, str]) -> None:
        self._titles = titles
        self._last: dict[str, protocol.Event] = {}  # the newest event of each tab
        self._tab_of_page: dict[str, str] = {}
        self._parts: dict[str, list[Batch]] = {}  # slices of which pieces are still to come

    def told(self, row: Batch) -> bytes | None:
        """Write the message for a batch; None where there is nothing to tell yet.

        What cannot be read is left out: the session's health names it.
        """
        said = self._events(row) if row.stream == "events" else self._recording(row)
        if said is None:
            return None
        return msgspec.json.encode({"id": row.id, "tab": row.tab, **said})

    def _events(self, row: Batch) -> dict[str, Any] | None:
        batch = gather([row], is_closed=False)
        if not batch.events:
            return None
        self._tab_of_page |= batch.tab_of_page
        before = list(self._last.values())
        known = replace(batch, events=before, tab_of_page=self._tab_of_page)
        grown = replace(known, events=[*before, *batch.events])
        self._last[row.tab] = batch.events[-1]
        index = {
            "length_ms": batch.events[-1].t,
            "moments": replay_course.moments(replace(known, events=batch.events), self._titles),
            "pages": replay_course.page_views(replace(known, events=batch.events)),
            "presence": _added(replay_course.presence, known, grown),
            "screens": _added(replay_course.screens, known, grown),
            "activity": replay_course.active_spans(batch),
        }
        runs = replay_course.pointers(grown, row.tab, batch.events[0].t, float("inf"))
        has_task = any(type(event) is protocol.TaskEvent for event in batch.events)
        return {"index": index, "pointers": runs, "has_task": has_task}

    def _recording(self, row: Batch) -> dict[str, Any] | None:
        pending = [*self._parts.get(row.tab, ()), row]
        slices = list(whole(pending, []))
        if slices:
            self._parts.pop(row.tab, None)
        elif len(pending) <= MAX_PARTS:
            self._parts[row.tab] = pending
        runs = [{"origin_ms": one.origin_ms, "events": one.events} for one in slices]
        return {"runs": runs, "index": {"length_ms": row.last_t}} if runs else None


def _added(tell: Any, known: Gathered, grown: Gathered) -> Sequence[Any]:
    """Give what the new events add; each list is made in one pass, so the old is its beginning."""
    return tell(grown)[len(tell(known)) :]  # type: ignore[no-any-return]  # lists of structs
