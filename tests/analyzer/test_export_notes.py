import shutil
import subprocess
from dataclasses import replace as changed
from pathlib import Path

import pytest
from msgspec.structs import replace

from analyzer.export_notes import PANDAS, R, readme
from analyzer.exporting import export_to
from analyzer.exports import exports
from analyzer.study_tables import TABLES
from analyzer.tables import Material
from fixtures.exported import material

PACKAGES = {"csv": "base", "json": "jsonlite", "parquet": "nanoparquet"}


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


def two_tasks_and_one_that_nobody_tried() -> Material:
    held = material()
    task = held.analysis.tasks[0]
    other = replace(task, id="find", attempts=tuple(replace(a, task="find") for a in task.attempts))
    tasks = (task, replace(task, id="never", attempts=()), other)
    return changed(held, analysis=replace(held.analysis, tasks=tasks))


@pytest.mark.parametrize("name", PACKAGES)
def test_the_r_lines_run_where_r_and_its_packages_are_installed(name: str, tmp_path: Path) -> None:
    rscript = shutil.which("Rscript")
    if rscript is None:
        pytest.skip("R is not installed")
    asked = f'quit(status = !requireNamespace("{PACKAGES[name]}", quietly = TRUE))'
    if subprocess.run([rscript, "-e", asked], check=False, capture_output=True).returncode:
        pytest.skip(f"R has no package {PACKAGES[name]}")
    export_to(exports[name], two_tasks_and_one_that_nobody_tried(), tmp_path)
    told = subprocess.run(
        [rscript, "-e", R[name]], cwd=tmp_path, check=False, capture_output=True, text=True
    )
    assert told.returncode == 0, told.stderr
    assert "buy" in told.stdout
    assert "find" in told.stdout
