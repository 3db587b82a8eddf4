import pytest

from analyzer.export_notes import PANDAS, R, readme
from analyzer.study_tables import TABLES
from fixtures.exported import material


@pytest.mark.parametrize("name", ["csv", "parquet", "json"])
def test_the_readme_shows_how_to_read_the_files_in_python_and_in_r(name: str) -> None:
    text = readme(name, material().analysis)
    assert PANDAS[name] in text
    assert R[name] in text
    assert "3 simulated" not in text
    assert "2 simulated participants, 2 sessions" in text


def test_the_readme_names_every_table() -> None:
    text = readme("csv", material().analysis)
    assert all(f"{table.name}.csv: " in text for table in TABLES)
