"""Which screen an event belongs to: its automatic key, and what the researcher decided by hand."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from urllib.parse import SplitResult, urlsplit

from msgspec.structs import replace

from recorder.definition import ScreenRules
from recorder.protocol import Event, PageEvent

MAX_STEPS = 100  # merges that lead on to others; more is a circle


def screen_key(rules: ScreenRules, key: str, url: str) -> str:
    """Tell the screen of an event.

    Parameters
    ----------
    rules
        The study's own: addresses that are screens of their own, and screens that count as another.
    key
        As the tracker stamped it.
    url
        Address of the page view; its query and fragment are compared only with a pattern that has
        them.

    Returns
    -------
    str
        The automatic key where no rule applies. An address that is split off gives its pattern in
        place of the route, what is open on the page stays. Merges then apply one after the other;
        an exact key goes before a pattern, a longer pattern before a shorter one. Of screens that
        were merged in a circle the first in the alphabet stands for all.
    """
    route, plus, state = key.partition("+")
    pattern = next((one for one in _ordered(rules.split) if _is_at(one, url)), None)
    at = (route if pattern is None else pattern) + plus + state
    way = [at]
    while len(way) < MAX_STEPS:
        following = _merged(rules, way[-1])
        if following is None:
            return way[-1]
        if following in way:
            return min(way[way.index(following) :])
        way.append(following)
    return way[-1]


def screens_of(rules: ScreenRules, events: Sequence[Event]) -> list[str]:
    """Tell the screen of each event of a session, in their order."""
    if not rules.merge and not rules.split:
        return [event.screen for event in events]
    urls = {event.page: event.url for event in events if type(event) is PageEvent}
    known: dict[tuple[str, str], str] = {}
    keys = []
    for event in events:
        stamp = (event.page, event.screen)
        if stamp not in known:
            known[stamp] = screen_key(rules, event.screen, urls.get(event.page, ""))
        keys.append(known[stamp])
    return keys


def with_screens(rules: ScreenRules, events: Sequence[Event]) -> list[Event]:
    """Return a session's events, each with the screen that the researcher's rules make of it."""
    keys = screens_of(rules, events)
    return [
        event if event.screen == key else replace(event, screen=key)
        for event, key in zip(events, keys, strict=True)
    ]


def merged_into(rules: ScreenRules, keys: Iterable[str], target: str) -> ScreenRules:
    """Return rules by which screens count as another one.

    Parameters
    ----------
    rules
        As they were.
    keys
        Automatic keys, or patterns.
    target
        The screen that is to stand for all.
    """
    # The target must stand for itself, else the merge would lead on or run in a circle.
    merge = {key: to for key, to in rules.merge.items() if key != target}
    merge |= {key: target for key in keys if key != target}
    return ScreenRules(merge=merge, split=list(rules.split))


def parted(rules: ScreenRules, key: str) -> ScreenRules:
    """Return rules without the merges into a screen, or of it into another."""
    merge = {one: to for one, to in rules.merge.items() if key not in (one, to)}
    return ScreenRules(merge=merge, split=list(rules.split))


def split_off(rules: ScreenRules, address: str) -> ScreenRules:
    """Return rules by which an address (`*` for anything) is a screen of its own."""
    split = [one for one in rules.split if one != address]
    return ScreenRules(merge=dict(rules.merge), split=[*split, address])


def joined_again(rules: ScreenRules, address: str) -> ScreenRules:
    """Return rules that no longer split an address off."""
    merge = {one: to for one, to in rules.merge.items() if to != address}
    return ScreenRules(merge=merge, split=[one for one in rules.split if one != address])


def path_of(url: str) -> str:
    """Return an address as a split names it: its path, with a route in the fragment."""
    parts = _parts(url)
    route = f"#{parts.fragment.partition('?')[0]}" if parts.fragment.startswith("/") else ""
    return (parts.path or "/") + route


def _merged(rules: ScreenRules, key: str) -> str | None:
    if key in rules.merge:
        return rules.merge[key]
    for pattern in _ordered([one for one in rules.merge if "*" in one]):
        if _pattern(pattern).fullmatch(key) and rules.merge[pattern] != key:
            return rules.merge[pattern]
    return None


def _ordered(patterns: Iterable[str]) -> list[str]:
    """Put the more telling patterns first."""
    return sorted(patterns, key=lambda one: (-len(one.replace("*", "")), one))


def _is_at(pattern: str, url: str) -> bool:
    parts = _parts(url)
    found = parts.path or "/"
    if "?" in pattern:
        found += f"?{parts.query}"
    if "#" in pattern:
        found += f"#{parts.fragment}"
    if pattern.startswith(("http://", "https://")):
        found = f"{parts.scheme}://{parts.netloc}{found}"
    return _pattern(pattern).fullmatch(found) is not None


def _parts(url: str) -> SplitResult:
    try:
        return urlsplit(url)
    except ValueError:  # a bracket that is none of an address
        return SplitResult("", "", url, "", "")


@lru_cache(maxsize=1_000)
def _pattern(pattern: str) -> re.Pattern[str]:
    return re.compile(".*".join(map(re.escape, pattern.split("*"))), re.DOTALL)
