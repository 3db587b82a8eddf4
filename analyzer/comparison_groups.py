"""Who is compared with whom: variants, segments or versions of one study, or rounds."""

from __future__ import annotations

import difflib
import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from analyzer.comparison_results import ComparedGroup, Form, GroupPair
from analyzer.results import SessionResult, StudyAnalysis
from recorder.definition import StudyDefinition
from recorder.errors import ComparisonError

Within = Literal["variant", "segment", "version"]

_HANDED_OUT = re.compile(r"P\d{2,}")  # codes that every study gives by itself, see recorder/people


@dataclass(frozen=True, slots=True)
class Round:
    """A study as it was analysed, with the definition that it has now."""

    analysis: StudyAnalysis
    definition: StudyDefinition


@dataclass(frozen=True, slots=True)
class Group:
    """Sessions that belong together; `name` is what a person calls them."""

    name: str
    analysis: StudyAnalysis
    definition: StudyDefinition
    sessions: tuple[SessionResult, ...]

    @property
    def session_ids(self) -> frozenset[str]:
        """Ids of its sessions."""
        return frozenset(one.id for one in self.sessions)

    @property
    def people(self) -> frozenset[str]:
        """Codes of its participants."""
        return frozenset(one.participant for one in self.sessions)


@dataclass(frozen=True, slots=True)
class Pairing:
    """Two groups, and how they are compared."""

    first: Group
    second: Group
    form: Form
    both: frozenset[str]  # who is in both; in a paired form they alone are compared
    note: str

    def told(self) -> GroupPair:
        """Give what a result says of it."""
        return GroupPair(
            first=self.first.name,
            second=self.second.name,
            form=self.form,
            both=len(self.both),
            only_first=len(self.first.people - self.both),
            only_second=len(self.second.people - self.both),
            note=self.note,
        )


def groups_within(
    study: Round, by: Within, names: Sequence[str] = ()
) -> tuple[list[Group], list[str]]:
    """Split a study's sessions into groups.

    Parameters
    ----------
    study
        With at least two groups in it.
    by
        What splits them: the participant's variant or segment, or the version of the study
        under which a session was recorded.
    names
        Which groups to take, in this order; empty: all, by name.

    Returns
    -------
    tuple
        The groups, and in words who is in none.

    Raises
    ------
    ComparisonError
        If there are not two groups, or no such group; its text says what to do.
    """
    found: dict[str, list[SessionResult]] = defaultdict(list)
    nowhere: set[str] = set()
    for session in study.analysis.sessions:
        name = _name(session, by)
        if name is None:
            nowhere.add(session.participant)
        else:
            found[name].append(session)
    _check(study.analysis, by, found, names)
    chosen = list(dict.fromkeys(names)) or sorted(found, key=_natural)
    groups = [Group(name, study.analysis, study.definition, tuple(found[name])) for name in chosen]
    return groups, [f"No {by} is known of {_listed(nowhere)}."] if nowhere else []


def groups_of_rounds(rounds: Sequence[Round]) -> list[Group]:
    """Take each study as a group.

    Raises
    ------
    ComparisonError
        If a study stands twice, or one has no session.
    """
    slugs = [one.analysis.study for one in rounds]
    if len(set(slugs)) < len(slugs):
        raise ComparisonError("A study cannot be compared with itself; name two different ones.")
    for one in rounds:
        if not one.analysis.sessions:
            raise ComparisonError(
                f"Nobody has taken part in `{one.analysis.study}` yet. "
                f"Invite someone: thinkaloud invite {one.analysis.study}"
            )
    return [
        Group(one.analysis.study, one.analysis, one.definition, one.analysis.sessions)
        for one in rounds
    ]


