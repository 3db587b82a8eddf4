from pathlib import Path

import pytest
from click.testing import CliRunner

from analyzer.answer_commands import answers
from analyzer.given_elsewhere import given_elsewhere, worked
from analyzer.pipeline import analyze_study
from analyzer.results import StudyAnalysis
from analyzer.summary import summary
from fixtures.survey import answer, asking, done
from fixtures.synthetic import keep
from recorder.definition import Ask
from recorder.store import Store


@pytest.fixture
def analysis(tmp_path: Path) -> StudyAnalysis:
    """Two who worked, one of them with imported answers too; a third with those alone."""
    with Store.open(tmp_path / "data") as store:
        keep(
            store, done("P01", answer(20, "sus", [3] * 10)), done("P02"),
            of=asking(Ask(questionnaire="sus"), Ask(questionnaire="churn")),
        )  # fmt: skip
        store.invite(store.study("shop"), "P03")
    file = tmp_path / "answers.csv"
    file.write_text("participant,questionnaire,item_1\nP02,churn,5\nP03,churn,1\n")
    told = CliRunner().invoke(
        answers, ["import", "shop", str(file), "--data", str(tmp_path / "data")]
    )
    assert told.exit_code == 0, told.output
    with Store.open(tmp_path / "data") as store:
        return analyze_study(store, "shop")


def test_sessions_of_imported_answers_are_told_from_those_of_work(analysis: StudyAnalysis) -> None:
    alone = given_elsewhere(analysis)
    assert sorted(one.participant for one in analysis.sessions if one.id in alone) == ["P02", "P03"]
    there, more = worked(analysis)
    assert ([one.participant for one in there.sessions], there.participants, more) == (
        ["P01", "P02"], 2, 1,
    )  # fmt: skip


def test_the_terminal_counts_them_apart(analysis: StudyAnalysis) -> None:
    first = next(iter(summary(analysis)))
    assert first.endswith(
        "2 simulated participants, 2 sessions; imported answers of 1 more participant"
    )


def test_without_imported_answers_everybody_worked(tmp_path: Path) -> None:
    with Store.open(tmp_path / "data") as store:
        keep(store, done("P01", answer(20, "sus", [3] * 10)), of=asking(Ask(questionnaire="sus")))
        analysis = analyze_study(store, "shop")
    assert worked(analysis) == (analysis, 0)
