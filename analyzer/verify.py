"""Run worked examples: whether the product gives the numbers that others printed."""

from __future__ import annotations

import inspect
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import msgspec

from analyzer.worked_metrics import METRICS
from recorder.errors import NotFoundError, ThinkaloudError

State = Literal["agree", "differ", "not there"]

# A subtraction of two printed decimals leaves some 1e-16: `0.0001 off` is within 0.0001.
ROUNDING = 1e-12
_SIDES = {"larger": "greater", "smaller": "less", "two": "two-sided", "twosided": "two-sided"}


class Example(msgspec.Struct, frozen=True):
    """One worked example as it stands in the file; METHODS section 7 lists names and keys."""

    id: str
    metric: str
    inputs: dict[str, Any]
    expected: dict[str, Any]
    tolerance: float = 0.0
    source: str = ""
    evidence: str = ""
    kind: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Check:
    """One expected key held against what was computed."""

    key: str
    expected: object
    computed: object
    difference: float | None  # the largest of its numbers; None where there is none to take
    state: State


@dataclass(frozen=True, slots=True)
class Verdict:
    """One example, with all of its checks."""

    example: Example
    state: State
    checks: tuple[Check, ...]
    reason: str  # why it could not be computed; else empty
    remark: str = ""  # inputs that the metric does not take


@dataclass(frozen=True, slots=True)
class Report:
    """A whole file of examples."""

    path: Path
    verdicts: tuple[Verdict, ...]

    def count(self, state: State) -> int:
        """Count the examples in one state."""
        return sum(verdict.state == state for verdict in self.verdicts)

    @property
    def all_agree(self) -> bool:
        """Whether every example agrees: only then the exit code is 0."""
        return self.count("agree") == len(self.verdicts)


def default_examples() -> Path:
    """Find the examples that come with the product, installed or in a checkout."""
    beside = Path(__file__).with_name("worked_examples.json")
    checkout = Path(__file__).parents[1] / "fixtures" / "worked_examples.json"
    return beside if beside.exists() else checkout


def verify(path: Path | None = None) -> Report:
    """Compute every example of a file and compare.

    Parameters
    ----------
    path
        A JSON list of examples; without one, those that come with the product.

    Returns
    -------
    Report
        A verdict per example, in the order of the file. An example whose metric or key does
        not exist is `not there`; one that cannot be computed differs.

    Raises
    ------
    NotFoundError
        If there is no such file.
    ThinkaloudError
        If it is not a list of examples, or an empty one.
    """
    where = path or default_examples()
    try:
        examples = msgspec.json.decode(where.read_bytes(), type=list[Example])
    except OSError as error:
        raise NotFoundError(f"{where} cannot be read: {error.strerror}.") from error
    except msgspec.MsgspecError as error:
        raise ThinkaloudError(f"{where} is not a list of worked examples: {error}.") from error
    if not examples:
        raise ThinkaloudError(f"{where} holds no example, so there is nothing to verify.")
    return Report(where, tuple(judge(example) for example in examples))


def judge(example: Example) -> Verdict:
    """Compute one example and compare every key that it expects."""
    metric = METRICS.get(example.metric)
    if metric is None:
        return Verdict(example, "not there", (), f"there is no metric `{example.metric}`")
    known = inspect.signature(metric).parameters
    inputs = {key: _plain(value) for key, value in example.inputs.items() if key in known}
    passed_over = ", ".join(key for key in example.inputs if key not in known)
    if "alternative" in inputs:
        inputs["alternative"] = _side(str(inputs["alternative"]))
    if example.metric == "kaplan_meier" and "times" in example.expected:
        # A curve is flat between its steps, so it can be read at any time that is asked for.
        inputs["at"] = example.expected["times"]
    try:
        answer = metric(**inputs)
    except (TypeError, ValueError, ArithmeticError, LookupError) as error:
        why = f"cannot be computed: {' '.join(str(error).split())}"
        left = f"; not among its inputs: {passed_over}" if passed_over else ""
        return Verdict(example, "differ", (), why + left)
    checks = tuple(
        _check(key, wanted, answer, example.tolerance) for key, wanted in example.expected.items()
    )
    states = {check.state for check in checks}
    state: State = "differ" if "differ" in states else "agree"
    if "not there" in states:
        state = "not there"
    return Verdict(example, state, checks, "", f"passed over: {passed_over}" if passed_over else "")


def print_report(report: Report, echo: Callable[[str], object] = print) -> None:
    """Print a line per example, the numbers of each that does not agree, and the sum.

    Parameters
    ----------
    report
        From `verify`.
    echo
        Takes one line.
    """
    width = max(len(verdict.example.id) for verdict in report.verdicts)
    for verdict in report.verdicts:
        example = verdict.example
        echo(f"{verdict.state:9}  {example.id:{width}}  {example.metric}  {_worst(verdict)}")
        for check in verdict.checks:
            if check.state != "agree":
                echo(f"{'':11}{check.key}: expected {check.expected}, computed {check.computed}")
    echo(
        f"{report.count('agree')} agree, {report.count('differ')} differ, "
        f"{report.count('not there')} not there: {report.path.name}"
    )


def _worst(verdict: Verdict) -> str:
    if verdict.reason:
        return verdict.reason
    gaps = [check.difference for check in verdict.checks if check.difference is not None]
    keys = ", ".join(check.key for check in verdict.checks)
    told = f"  {verdict.remark}" if verdict.remark else ""
    if not gaps:
        return keys + told
    return f"{keys}  off by {max(gaps):.2g}, tolerance {verdict.example.tolerance:g}{told}"


def _plain(value: Any) -> Any:
    """Take 5.0 for 5: counts may be written either way."""
    if isinstance(value, list):
        return [_plain(one) for one in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _side(name: str) -> str:
    """Read the side of a test as R, statsmodels and SPSS write it."""
    plain = name.lower().replace("_", "-").replace(".", "-").replace(" ", "-")
    return _SIDES.get(plain, plain)


def _check(key: str, wanted: object, answer: Mapping[str, Any], tolerance: float) -> Check:
    if key not in answer:
        return Check(key, wanted, None, None, "not there")
    computed = answer[key]
    gaps = _gaps(wanted, computed)
    numbers = [gap for gap in gaps if gap is not None]
    agrees = all(gap <= tolerance + ROUNDING for gap in numbers)
    largest = max(numbers, default=None)
    return Check(key, wanted, computed, largest, "agree" if agrees else "differ")


def _gaps(wanted: object, computed: object) -> list[float | None]:
    """Give the distance of each number; None where two words are equal, inf where not."""
    if isinstance(wanted, list) and isinstance(computed, list | tuple):
        if len(wanted) != len(computed):
            return [math.inf]
        return [
            gap for one, other in zip(wanted, computed, strict=True) for gap in _gaps(one, other)
        ]
    if isinstance(wanted, int | float) and isinstance(computed, int | float):
        return [0.0 if wanted == computed else abs(wanted - computed)]
    # JSON has no word but null for what is not defined (NaN) and for what has no end.
    missing = computed is None or (isinstance(computed, float) and not math.isfinite(computed))
    return [None if (missing if wanted is None else wanted == computed) else math.inf]
