"""Places of friction that one group met and no other: a list to look at, without a test."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from analyzer.comparison_groups import Group
from analyzer.comparison_results import LonelySpot
from analyzer.results import Hotspot, Moment

Place = tuple[str, str]  # screen, location


def lonely_spots(
    groups: Sequence[Group], task_id: str, started: Mapping[str, int]
) -> tuple[LonelySpot, ...]:
    """List the places that one group alone met in a task.

    Parameters
    ----------
    groups
        All that are compared.
    task_id
        The task.
    started
        Participants of each group who started it.

    Returns
    -------
    tuple
        Group by group, the places that most participants met first. That the others met none
        there may be chance: few people meet most places.
    """
    met = {group.name: _met(group, task_id) for group in groups}
    where: dict[Place, list[str]] = defaultdict(list)
    for group in groups:
        for place in met[group.name]:
            where[place].append(group.name)
    found = [
        _spot(name, spot, moments, started[name])
        for place, names in where.items()
        if len(names) == 1
        for name, (spot, moments) in ((names[0], met[names[0]][place]),)
    ]
    order = [group.name for group in groups]
    found.sort(key=lambda one: (order.index(one.group), -one.affected, -one.impact, one.location))
    return tuple(found)


def _met(group: Group, task_id: str) -> dict[Place, tuple[Hotspot, tuple[Moment, ...]]]:
    wanted = group.session_ids
    found: dict[Place, tuple[Hotspot, tuple[Moment, ...]]] = {}
    for task in group.analysis.tasks:
        for spot in task.hotspots if task.id == task_id else ():
            moments = tuple(one for one in spot.moments if one.session in wanted)
            if moments:
                found[spot.screen, spot.location] = (spot, moments)
    return found


def _spot(group: str, spot: Hotspot, moments: tuple[Moment, ...], n: int) -> LonelySpot:
    return LonelySpot(
        group=group,
        screen=spot.screen,
        location=spot.location,
        label=spot.label,
        affected=len({one.participant for one in moments}),
        n=n,
        impact=spot.impact,
        moments=moments,
    )
