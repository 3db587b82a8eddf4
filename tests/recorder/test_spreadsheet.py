import csv
import io

import pytest

from recorder.spreadsheet import text_cell


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"])
def test_a_text_that_would_be_a_formula_is_marked(sign: str) -> None:
    assert text_cell(f"{sign}1+1") == f"'{sign}1+1"
    assert text_cell(f"\0{sign}1+1") == f"'{sign}1+1"


@pytest.mark.parametrize("text", ["", "1=1", "Lamps - cheap", "漢字", "'quoted"])
def test_any_other_text_stands_as_it_is(text: str) -> None:
    assert text_cell(text) == text


def test_a_marked_text_is_read_back_as_one_cell() -> None:
    out = io.StringIO()
    csv.writer(out).writerow([text_cell('=cmd|"a",b\n\0')])
    assert list(csv.reader(io.StringIO(out.getvalue(), newline=""))) == [['\'=cmd|"a",b\n']]
