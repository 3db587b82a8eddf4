"""Rules of the house that no other tool checks: rooms, tests, sources, docs."""

from __future__ import annotations

import importlib
import pkgutil
import re
import subprocess
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("recorder", "analyzer", "web")


def _tracked() -> list[str]:
    listing = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return [line for line in listing.stdout.splitlines() if (ROOT / line).is_file()]


def _modules() -> list[Path]:
    skipped = {"node_modules", "migrations", "tracker"}
    return [
        path
        for package in PACKAGES
        for path in sorted((ROOT / package).rglob("*.py"))
        if path.name != "__init__.py" and not skipped & set(path.relative_to(ROOT).parts)
    ]


@pytest.mark.parametrize("module", _modules(), ids=lambda path: str(path.relative_to(ROOT)))
def test_every_module_has_a_test_file_of_its_name(module: Path) -> None:
    place = module.relative_to(ROOT)
    expected = ROOT / "tests" / place.parent / f"test_{module.stem}.py"
    assert expected.is_file(), f"{place} has no {expected.relative_to(ROOT)}"


@pytest.mark.parametrize("package", PACKAGES)
def test_package_init_files_hold_no_code(package: str) -> None:
    for init in (ROOT / package).rglob("__init__.py"):
        lines = [line for line in init.read_text().splitlines() if line.strip()]
        if "Registry(" in init.read_text():
            continue  # the packages of signals, heatmaps, questionnaires and exports
        assert all(not re.match(r"(import|from|def|class) ", line) for line in lines), init


def test_no_source_file_outgrows_one_thing() -> None:
    long = {
        name: count
        for name in _tracked()
        if name.endswith((".py", ".ts", ".js")) and "package-lock" not in name
        for count in [len((ROOT / name).read_text().splitlines())]
        if count > 350
    }
    assert not long


def test_only_two_files_speak_to_opencv() -> None:
    # Heat and its layers, and the stitching of captured frames: one file would hold two things.
    found = {
        str(path.relative_to(ROOT))
        for path in _modules()
        if re.search(r"^\s*(?:import|from) cv2\b", path.read_text(), re.MULTILINE)
    }
    assert found == {"analyzer/render.py", "analyzer/stitch.py"}


def test_every_dependency_has_its_reason() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    groups = [project["dependencies"], *project["optional-dependencies"].values()]
    names = {re.split(r"[\[<>=;]", line)[0].strip() for group in groups for line in group}
    decisions = (ROOT / "docs" / "decisions.md").read_text().lower()
    missing = {name for name in names - {"thinkaloud"} if f"`{name.lower()}`" not in decisions}
    assert not missing


@pytest.mark.parametrize("family", ["signals", "questionnaires", "heatmaps"])
def test_every_plug_in_is_explained_in_the_measures(family: str) -> None:
    package = importlib.import_module(f"analyzer.{family}")
    measures = (ROOT / "docs" / "measures.md").read_text().lower()
    names = [info.name for info in pkgutil.iter_modules(package.__path__)]
    assert names
    missing = [name for name in names if f"`{name}`" not in measures]
    assert not missing


def test_every_export_is_explained() -> None:
    package = importlib.import_module("analyzer.exports")
    text = (ROOT / "docs" / "exports.md").read_text()
    names = [info.name for info in pkgutil.iter_modules(package.__path__)]
    assert names
    assert not [name for name in names if f"`{name}`" not in text]


def test_links_between_documents_lead_somewhere() -> None:
    broken = []
    for name in _tracked():
        if not name.endswith(".md"):
            continue
        folder = (ROOT / name).parent
        for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", (ROOT / name).read_text()):
            if not re.match(r"[a-z]+:", target) and not (folder / target).exists():
                broken.append(f"{name} -> {target}")
    assert not broken


def test_the_readme_names_only_commands_that_exist() -> None:
    from web.cli import main

    known = set(main.list_commands(None))  # type: ignore[arg-type]  # the lazy group needs no context
    named = set(re.findall(r"thinkaloud ([a-z]+(?:-[a-z]+)*)", (ROOT / "README.md").read_text()))
    assert named <= known
    assert {"demo", "serve", "study", "invite", "prototype", "analyze", "report"} <= named
