from __future__ import annotations

from analyzer.cif_satisfaction import satisfaction
from analyzer.pipeline import analyze
from fixtures.built_analysis import built_analysis
from fixtures.survey import answer, asking, done
from fixtures.synthetic import study
from recorder.definition import Ask


def test_scores_items_shares_and_reasons_stand_with_n_and_interval() -> None:
    text = satisfaction(built_analysis())
    assert "grade B- (D to A+), percentile 67; “Good”" in text
    assert "52.6 to 94" in text
    assert "<td>14%</td><td>-40% to 60% (95%)</td>" in text  # NPS
    assert "System Usability Scale, after the study: items" in text
    assert "Paying took ages, and I had to ring them. (P04)" in text
    assert "after Find a desk lamp under 60 euros" not in text.split("<table>")[0]


def test_without_any_questionnaire_the_section_is_to_be_filled_in() -> None:
    assert "to be filled in by the researcher" in satisfaction(analyze(study()))


def test_words_of_participants_bring_no_markup() -> None:
    told = done("P01", answer(20, "ces", [5], reason="<img src=x>", choices=["<b>"]))
    text = satisfaction(analyze(study(told, of=asking(Ask(questionnaire="ces")))))
    assert "<img" not in text
    assert "<b>" not in text
    assert "&lt;img src=x&gt;" in text
