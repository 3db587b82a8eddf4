"""What may make two groups differ, other than what they are compared for: warnings in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

from analyzer.comparison_groups import Group, Pairing, told
from analyzer.results import Attempt
from recorder.definition import TaskDefinition

UNLIKE_SCREENS = 0.2  # ours: a viewport class whose share differs by so much is worth a warning
_PROTOCOLS = {
    "silent": "working silently",
    "concurrent": "thinking aloud while working",
    "retrospective": "thinking aloud afterwards",
}
_WORDING = ("title", "instructions", "start", "success", "time_limit_s", "ends_on_goal", "paths")


def cautions(
    groups: Sequence[Group], task_ids: Sequence[str], pairs: Sequence[Pairing] | None = None
) -> list[str]:
    """Say in words why groups may differ for other reasons.

    Parameters
    ----------
    groups
        At least two.
    task_ids
        The tasks that they share.
    pairs
        Those that are compared; None: each group with each other.

    Returns
    -------
    list
        One sentence or two each; empty where nothing stands out.
    """
    compared = (
        combinations(groups, 2) if pairs is None else ((one.first, one.second) for one in pairs)
    )
    return [
        *_protocols(groups),
        *_simulated(groups),
        *(line for first, second in compared for line in _pair(first, second)),
        *_versions(groups),
        *_tasks(groups, task_ids),
        *_clocks(groups, task_ids),
    ]


def _pair(first: Group, second: Group) -> Iterator[str]:
    yield from _screens(first, second)
    if first.analysis.study != second.analysis.study:
        yield from _rules(first, second)


def _protocols(groups: Sequence[Group]) -> Iterator[str]:
    protocols = {group.name: group.analysis.protocol for group in groups}
    if len(set(protocols.values())) > 1:
        listed = "; ".join(f"{name}: {_PROTOCOLS.get(how, how)}" for name, how in protocols.items())
        yield (
            f"Different think-aloud protocols ({listed}). Talking, and above all probing, changes "
            "times and may change success: a difference may be the protocol's."
        )


def _simulated(groups: Sequence[Group]) -> Iterator[str]:
    parts = [told(group) for group in groups]
    programs = {one.name: one.simulated for one in parts if one.simulated}
    if programs and any(one.simulated < one.participants for one in parts):
        listed = ", ".join(f"{count} in {name}" for name, count in programs.items())
        yield (
            f"Simulated participants stand among people ({listed}): programs with scripted "
            "behaviour are no sample of anybody."
        )


def _screens(first: Group, second: Group) -> Iterator[str]:
    parts = (told(first), told(second))
    shares = [
        {name: count / one.participants for name, count in one.viewport_classes.items()}
        for one in parts
    ]
    names = sorted(shares[0].keys() | shares[1].keys())
    if all(shares) and any(
        abs(shares[0].get(name, 0) - shares[1].get(name, 0)) >= UNLIKE_SCREENS for name in names
    ):
        listed = "; ".join(
            f"{one.name}: {', '.join(f'{n} {name}' for name, n in one.viewport_classes.items())}"
            for one in parts
        )
        yield f"Unlike screens ({listed}): a difference may be that of the device."


def _versions(groups: Sequence[Group]) -> Iterator[str]:
    for slug in dict.fromkeys(group.analysis.study for group in groups):
        own = [told(group) for group in groups if group.analysis.study == slug]
        sets = {one.name: one.definition_versions for one in own}
        if len(own) > 1 and len(set(sets.values())) > 1:
            listed = "; ".join(
                f"{name}: {', '.join(map(str, versions)) or 'not known'}"
                for name, versions in sets.items()
            )
            yield (
                f"`{slug}` changed while it ran (versions under which people took part: {listed}). "
                "All of them are analysed by its newest definition; what an older one asked of "
                "people is not known any more."
            )


def _tasks(groups: Sequence[Group], task_ids: Sequence[str]) -> Iterator[str]:
    rounds = {group.analysis.study: group for group in groups}
    for (slug, first), (other_slug, second) in combinations(rounds.items(), 2):
        for task_id in task_ids:
            one, other = _rule(first, task_id), _rule(second, task_id)
            if one is None or other is None:
                continue
            unlike = [name for name in _WORDING if getattr(one, name) != getattr(other, name)]
            if unlike:
                yield (
                    f"Task `{task_id}` is not the same in `{slug}` and `{other_slug}`: "
                    f"{', '.join(unlike)} differ. A difference may be the task's."
                )


def _rules(first: Group, second: Group) -> Iterator[str]:
    ours = {rule.kind: rule.thresholds for rule in first.analysis.rules}
    theirs = {rule.kind: rule.thresholds for rule in second.analysis.rules}
    unlike = sorted(
        kind for kind in ours.keys() | theirs.keys() if ours.get(kind) != theirs.get(kind)
    )
    if unlike:
        yield (
            f"Signals were found by other rules in {first.name} than in {second.name} "
            f"({', '.join(unlike)}): their error points do not compare."
        )


def _clocks(groups: Sequence[Group], task_ids: Sequence[str]) -> Iterator[str]:
    attempts = {
        group.name: [
            one
            for task in group.analysis.tasks
            if task.id in task_ids
            for one in task.attempts
            if one.session in group.session_ids and one.wall_s is not None
        ]
        for group in groups
    }
    clocks = {name: _clock(own) for name, own in attempts.items() if own}
    if len(set(clocks.values())) > 1:
        listed = "; ".join(f"{name}: {clock}" for name, clock in clocks.items())
        yield f"Different clocks ({listed}): the times do not compare."
    unsure = {
        name: sum(one.clock_uncertainty_s is not None for one in own)
        for name, own in attempts.items()
    }
    if any(unsure.values()):
        listed = ", ".join(f"{count} in {name}" for name, count in unsure.items() if count)
        yield (
            f"The clocks of pages are joined with an uncertainty of over 2 % of the time in some "
            f"attempts ({listed})."
        )
    rounds = {group.analysis.study: group for group in groups}
    for task_id in task_ids:
        rules = [rule for group in rounds.values() if (rule := _rule(group, task_id))]
        if len({rule.hidden_counts for rule in rules}) > 1:
            yield f"Task `{task_id}` counts work in other tabs in one study and not in the other."


def _clock(attempts: Sequence[Attempt]) -> str:
    kinds = {"task time" if one.task_s is not None else "wall time" for one in attempts}
    return " and ".join(sorted(kinds))


def _rule(group: Group, task_id: str) -> TaskDefinition | None:
    return next((task for task in group.definition.tasks if task.id == task_id), None)
