"""What answers to a questionnaire say, in words: every score with its n and its interval."""

from __future__ import annotations

from analyzer.results import Grade, Interval, QuestionnaireResult
from web.formats import level, n, number, plural, share, share_interval

# How a score is said; `{value}` is written by its unit, `{of}` is the scale's upper end.
_SAID = {
    "seq": "People rated the task {value} of {of} for ease",
    "ces": "People rated the effort {value} of {of}, where {of} is easy",
    "sus": "Usability scored {value} of {of}",
    "umux": "Usability scored {value} of {of}",
    "umux_lite": "Usability scored {value} of {of}",
    "nasa_tlx": "The load was {value} of {of}",
    "csat": "{count} were satisfied",
    "churn": "{count} say that they are likely to stop using it",
    "nps": "The Net Promoter Score is {value}",
}
_PLAIN = {"points": "{title}: {value} of {of}", "share": "{title}: {count}"}


def finding(found: QuestionnaireResult) -> str:
    """State what a questionnaire says, as the title of its chart."""
    score = found.score
    if score.estimate is None:
        return f"{found.title}: {_nobody(found)}"
    shape = _SAID.get(found.questionnaire) or _PLAIN.get(found.unit, "{title}: {value}")
    said = shape.format(
        title=found.title,
        value=value(found, score.estimate),
        of=number(found.high),
        count=f"{number(round(score.estimate * score.n))} of {number(score.n)}",
    )
    graded = f": {grade(found.grade)}, “{found.grade.adjective}”" if found.grade else ""
    return f"{said}{graded} ({bounds(found, score)})"


def value(found: QuestionnaireResult, score: float | None) -> str:
    """Write a score by its unit: 71.3, 70 %, +40."""
    if score is None or found.unit == "share":
        return share(score)
    return signed(score) if found.unit == "net share" else number(score, 1)


def signed(net: float) -> str:
    """Write a net share as it is usually printed: times 100, with its sign."""
    text = number(abs(net) * 100)
    return text if text == "0" else f"{'−' if net < 0 else '+'}{text}"


def bounds(found: QuestionnaireResult, score: Interval) -> str:
    """Write the interval of a score with its coverage and n, or why there is none."""
    if score.lower is None or score.upper is None:
        return f"{n(score.n)}, no interval" if score.n == 0 else f"{n(score.n)}, too few to bound"
    if found.unit == "share":
        between = share_interval(score)
    elif found.unit == "net share":
        between = f"{signed(score.lower)} to {signed(score.upper)}"
    else:
        between = f"{number(score.lower, 1)}–{number(score.upper, 1)}"
    return f"{level(score)} {between}, {n(score.n)}"


def grade(read: Grade) -> str:
    """Write a grade with those of both ends of the interval: `C (D to B+)`."""
    plain = _minus(read.grade)
    if read.lower is None or read.upper is None:
        return f"grade {plain}"
    if read.lower == read.upper:
        return f"grade {plain} (both ends of the interval too)"
    return f"grade {plain} ({_minus(read.lower)} to {_minus(read.upper)})"


def grade_bounds(read: Grade) -> tuple[str, str]:
    """Write a grade, and those of both ends of the interval."""
    if read.lower is None or read.upper is None:
        return _minus(read.grade), "of the mean; one answer has no interval"
    ends = f"{_minus(read.lower)} to {_minus(read.upper)}"
    return _minus(read.grade), f"of the mean; {ends} for the ends of the interval"


def percentile(read: Grade) -> tuple[str, str]:
    """Write a percentile and those of both ends of the interval."""
    if read.percentile_lower is None or read.percentile_upper is None:
        return number(read.percentile), "one answer has no interval"
    low, high = number(read.percentile_lower), number(read.percentile_upper)
    return number(read.percentile), f"{low}–{high} for the ends of the interval"


def counts(found: QuestionnaireResult) -> str:
    """Say how many were asked, and what became of it."""
    said = [f"{found.answered} of {plural(found.asked, 'participant')} answered"]
    if found.skipped:
        said.append(f"{found.skipped} passed it over")
    if found.incomplete:
        said.append(f"{found.incomplete} left an item out")
    if found.left:
        said.append(f"{found.left} gave nothing back")
    return "; ".join(said)


def wording(found: QuestionnaireResult) -> str:
    """Say in which languages it was answered, and whether those wordings were validated."""
    known = {True: "validated", False: "translated, not validated", None: "validation not known"}
    return "; ".join(
        f"{one.locale.replace('_', '-')}: {plural(one.forms, 'form')}, {known[one.is_validated]}"
        for one in found.wordings
    )


def survey_summary(results: tuple[QuestionnaireResult, ...]) -> list[str]:
    """Say the scores of the whole study, sentence by sentence; empty without answers."""
    return [
        f"{finding(one)}." for one in results if one.task is None and one.score.estimate is not None
    ]


def _nobody(found: QuestionnaireResult) -> str:
    if found.incomplete:
        return f"no form is whole, so there is no score ({n(0)})"
    if found.skipped:
        return f"everybody passed it over ({n(0)})"
    return f"nobody has answered it yet ({n(0)})"


def _minus(text: str) -> str:
    return text.replace("-", "−")
