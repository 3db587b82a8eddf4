from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Sequence

import pytest

from analyzer.pipeline import analyze
from analyzer.questionnaires import questionnaires
from fixtures.survey import BROOKE, MEASURINGUX, asking, rated
from fixtures.synthetic import study
from recorder.definition import Ask
from web.charts import Chart
from web.survey_charts import survey_chart

SVG = "{http://www.w3.org/2000/svg}"


def _chart(name: str, *forms: Sequence[float | None]) -> Chart:
    chart = survey_chart(analyze(rated(name, *forms)).questionnaires[0])
    assert chart is not None
    return chart


def _texts(svg: str) -> list[str | None]:
    return [one.text for one in ET.fromstring(svg).iter(f"{SVG}text")]


@pytest.mark.parametrize("name", questionnaires.names())
def test_every_questionnaire_is_drawn_at_both_widths_with_its_finding(name: str) -> None:
    form = questionnaires[name]
    chart = _chart(name, [form.low] * form.items, [form.high] * form.items)
    for svg in (chart.wide, chart.narrow):
        root = ET.fromstring(svg)
        assert root.attrib["aria-label"] == chart.title
        assert root.attrib["role"] == "img"
        colours = {one.get("fill") for one in root.iter(f"{SVG}path")} - {None}
        assert colours <= {"currentColor", "var(--accent, currentColor)", "transparent", "none"}
    narrow = float(ET.fromstring(chart.narrow).attrib["width"])
    assert narrow <= 358  # what a phone leaves


def test_a_mean_stands_on_the_whole_scale_beside_the_published_one() -> None:
    texts = _texts(_chart("seq", [6], [5], [7]).wide)
    assert "mean of earlier studies 5.5" in texts
    assert [text for text in texts if text in list("1234567")].count("7") == 1


def test_sus_has_its_grades_as_bands_with_letters() -> None:
    texts = _texts(_chart("sus", BROOKE, MEASURINGUX).wide)
    assert [text for text in texts if text in ("F", "D", "C", "B", "A")] == list("FDCBA")
    assert {"0", "100"} <= set(texts)


def test_groups_of_answers_are_named_with_their_numbers() -> None:
    texts = _texts(_chart("nps", [10], [9], [7], [0]).narrow)
    assert {"promoters 2", "passives 1", "detractors 1", "+100", "−100"} <= set(texts)


def test_without_a_score_there_is_no_chart() -> None:
    (found,) = analyze(study(of=asking(Ask(questionnaire="sus")))).questionnaires
    assert survey_chart(found) is None


def test_a_scale_of_any_number_is_drawn_in_bins_of_scores() -> None:
    chart = _chart("nasa_tlx", [10, 20, 30, 40, 50, 90], [100] * 6)
    names = [one.get("aria-label") for one in ET.fromstring(chart.wide).iter(f"{SVG}path")]
    assert any(name and "95 to 100: 1" in name for name in names)
