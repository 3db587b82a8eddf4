from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from analyzer.answer_commands import answers
from analyzer.pipeline import analyze_study
from fixtures.survey import BROOKE, answer, asking, done
from fixtures.synthetic import keep
from recorder.definition import Ask
from recorder.store import Store

SUS = ",".join(map(str, BROOKE))
HEAD = "participant,questionnaire," + ",".join(f"item_{number}" for number in range(1, 11))


@pytest.fixture
def data(tmp_path: Path) -> Path:
    with Store.open(tmp_path / "data") as store:
        keep(
            store, done("P01", answer(20, "sus", [3] * 10)), done("P02"),
            of=asking(Ask(questionnaire="sus"), Ask(questionnaire="churn")),
        )  # fmt: skip
    return tmp_path / "data"


def _run(data: Path, *lines: str) -> Result:
    file = data.parent / "answers.csv"
    file.write_text("\n".join((HEAD, *lines)), encoding="utf-8")
    return CliRunner().invoke(answers, ["import", "shop", str(file), "--data", str(data)])


def test_answers_from_a_table_are_figures_of_the_study(data: Path) -> None:
    result = _run(data, f"P02,sus,{SUS}", "P02,churn,5", "P01,churn,1")
    assert result.exit_code == 0, result.output
    assert "Study `shop`: kept 3 forms of 2 participants." in result.output
    with Store.open(data) as store:
        analysis = analyze_study(store, "shop")
    sus, churn = analysis.questionnaires
    assert sus.scores == (50, 55)
    assert (sus.asked, sus.left) == (2, 0)
    assert (churn.score.estimate, churn.score.n) == (0.5, 2)
    assert analysis.participants == 2
    assert analysis.tasks[0].n == 2
    assert analysis.excluded == ()


def test_the_same_table_once_more_counts_once(data: Path) -> None:
    for _ in range(2):
        assert _run(data, f"P02,sus,{SUS}").exit_code == 0
    with Store.open(data) as store:
        analysis = analyze_study(store, "shop")
    assert analysis.questionnaires[0].scores == (50, 55)
    assert len(analysis.replaced) == 1


def test_with_a_mistake_in_any_line_every_mistake_is_told_and_nothing_stored(data: Path) -> None:
    with Store.open(data) as store:
        before = len(store.sessions(store.study("shop")))
    result = _run(data, f"P02,sus,{SUS}", "P03,churn,5", "P01,churn,9")
    assert result.exit_code == 1
    assert "answers.csv, line 3: there is no participant `P03`" in result.output
    assert "answers.csv, line 4: item 1: 9.0 is not on the scale" in result.output
    assert "answers.csv has 2 mistakes; nothing was stored." in result.output
    with Store.open(data) as store:
        assert len(store.sessions(store.study("shop"))) == before
