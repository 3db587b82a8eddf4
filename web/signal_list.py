"""The list of a study's signals with what has been decided about each since it was calculated."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from analyzer.events import PAGE
from analyzer.results import Signal, StudyAnalysis
from analyzer.reviewing import Named, SignalReview, ignoring, matched
from recorder.definition import IgnoreRule, StudyDefinition
from recorder.models import Review

SCOPES = ("element", "screen", "everywhere")


@dataclass(frozen=True, slots=True)
class SignalRow:
    """A signal of the newest result, and its verdict of now."""

    number: int  # in the result: stays while a list is filtered
    signal: Signal
    verdict: str | None
    reason: str
    is_ignored: bool  # by a rule of the study that the result does not know yet

    @property
    def is_out(self) -> bool:
        """Whether it is in no figure of the next result."""
        return self.verdict == "reject" or self.is_ignored

    @property
    def is_newer(self) -> bool:
        """Whether the figures do not know of this yet."""
        known = (self.signal.review, self.signal.reason)
        return self.is_ignored or (self.verdict, self.reason) != known


@dataclass(frozen=True, slots=True)
class Filter:
    """Which signals are shown; None: all."""

    task: str | None = None
    session: str | None = None
    kind: str | None = None
    state: str | None = None  # open, accept, reject

    def takes(self, row: SignalRow) -> bool:
        """Whether a signal is shown."""
        signal = row.signal
        state = "reject" if row.is_out else row.verdict or "open"
        return (
            self.task in (None, signal.task or "")
            and self.session in (None, signal.session)
            and self.kind in (None, signal.kind)
            and self.state in (None, state)
        )

    def address(self, **changed: str | None) -> dict[str, str | None]:
        """Give the arguments of a list that differs in some of them."""
        return {
            name: getattr(self, name) for name in ("task", "session", "kind", "state")
        } | changed


def signal_rows(
    analysis: StudyAnalysis, definition: StudyDefinition, reviews: Iterable[Review]
) -> list[SignalRow]:
    """List all signals, also rejected ones, with their verdicts of now.

    Parameters
    ----------
    analysis
        The newest result, which may be older than the verdicts.
    definition
        Of the study, with its rules of now.
    reviews
        All of the study.
    """
    signals = [*analysis.signals, *analysis.rejected]
    order = {one.id: at for at, one in enumerate(analysis.sessions)}
    signals.sort(key=lambda one: (order.get(one.session, len(order)), one.t_s, one.kind))
    said = _verdicts(signals, reviews)
    return [
        SignalRow(
            number=at,
            signal=signal,
            verdict=said[at].verdict if at in said else None,
            reason=said[at].reason if at in said else "",
            is_ignored=_is_ignored(definition.ignore_signals, signal),
        )
        for at, signal in enumerate(signals)
    ]


def rule_for(signal: Signal, scope: str, reason: str) -> IgnoreRule:
    """Make the rule that ignores such signals.

    Parameters
    ----------
    signal
        One of them.
    scope
        `element`, `screen` or `everywhere`. A spot on a page, and the page as a whole, are told
        together with their screen: other screens have such places too.
    reason
        In the researcher's words.
    """
    is_element = signal.location != PAGE and not signal.location.startswith("(cell ")
    return IgnoreRule(
        signal=signal.kind,
        location=signal.location if scope == "element" else None,
        screen=signal.screen
        if scope == "screen" or (scope == "element" and not is_element)
        else None,
        reason=reason,
    )


def rule_words(rule: IgnoreRule, titles: Mapping[str, str], place: str | None = None) -> str:
    """Say what a rule ignores."""
    what = titles.get(rule.signal, rule.signal.replace("_", " "))
    at = f" at {place or rule.location}" if rule.location is not None else ""
    on = f" on {rule.screen}" if rule.screen is not None else ""
    return f"{what}{at}{on}" if at or on else f"{what} everywhere"


def counts_of(rows: Sequence[SignalRow], key: Callable[[SignalRow], str]) -> list[tuple[str, int]]:
    """Count rows by a key, the most frequent first."""
    return sorted(Counter(map(key, rows)).items(), key=lambda item: (-item[1], item[0]))


def _verdicts(signals: Sequence[Signal], reviews: Iterable[Review]) -> dict[int, SignalReview]:
    held: dict[str, list[SignalReview]] = defaultdict(list)
    for row in reviews:
        one = SignalReview(row.kind, row.t / 1_000, row.location, row.verdict, row.reason)
        held[row.session_id].append(one)
    numbers: dict[str, list[int]] = defaultdict(list)
    for at, signal in enumerate(signals):
        numbers[signal.session].append(at)
    found = {}
    for session, own in held.items():
        here = numbers[session]
        names = [Named(signals[at].kind, signals[at].t_s, signals[at].location) for at in here]
        for at, of in matched(names, own).items():
            found[here[at]] = own[of]
    return found


def _is_ignored(rules: Sequence[IgnoreRule], signal: Signal) -> bool:
    return ignoring(rules, signal.kind, signal.screen, signal.location) is not None
