"""One clock for all pages of a session, also where the browser's wall clock jumped in between.

Inside a document time is monotonic, and nothing here changes a duration in it. Documents are
joined by their wall clocks, as the tracker did. Each says how far the collector's clock is ahead
of its own; where two differ by more than the round trips explain, the wall clock was set in
between, and the later document is moved by the difference.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby, pairwise
from operator import attrgetter
from statistics import median

import msgspec

from recorder.protocol import Batch, Event, HealthEvent, PageEvent, ReactionEvent

# Ours: clocks drift apart by 50 ppm, .2 s an hour; less than this was never set by anybody.
JUMP_MS = 250.0
_LOADED = {"load", "reload", "back_forward"}  # told when the document is young


@dataclass(frozen=True, slots=True)
class Clocks:
    """How the documents of a session were joined.

    `document` numbers the document of each page view; the other tuples have an entry for each.
    """

    document: Mapping[str, int] = field(default_factory=dict)
    shift_s: tuple[float, ...] = ()  # by which it was moved
    uncertainty_s: tuple[float | None, ...] = ()  # of its place; None: never compared

    @property
    def worst_s(self) -> float | None:
        """The largest uncertainty of any two documents in a row; None where none is known."""
        if len(self.shift_s) < 2:
            return 0.0
        known = [value for value in self.uncertainty_s if value is not None]
        return max((one + other for one, other in pairwise(known)), default=None)

    def between_s(self, page: str, other: str) -> float | None:
        """Give the uncertainty of a duration from one page view to another; 0 within a document."""
        here, there = self.document.get(page), self.document.get(other)
        if here is None or there is None:
            return None
        if here == there:
            return 0.0
        ends = self.uncertainty_s[here], self.uncertainty_s[there]
        return None if ends[0] is None or ends[1] is None else ends[0] + ends[1]


@dataclass(slots=True)
class _Document:
    begins_t: float
    young_t: float | None = None  # t of a page event of its load, minus its wall clock
    offset_ms: float | None = None
    rtt_ms: float = 0.0
    shift_ms: float = 0.0
    error_ms: float | None = None


def joined(batches: Sequence[Batch]) -> tuple[list[Batch], Clocks]:
    """Put the pages of one session on one clock.

    Parameters
    ----------
    batches
        Of one session, in any order.

    Returns
    -------
    tuple
        The batches, those of moved documents with other times, and how they were joined.

    Notes
    -----
    The sample of the shortest round trip is the best (NTP, RFC 5905, section 10): the offset is
    wrong by at most half of it. A tracker whose clock was set back begins its next page at the
    latest time that it knew; what it added shows in the time of the page event beside that of
    earlier pages, and is taken off again.
    """
    events = [event for batch in batches for event in batch.events]
    documents, of_page = _documents(events)
    if not documents:
        return list(batches), Clocks()
    _measure(documents, of_page, events)
    order = sorted(range(len(documents)), key=lambda at: (documents[at].begins_t, at))
    ordered = [documents[at] for at in order]
    _place(ordered)
    rank = {at: number for number, at in enumerate(order)}
    clocks = Clocks(
        document={page: rank[at] for page, at in sorted(of_page.items())},
        shift_s=tuple(one.shift_ms / 1_000 for one in ordered),
        uncertainty_s=tuple(
            None if one.error_ms is None else one.error_ms / 1_000 for one in ordered
        ),
    )
    shift_ms = {page: documents[at].shift_ms for page, at in of_page.items()}
    if not any(shift_ms.values()):
        return list(batches), clocks
    return [_moved(batch, shift_ms) for batch in batches], clocks


def _documents(events: Sequence[Event]) -> tuple[list[_Document], dict[str, int]]:
    """Sort page views by the wall clock of their document's birth, which names it."""
    documents: list[_Document] = []
    of_birth: dict[float, int] = {}
    of_page: dict[str, int] = {}
    begins: dict[str, float] = {}
    # A page's events mostly follow one another: groups spare a step of Python for each event.
    for page, group in groupby(events, attrgetter("page")):
        first_t = min(map(attrgetter("t"), group))
        begins[page] = min(begins.get(page, first_t), first_t)
    for event in events:
        if type(event) is not PageEvent or event.page in of_page:
            continue
        at = of_birth.setdefault(event.time_origin_ms, len(documents))
        if at == len(documents):
            documents.append(_Document(event.t))
        of_page[event.page] = at
        if event.kind in _LOADED:
            young_t = event.t - event.time_origin_ms
            known = documents[at].young_t
            documents[at].young_t = young_t if known is None else min(known, young_t)
    for page, t in sorted(begins.items()):
        if page not in of_page:  # its beginning was lost: a document of which nothing is known
            of_page[page] = len(documents)
            documents.append(_Document(t))
        one = documents[of_page[page]]
        one.begins_t = min(one.begins_t, t)
    return documents, of_page


def _measure(
    documents: Sequence[_Document], of_page: Mapping[str, int], events: Iterable[Event]
) -> None:
    samples = sorted(
        (event.clock_rtt_ms, event.t, event.clock_offset_ms, of_page[event.page])
        for event in events
        if type(event) is HealthEvent
        and event.clock_rtt_ms is not None
        and event.clock_offset_ms is not None
    )
    for rtt_ms, _, offset_ms, at in samples:
        one = documents[at]
        if one.offset_ms is None:
            one.offset_ms, one.rtt_ms, one.error_ms = offset_ms, rtt_ms, rtt_ms / 2


def _place(ordered: Sequence[_Document]) -> None:
    """Follow the documents in order, and sum up by how much the wall clock jumped."""
    jumped_ms, before = 0.0, None
    young_t: list[float] = []
    for one in ordered:
        if one.offset_ms is not None and before is not None and before.offset_ms is not None:
            jump_ms = one.offset_ms - before.offset_ms
            if abs(jump_ms) > (one.rtt_ms + before.rtt_ms) / 2 + JUMP_MS:
                jumped_ms += jump_ms
        if one.offset_ms is not None:
            before = one
        one.shift_ms = jumped_ms
        if jumped_ms > 0 and one.young_t is not None and young_t:
            # Set back: what the tracker added so that time did not run back is in it already.
            added_ms = min(max(0.0, one.young_t - median(young_t)), jumped_ms)
            one.shift_ms = jumped_ms - added_ms
            if added_ms and one.error_ms is not None:
                one.error_ms += max(young_t) - min(young_t)
        elif not jumped_ms and one.young_t is not None:
            young_t.append(one.young_t)


def _moved(batch: Batch, shift_ms: Mapping[str, float]) -> Batch:
    events = [_later(event, shift_ms[event.page]) for event in batch.events]
    return msgspec.structs.replace(batch, events=events)


def _later(event: Event, by_ms: float) -> Event:
    if not by_ms:
        return event
    t = max(0.0, event.t + by_ms)
    if type(event) is ReactionEvent:
        return msgspec.structs.replace(event, t=t, of=max(0.0, event.of + by_ms))
    return msgspec.structs.replace(event, t=t)
