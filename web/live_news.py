"""What the live view is told of a session as its batches come: additions to the replay's index.

Each message is one JSON object: `id` (the batch's row), `tab`, what is new of the index's lists
(`web/viewer/source.ts`), the pointer's runs, rrweb's events as they came, the tasks where they
have changed, and which files named in the recording are archived, by digest.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import msgspec

from analyzer.batches import Gathered, gather
from recorder import protocol
from recorder.assets import normal_url
from recorder.models import Batch
from web import replay_course
from web.replay_assets import written
from web.replay_data import TaskSpan
from web.replay_segments import whole

MAX_PARTS = 1_000  # of one slice, as in the protocol
MAX_AWAITED = 2_000  # addresses: most are links, which nobody archives


class Teller:
    """Turns the batches of one session into messages; keeps what later ones need.

    Parameters
    ----------
    titles
        Of the study's tasks, by id.
    archived
        Gives the digest of what was archived, by address in its normal form.
    tasks
        Gives the session's tries as they stand now.
    """

    def __init__(
        self,
        titles: Mapping[str, str],
        archived: Callable[[], Mapping[str, str]] = dict,
        tasks: Callable[[], Sequence[TaskSpan]] = tuple,
    ) -> None:
        self._titles = titles
        self._archived = archived
        self._tasks = tasks
        self._last: dict[str, protocol.Event] = {}  # the newest event of each tab
        self._tab_of_page: dict[str, str] = {}
        self._parts: dict[str, list[Batch]] = {}  # slices of which pieces are still to come
        self._awaited: dict[str, dict[str, str]] = {}  # by tab: files that may be archived yet

    def told(self, row: Batch) -> bytes | None:
        """Write the message for a batch; None where there is nothing to tell yet.

        What cannot be read is left out: the session's health names it.
        """
        said = self._events(row) if row.stream == "events" else self._recording(row)
        if said is None:
            return None
        names = said.pop("names", None)
        said["assets"] = self._found(row.tab, names)
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
        if any(type(event) is protocol.TaskEvent for event in batch.events):
            index["tasks"] = self._tasks()
        first = batch.events[0].t
        return {
            "from": first,
            "index": index,
            "pointers": replay_course.pointers(grown, row.tab, first, float("inf")),
        }

    def _recording(self, row: Batch) -> dict[str, Any] | None:
        pending = [*self._parts.pop(row.tab, ()), row]
        slices = list(whole(pending, []))
        if not slices:
            # Forged parts without an end are let go; the next slice begins anew.
            if len(pending) <= MAX_PARTS:
                self._parts[row.tab] = pending
            return None
        text = b"\n".join(bytes(event) for one in slices for event in one.events)
        names = self._await(row.tab, text)
        runs = [{"origin_ms": one.origin_ms, "events": one.events} for one in slices]
        return {
            "from": row.first_t,
            "runs": runs,
            "names": names,
            "index": {"length_ms": row.last_t},
        }

    def _await(self, tab: str, text: bytes) -> set[str]:
        awaited = self._awaited.setdefault(tab, {})
        names: set[str] = set()
        for address in written(text):
            normal = normal_url(address)
            if normal is not None:
                awaited.pop(address, None)  # the newest are kept longest
                awaited[address] = normal
                names.add(address)
        for old in list(awaited)[: max(0, len(awaited) - MAX_AWAITED)]:
            del awaited[old]
        return names

    def _found(self, tab: str, names: set[str] | None) -> dict[str, str]:
        """Name the files of a tab's recording that are archived by now; each once.

        Those that were archived after they were recorded come with the next events: the viewer
        then draws anew what stands there without them.
        """
        awaited = self._awaited.get(tab)
        if not awaited or names == set():
            return {}
        known = self._archived()
        found = {
            address: known[normal]
            for address, normal in awaited.items()
            if normal in known and (names is None or address in names)
        }
        for address in found:
            del awaited[address]
        return found


def _added(tell: Any, known: Gathered, grown: Gathered) -> Sequence[Any]:
    """Give what the new events add; each list is made in one pass, so the old is its beginning."""
    return tell(grown)[len(tell(known)) :]  # type: ignore[no-any-return]  # lists of structs
