import re
import subprocess
import sys
from pathlib import Path

from analyzer.edition import edition

ROOT = Path(__file__).parents[2]
_SCRIPT = """
import sys
sys.path.insert(0, sys.argv[1])
from analyzer.edition import edition
print(edition())
"""


def _in_another_process(root: Path) -> str:
    command = [sys.executable, "-c", _SCRIPT, str(root)]
    return subprocess.run(command, capture_output=True, check=True, text=True).stdout.strip()


def test_the_same_code_is_the_same_edition_in_every_process() -> None:
    assert re.fullmatch("[0-9a-f]{16}", edition())
    assert _in_another_process(ROOT) == edition()


def test_another_line_of_code_is_another_edition(tmp_path: Path) -> None:
    (tmp_path / "analyzer").mkdir()
    for name in ("__init__.py", "edition.py"):
        (tmp_path / "analyzer" / name).write_bytes((ROOT / "analyzer" / name).read_bytes())
    before = _in_another_process(tmp_path)
    assert _in_another_process(tmp_path) == before
    (tmp_path / "analyzer" / "rule.py").write_text("THRESHOLD = 2\n")
    assert _in_another_process(tmp_path) != before
