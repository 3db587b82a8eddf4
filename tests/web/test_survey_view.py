from __future__ import annotations

from fixtures.built_analysis import built_analysis
from web.survey_view import SurveyPart, survey_parts


def _parts() -> dict[str, SurveyPart]:
    found = survey_parts(built_analysis(), lambda session, t_s: f"{session}@{t_s}")
    return {part.id: part for part in found}


def test_each_questionnaire_stands_under_its_task_or_under_the_study() -> None:
    parts = _parts()
    assert parts["said-seq-task-1"].task == "Find a desk lamp under 60 euros"
    assert parts["said-sus"].task == ""
    assert list(parts)[-1] == "said-churn"


def test_reasons_and_ticks_lead_to_their_moment() -> None:
    nps = _parts()["said-nps"]
    assert nps.reasons[0].link == "s4@443.0"
    assert nps.reasons[0].score == "3"
    assert nps.choices[0].moments[0][0] == "s1@440.0"


def test_sus_rows_read_the_mean_in_every_way() -> None:
    rows = {row.name: row for row in _parts()["said-sus"].rows}
    assert set(rows) == {"Score", "Grade", "Percentile", "Nearest adjective"}
    assert rows["Grade"].bounds.endswith("D to A+ for the ends of the interval")


def test_boxes_of_ratings_are_columns_and_an_open_scale_has_none() -> None:
    parts = _parts()
    assert list(parts["said-sus"].boxes) == list("12345")
    assert list(parts["said-nasa_tlx"].boxes) == []


def test_the_method_names_source_scale_and_interval() -> None:
    parts = _parts()
    assert "Brooke (1996): 10 items from 1 to 5" in parts["said-sus"].method
    assert "answers 9 to 10 minus the share of answers 0 to 6" in parts["said-nps"].method
    assert "Interval: adjusted Wald, 95 %." in parts["said-churn"].method