def pairing(first: Group, second: Group, same_people: bool | None = None) -> Pairing:
    """Choose the form in which two groups are compared.

    Parameters
    ----------
    first, second
        The groups.
    same_people
        Whether equal codes of two studies are one person. None: they are, but for the codes
        that every study hands out by itself (P01, P02 …).

    Returns
    -------
    Pairing
        Paired where those who are in both groups are at least as many as those who are in one
        alone, counted in the smaller rest; else independent, of those who are in one alone.

    Notes
    -----
    The rule is ours: it looks at numbers of people and never at their figures.
    """
    common = first.people & second.people
    is_round = first.analysis.study != second.analysis.study
    both, note = common, ""
    if is_round and same_people is None:
        both = frozenset(code for code in common if not _HANDED_OUT.fullmatch(code))
        if common - both:
            note = (
                f"{_listed(common - both)} stand in both studies. Every study hands such codes "
                "out, so they are taken for different people; say so if they are the same."
            )
    elif is_round and same_people is False:
        both = frozenset()
    alone_first, alone_second = first.people - both, second.people - both
    if not both:
        return Pairing(first, second, "independent", both, note)
    if len(both) >= min(len(alone_first), len(alone_second)):
        rest = alone_first | alone_second
        left = f"{_listed(rest)} took part in one of the two alone: left out." if rest else ""
        return Pairing(first, second, "paired", both, " ".join(filter(None, (note, left))))
    left = f"{_listed(both)} took part in both: left out, since the others are different people."
    return Pairing(first, second, "independent", both, " ".join(filter(None, (note, left))))


def told(group: Group) -> ComparedGroup:
    """Give what a result says of a group."""
    classes: dict[str, set[str]] = defaultdict(set)
    for session in group.sessions:
        classes[session.viewport_class].add(session.participant)
    versions = {session.definition_version for session in group.sessions}
    return ComparedGroup(
        name=group.name,
        study=group.analysis.study,
        title=group.analysis.title,
        participants=len(group.people),
        simulated=len({one.participant for one in group.sessions if one.is_simulated}),
        sessions=len(group.sessions),
        protocol=group.analysis.protocol,
        definition_versions=tuple(sorted(one for one in versions if one is not None)),
        viewport_classes={name: len(classes[name]) for name in sorted(classes)},
    )


def group_names(analysis: StudyAnalysis, by: Within) -> dict[str, int]:
    """Count the participants of each group that a study has."""
    people = {(_name(one, by), one.participant) for one in analysis.sessions}
    counts = Counter(name for name, _ in people if name is not None)
    return {name: counts[name] for name in sorted(counts, key=_natural)}


def _name(session: SessionResult, by: Within) -> str | None:
    if by == "version":
        number = session.definition_version
        return None if number is None else f"version {number}"
    return (session.variant if by == "variant" else session.segment) or None


def _check(
    analysis: StudyAnalysis, by: Within, found: dict[str, list[SessionResult]], names: Sequence[str]
) -> None:
    slug, remedy = analysis.study, _remedy(analysis.study, by)
    if not analysis.sessions:
        raise ComparisonError(f"Nobody has taken part in `{slug}` yet. {remedy}")
    if not found:
        raise ComparisonError(f"No participant of `{slug}` has a {by}. {remedy}")
    for name in names:
        if name not in found:
            close = difflib.get_close_matches(name, found, cutoff=0.4)
            hint = f" Did you mean {' or '.join(close)}?" if close else ""
            known = ", ".join(sorted(found, key=_natural))
            raise ComparisonError(f"`{slug}` has no {by} `{name}`; it has {known}.{hint}")
    if names and len(set(names)) < 2:
        known = ", ".join(sorted(found, key=_natural))
        raise ComparisonError(f"A comparison needs two groups or more; `{slug}` has {known}.")
    if len(found) < 2:
        only = next(iter(found))
        shown = only if by == "version" else f"{by} {only}"
        raise ComparisonError(
            f"All participants of `{slug}` who have a {by} have the same one ({shown}), so there "
            f"is nothing to compare it with. {remedy}"
        )


def _remedy(slug: str, by: Within) -> str:
    if by == "version":
        return "Sessions that are recorded after a change of the study belong to its next version."
    return f"Invite participants with one: thinkaloud invite {slug} --{by} B"


def _natural(name: str) -> list[tuple[int, str]]:
    """Sort `version 10` behind `version 2`."""
    # A name may be "²", which is a digit and no number.
    return [(int(part or -1), "") if part.isdecimal() else (-1, part)
            for part in re.split(r"(\d+)", name)]  # fmt: skip


def _listed(codes: set[str] | frozenset[str]) -> str:
    """Write some codes, the first few by name."""
    names = sorted(codes)
    rest = len(names) - 6
    return ", ".join(names[:6]) + (f" and {rest} more" if rest > 0 else "")
