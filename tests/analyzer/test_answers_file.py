from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.answers_file import AnswersFile, read_answers
from fixtures.survey import BROOKE, asking
from recorder.definition import Ask
from recorder.errors import StudyError

STUDY = asking(
    Ask(questionnaire="sus"), Ask(questionnaire="nps"), Ask(questionnaire="seq", when="after_task")
)
ITEMS = ",".join(f"item_{number}" for number in range(1, 11))
HEAD = f"participant,questionnaire,task,{ITEMS},reason,choices,locale"


def _read(tmp_path: Path, *lines: str, head: str = HEAD) -> AnswersFile:
    path = tmp_path / "answers.csv"
    path.write_text("\n".join((head, *lines)) + "\n", encoding="utf-8")
    return read_answers(path, STUDY, ["P01", "P02"])


def test_each_line_is_a_form_of_a_participant(tmp_path: Path) -> None:
    sus = ",".join(map(str, BROOKE))
    found = _read(
        tmp_path, f"P01,sus,,{sus},\"Slow, and\nodd.\",Price|Choice,de",
        "P01,seq,buy,6,,,,,,,,,,,,", "", "P02,nps,,7.0",
    )  # fmt: skip
    assert found.mistakes == []
    first, second = found.forms["P01"]
    assert (first.ratings, first.locale) == (list(BROOKE), "de")
    assert (first.reason, first.choices) == ("Slow, and\nodd.", ["Price", "Choice"])
    assert (second.task, second.ratings, second.locale) == ("buy", [6], "en")
    assert second.t > first.t
    assert found.forms["P02"][0].ratings == [7]


def test_an_empty_cell_is_an_item_that_was_left_out(tmp_path: Path) -> None:
    found = _read(tmp_path, "P01,sus,,1,2,3,4,5,1,2,3,4,,,,")
    assert found.forms["P01"][0].ratings[-1] is None


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("P1,nps,,5", "there is no participant `P1` in this study. Try: P01"),
        ("P01,nsp,,5", "`nsp`: there is no questionnaire of that name"),
        ("P01,csat,,5", "`csat`: the study does not ask this questionnaire"),
        ("P01,seq,sing,5", "`seq`: `sing` is not a task of this study"),
        ("P01,nps,,11", "item 1: 11.0 is not on the scale from 0 to 10"),
        ("P01,nps,,5.5", "item 1: 5.5 lies between two answers"),
        ("P01,nps,,five", "item_1: `five` is no number"),
        ("P01,nps,,1_0", "item_1: `1_0` is no number"),
        (f"P01,nps,,{'9' * 9_999}x", f"item_1: `{'9' * 40}…` is no number"),
        ("\x1b[31mP01,nps,,5",
         "there is no participant `\\x1b[31mP01` in this study. Try: thinkaloud invite"),
        ("P01,seq,\x1b[2J,5", "`seq`: `\\x1b[2J` is not a task of this study"),
        ("P01,nps,,nan", "item_1: `nan` is no number"),
        ("P01,nps,,5,5", "`nps` has 1 item; item_2 is filled in"),
        ("P01,nps,,", "no item is filled in; take the line out"),
        ("P02,nps,,5", "this form of P02 stands in line 2 already"),
        (f"P01,nps,,5{',' * 10}{'x' * 4_001}", "reason: 4,001 characters; at most 4,000 are kept"),
        (f"P01,nps,,5{',' * 11}{'|'.join('abc' * 11)}",
         "choices: at most 30 of 300 characters"),
        (f"P01,nps,,5{',' * 12}<b>", "locale: `<b>` is no language; write en, de, zh_Hans …"),
        (f"P01,nps,,5{',' * 12}en,more", "17 cells, the header has 16"),
    ],
)  # fmt: skip
def test_a_mistake_is_named_with_its_line(tmp_path: Path, line: str, said: str) -> None:
    found = _read(tmp_path, "P02,nps,,9", line)
    assert found.mistakes == [f"line 3: {said}."]


def test_every_mistake_is_named_not_the_first_alone(tmp_path: Path) -> None:
    assert len(_read(tmp_path, "X,nps,,5", "P01,nps,,99", "P01,bogus,,1").mistakes) == 3


@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_spreadsheets_of_any_country_are_read(tmp_path: Path, mark: str) -> None:
    path = tmp_path / "answers.csv"
    text = mark.join(("Participant", "Questionnaire", "item_1")) + "\r\n"
    path.write_text(text + mark.join(("P01", "nps", "9")) + "\r\n", encoding="utf-8-sig")
    assert read_answers(path, STUDY, ["P01"]).forms["P01"][0].ratings == [9]


@pytest.mark.parametrize(
    ("head", "said"),
    [
        ("participant,item_1", "1 needed column is missing: questionnaire."),
        ("participant,questionnaire,item_1,item_1", "the column `item_1` stands there twice"),
        ("participant,questionnaire,item_1,tsak", "no column `tsak`. Try: task"),
        ("", "3 needed columns are missing: participant, questionnaire, item_1."),
    ],
)
def test_a_table_of_something_else_is_refused(tmp_path: Path, head: str, said: str) -> None:
    with pytest.raises(StudyError, match=said):
        _read(tmp_path, head=head)


def test_a_header_alone_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StudyError, match="no line of answers under it"):
        _read(tmp_path, "", ",,,")


def test_a_quotation_mark_left_open_is_asked_for(tmp_path: Path) -> None:
    with pytest.raises(StudyError, match="quotation mark left open"):
        _read(tmp_path, f'P01,nps,,5{"," * 10}"{"x" * 200_000}')


def test_what_is_no_text_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "answers.csv"
    path.write_bytes(b"participant,questionnaire,item_1\nP01,nps,\xff\n")
    with pytest.raises(StudyError, match="UTF-8"):
        read_answers(path, STUDY, ["P01"])


@given(st.lists(st.lists(st.text(max_size=8), max_size=6), max_size=5))
def test_whatever_the_cells_hold_a_line_is_a_form_or_a_mistake(
    tmp_path_factory: pytest.TempPathFactory, rows: list[list[str]]
) -> None:
    path = tmp_path_factory.mktemp("any") / "answers.csv"
    lines = ["participant,questionnaire,item_1"]
    lines += [",".join(f'"{cell.replace(chr(34), "")}"' for cell in row) for row in rows]
    path.write_bytes("\n".join(lines).encode("utf-8", "surrogatepass"))
    try:
        found = read_answers(path, STUDY, ["P01"])
    except StudyError:
        return
    assert found.forms == {}
