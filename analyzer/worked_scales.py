"""The questionnaires under the names that worked examples use."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from analyzer.intervals import mean_t
from analyzer.questionnaires.csat import top_two_box
from analyzer.questionnaires.nasa_tlx import raw_tlx, weighted_tlx
from analyzer.questionnaires.nps import adjusted_centre, net_promoters, nps_interval
from analyzer.questionnaires.sus import sus_adjective, sus_grade, sus_percentile, sus_score
from analyzer.questionnaires.umux import umux_score
from analyzer.questionnaires.umux_lite import sus_equivalent, umux_lite_score

Answer = Mapping[str, Any]
Reals = Sequence[float]


def _mean(ratings: Reals, confidence: float = 0.95) -> Answer:
    found = mean_t(ratings, confidence)
    return {"mean": found.estimate, "lower": found.lower, "upper": found.upper}


def _csat(ratings: Reals, scale: int = 5, confidence: float = 0.95) -> Answer:
    found = top_two_box(ratings, confidence, scale)
    return {"csat": found.estimate, "lower": found.lower, "upper": found.upper}


def _nps(detractors: int, passives: int, promoters: int) -> Answer:
    return {"nps": net_promoters(promoters, passives, detractors)}


def _nps_interval(
    promoters: int, passives: int, detractors: int, confidence: float = 0.95
) -> Answer:
    found = nps_interval(promoters, passives, detractors, confidence)
    centre = adjusted_centre(promoters, passives, detractors)
    return {
        "nps": found.estimate,
        "centre": centre,
        "lower": found.lower,
        "upper": found.upper,
    }


def _sus_score(responses: Reals) -> Answer:
    return {"sus": sus_score(responses)}


def _sus_grade(scores: Reals) -> Answer:
    return {"grades": [sus_grade(score) for score in scores]}


def _sus_percentile(scores: Reals) -> Answer:
    return {"percentiles": [sus_percentile(score) for score in scores]}


def _sus_adjective(scores: Reals) -> Answer:
    return {"adjectives": [sus_adjective(score) for score in scores]}


def _umux(responses: Reals) -> Answer:
    return {"umux": umux_score(responses)}


def _umux_lite(pairs: Sequence[Reals]) -> Answer:
    raw = [umux_lite_score(pair) for pair in pairs]
    return {"raw": raw, "sus_equivalent": [sus_equivalent(score) for score in raw]}


def _raw_tlx(ratings: Reals, scale_max: float = 100) -> Answer:
    return {"rtlx": raw_tlx(ratings, scale_max)}


def _weighted_tlx(ratings: Reals, weights: Reals) -> Answer:
    return {"tlx": weighted_tlx(ratings, weights)}


METRICS: Mapping[str, Callable[..., Answer]] = {
    "ces": _mean,
    "csat": _csat,
    "nasa_tlx_raw": _raw_tlx,
    "nasa_tlx_weighted": _weighted_tlx,
    "nps": _nps,
    "nps_ci_adjusted_wald": _nps_interval,
    "seq": _mean,
    "sus_adjective": _sus_adjective,
    "sus_grade": _sus_grade,
    "sus_percentile": _sus_percentile,
    "sus_score": _sus_score,
    "umux_lite": _umux_lite,
    "umux_score": _umux,
}
