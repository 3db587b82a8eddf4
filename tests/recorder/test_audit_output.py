import io

from recorder import audit_output
from recorder.audit import Audit
from recorder.stored_texts import Found


def test_a_formula_stays_a_text_in_a_spreadsheet() -> None:
    with Audit() as found:
        found.add("s", iter([Found("/", "text", "p", "=1+1")]))
        out = io.StringIO()
        audit_output.write_csv(found, out)
    assert ",'=1+1," in out.getvalue()


def test_a_terminal_is_not_steered_by_what_is_stored() -> None:
    with Audit() as found:
        found.add("s", iter([Found("/", "text", "p", "a\x1b[2J\nb")]))
        lines = list(audit_output.plain_lines(found))
    assert lines[1].endswith("a [2J b")
