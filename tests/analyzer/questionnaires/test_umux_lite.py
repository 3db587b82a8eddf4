from __future__ import annotations

import pytest

from analyzer.questionnaires.umux_lite import sus_equivalent, umux_lite_score


@pytest.mark.parametrize(("pair", "score"), [((1, 1), 0), ((7, 7), 100), ((6, 5), 75)])
def test_two_answers_make_a_score_from_0_to_100(pair: tuple[int, int], score: float) -> None:
    assert umux_lite_score(pair) == pytest.approx(score)


def test_the_sus_it_foretells_runs_from_22_9_to_87_9() -> None:
    ends = [sus_equivalent(umux_lite_score(pair)) for pair in ((1, 1), (7, 7))]
    assert ends == pytest.approx([22.9, 87.9])
