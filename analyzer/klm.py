"""The Keystroke-Level Model: how long an expert needs for a known path, without an error."""

from __future__ import annotations

from collections.abc import Mapping

# Card, Moran & Newell (1980), Communications of the ACM 23:396; seconds.
SECONDS: Mapping[str, float] = {"K": 0.28, "P": 1.10, "H": 0.40, "M": 1.35}
DRAW_SEGMENT_S = 0.9
DRAW_CM_S = 0.16

# Seconds per keystroke by skill, the same source.
KEYSTROKE_S: Mapping[str, float] = {
    "best typist": 0.08,
    "good typist": 0.12,
    "average skilled typist": 0.20,
    "average non-secretary": 0.28,
    "typing random letters": 0.50,
    "typing complex codes": 0.75,
    "worst typist": 1.20,
}


def expert_time(
    operators: str,
    keystroke_s: float = SECONDS["K"],
    segments: float = 0,
    length_cm: float = 0,
    response_s: float = 0,
) -> float:
    """Add up the time of a sequence of operators.

    Parameters
    ----------
    operators
        K a key or button, P pointing, H homing the hand, D drawing, M thinking, R waiting for
        the system; blanks, commas and plus signs may stand between them.
    keystroke_s
        Seconds per keystroke; `KEYSTROKE_S` has them by skill.
    segments, length_cm
        Straight segments of each D and their total length.
    response_s
        Seconds of each R.

    Returns
    -------
    float
        Seconds.

    Raises
    ------
    ValueError
        If an operator is unknown.

    Notes
    -----
    Card, Moran & Newell (1980). D = 0.9 per segment + 0.16 per cm.
    """
    each = {
        **SECONDS,
        "K": keystroke_s,
        "D": DRAW_SEGMENT_S * segments + DRAW_CM_S * length_cm,
        "R": response_s,
    }
    steps = [letter for letter in operators if letter not in " ,+"]
    unknown = sorted(set(steps) - set(each))
    if unknown:
        raise ValueError(f"KLM has no operator {', '.join(unknown)}; it has {', '.join(each)}")
    return sum(each[step] for step in steps)


def expert_ratio(typical_s: float, expert_s: float) -> float | None:
    """Tell how many times as long as an expert participants take; None without a path."""
    return typical_s / expert_s if expert_s > 0 else None
