"""The family of events that are answers to questionnaires: one form a row.

It follows the agreements of `analyzer/events.py`: sorted by time, arrays of equal length, times
in seconds since the session's start.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt


@dataclass(frozen=True, slots=True, eq=False)
class Answers:
    """Forms that were given back, or passed over."""

    t_s: npt.NDArray[np.float64]
    page: npt.NDArray[np.int32]
    screen: npt.NDArray[np.int32]
    questionnaire: tuple[str, ...]
    task: tuple[str, ...]  # after which; empty: of the whole study
    ratings: npt.NDArray[np.float64]  # (n, the longest form's items), NaN: left out, or no item
    items: npt.NDArray[np.int32]  # how many of a row's ratings belong to the form
    reason: tuple[str, ...]  # in own words; empty: none
    choices: tuple[Mapping[str, float], ...]  # ticked reason -> its place among them
    locale: tuple[str, ...]
    duration_s: npt.NDArray[np.float64]  # from the form's showing to its sending
    is_skipped: npt.NDArray[np.bool_]
