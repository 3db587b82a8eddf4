"""All screens of a study as they stand now, with what was merged into each: for the researcher."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from threading import Lock

import numpy as np

from analyzer.events import SessionEvents
from analyzer.load import load_session, open_study
from analyzer.screen_rules import path_of, screen_key
from analyzer.sessionize import sessionize
from recorder.definition import ScreenRules
from recorder.screens import batch_marks
from recorder.store import Store

REMEMBERED = 5_000  # sessions
MAX_ADDRESSES = 12  # of one screen that are listed

Mark = tuple[int, int]  # of a session's batches: how many, the latest


@dataclass(frozen=True, slots=True)
class Tally:
    """What one session tells of its screens, as the tracker named them.

    Attributes
    ----------
    events
        (screen, address) -> how many.
    width_px
        Of its viewport; NaN if no page told it.
    """

    participant: str
    viewport_class: str
    width_px: float
    events: dict[tuple[str, str], int]
    titles: dict[tuple[str, str], str]


@dataclass(frozen=True, slots=True)
class SeenScreen:
    """A screen of a study.

    Attributes
    ----------
    key, viewport_class
        Its name, as pictures and figures have it.
    title
        Of its page view, that of most events.
    events, participants
        How many.
    members
        Screens that were merged into it, by the names they would have.
    addresses
        Paths with their number of events, those with most first.
    width_px
        Median of the viewports; NaN if no page told it.
    """

    key: str
    viewport_class: str
    title: str
    events: int
    participants: int
    members: tuple[str, ...]
    addresses: tuple[tuple[str, int], ...]
    width_px: float


def tally(session: SessionEvents) -> Tally:
    """Count a session's events by screen and address.

    Parameters
    ----------
    session
        Loaded without rules, so that its screens are those of the tracker.
    """
    timeline = sessionize(session)
    pages = session.pages
    urls = {int(page): pages.url[row] for row, page in enumerate(pages.page)}
    titles = {int(page): pages.title[row] for row, page in enumerate(pages.page)}
    stamps = np.stack((session.stamp_screen, session.stamp_page), axis=1)
    found, counts = np.unique(stamps, axis=0, return_counts=True)
    events: Counter[tuple[str, str]] = Counter()
    named: dict[tuple[str, str], str] = {}
    for (screen, page), count in zip(found.tolist(), counts.tolist(), strict=True):
        at = (session.screen_keys[screen], urls.get(page, ""))
        events[at] += count
        named[at] = titles.get(page, "")
    widths = pages.viewport_px[:, 0]
    width_px = float(np.median(widths)) if len(widths) else float("nan")
    return Tally(session.info.participant, timeline.viewport_class, width_px, dict(events), named)


def census(tallies: Iterable[Tally], rules: ScreenRules) -> list[SeenScreen]:
    """Put the sessions' screens together by the researcher's rules.

    Returns
    -------
    list of SeenScreen
        Those with most events first; empty for no events.
    """
    unmerged = ScreenRules(split=list(rules.split))
    groups: dict[tuple[str, str], _Group] = defaultdict(_Group)
    for one in tallies:
        for (stamped, url), count in one.events.items():
            own = screen_key(unmerged, stamped, url)
            group = groups[screen_key(rules, stamped, url), one.viewport_class]
            group.add(one, own, url, count, one.titles[stamped, url])
    seen = [group.screen(*which) for which, group in groups.items()]
    return sorted(seen, key=lambda one: (-one.events, one.key, one.viewport_class))


class _Group:
    """Counts of what makes up one screen."""

    def __init__(self) -> None:
        self.events = 0
        self.people: set[str] = set()
        self.members: set[str] = set()
        self.addresses: Counter[str] = Counter()
        self.titles: Counter[str] = Counter()
        self.widths: list[float] = []

    def add(self, one: Tally, own: str, url: str, count: int, title: str) -> None:
        self.events += count
        self.people.add(one.participant)
        self.members.add(own)
        self.addresses[path_of(url)] += count if url else 0
        self.titles[title] += count
        self.widths.append(one.width_px)

    def screen(self, key: str, viewport_class: str) -> SeenScreen:
        known = [width for width in self.widths if math.isfinite(width)]
        by_count = sorted(self.addresses.items(), key=lambda item: (-item[1], item[0]))
        return SeenScreen(
            key=key,
            viewport_class=viewport_class,
            title=min(self.titles, key=lambda title: (-self.titles[title], title)),
            events=self.events,
            participants=len(self.people),
            members=tuple(sorted(self.members - {key})),
            addresses=tuple(item for item in by_count if item[1])[:MAX_ADDRESSES],
            width_px=float(np.median(known)) if known else float("nan"),
        )


_known: dict[tuple[Path, str], tuple[Mark, Tally]] = {}
_lock = Lock()


def take_census(store: Store, slug: str) -> list[SeenScreen]:
    """List the screens of a stored study; sessions that were counted before are not read again.

    Raises
    ------
    NotFoundError
        If there is no such study.
    """
    study = open_study(store, slug)
    tallies, marks = [], batch_marks(store, store.study(slug).id or 0)
    for row in study.sessions:
        mark = marks.get(row.id, (0, 0))
        kept = _known.get((store.data, row.id))
        if kept is None or kept[0] != mark:
            person = study.people[row.participant_id]
            kept = (mark, tally(load_session(store, row, person, ScreenRules())))
            with _lock:
                if len(_known) >= REMEMBERED:
                    _known.clear()
                _known[store.data, row.id] = kept
        tallies.append(kept[1])
    return census(tallies, study.frame.definition.screens)
