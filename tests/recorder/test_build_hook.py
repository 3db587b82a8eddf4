from __future__ import annotations

import gzip
import importlib.util
import json
import shutil
import subprocess
import sys
import tomllib
from gettext import GNUTranslations
from pathlib import Path
from types import ModuleType

import pytest

from recorder.tracker_files import CHUNKS

ROOT = Path(__file__).resolve().parents[2]
TRACKER = ROOT / "recorder" / "tracker"
STATIC = ROOT / "recorder" / "static"


@pytest.fixture(scope="module")
def hook() -> ModuleType:
    spec = importlib.util.spec_from_file_location("build_hook", TRACKER / "build_hook.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def tracker(tmp_path: Path) -> Path:
    folder = tmp_path / "recorder" / "tracker"
    (folder / "src" / "sensors").mkdir(parents=True)
    (folder / "src" / "index.ts").write_text("export {};\n")
    (folder / "src" / "sensors" / "click.ts").write_text("export {};\n")
    for name in ("package.json", "package-lock.json", "build.mjs", "rrweb_trim.mjs"):
        shutil.copy(TRACKER / name, folder / name)
    (tmp_path / "web" / "viewer").mkdir(parents=True)
    (tmp_path / "web" / "viewer" / "main.ts").write_text("export {};\n")
    return folder


def _bundled(tracker: Path, hook: ModuleType) -> Path:
    static = tracker.parent / "static"
    static.mkdir()
    (static / "thinkaloud.js").write_text("//")
    manifest = {"core": "thinkaloud.js", "source": hook.source_hash(tracker)}
    (static / "manifest.json").write_text(json.dumps(manifest))
    return static


def test_bundles_are_fresh_while_their_sources_are_the_same(
    hook: ModuleType, tracker: Path
) -> None:
    static = _bundled(tracker, hook)
    assert hook.is_fresh(tracker, static)


@pytest.mark.parametrize(
    "name",
    ["src/sensors/click.ts", "package-lock.json", "build.mjs", "../../web/viewer/main.ts"],
)
def test_a_changed_source_makes_them_stale(hook: ModuleType, tracker: Path, name: str) -> None:
    static = _bundled(tracker, hook)
    path = tracker / name
    path.write_text(path.read_text() + "\n")
    assert not hook.is_fresh(tracker, static)


def test_a_new_and_a_renamed_source_make_them_stale(hook: ModuleType, tracker: Path) -> None:
    static = _bundled(tracker, hook)
    (tracker / "src" / "index.ts").rename(tracker / "src" / "other.ts")
    assert not hook.is_fresh(tracker, static)


def test_the_time_of_a_file_says_nothing(hook: ModuleType, tracker: Path) -> None:
    static = _bundled(tracker, hook)
    (tracker / "src" / "index.ts").touch()
    assert hook.is_fresh(tracker, static)


def test_line_ends_of_another_system_say_nothing(hook: ModuleType, tracker: Path) -> None:
    before = hook.source_hash(tracker)
    (tracker / "src" / "index.ts").write_bytes(b"export {};\r\n")
    assert hook.source_hash(tracker) == before


def test_a_missing_bundle_is_stale(hook: ModuleType, tracker: Path) -> None:
    static = _bundled(tracker, hook)
    (static / "thinkaloud.js").unlink()
    assert not hook.is_fresh(tracker, static)


def test_without_a_manifest_they_are_stale(hook: ModuleType, tracker: Path, tmp_path: Path) -> None:
    assert not hook.is_fresh(tracker, tmp_path / "nowhere")


def test_a_wheel_without_sources_takes_its_bundles_as_they_are(
    hook: ModuleType, tracker: Path
) -> None:
    static = _bundled(tracker, hook)
    shutil.rmtree(tracker / "src")
    assert hook.is_fresh(tracker, static)


def test_the_hook_asks_for_node_only_when_they_are_stale(
    hook: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    asks = hook.BundleHook.dependencies
    monkeypatch.setattr(hook, "is_fresh", lambda: True)
    assert asks(None) == [hook.BABEL]
    monkeypatch.setattr(hook, "is_fresh", lambda: False)
    assert asks(None) == [hook.BABEL, hook.NODE_WHEEL]


def test_packages_that_the_lock_file_wants_are_looked_for_by_version(
    hook: ModuleType, tracker: Path
) -> None:
    assert not hook._has_packages(tracker)
    lock = json.loads((tracker / "package-lock.json").read_text())
    (tracker / "node_modules").mkdir()
    installed = tracker / "node_modules" / ".package-lock.json"
    installed.write_text(json.dumps(lock))
    assert hook._has_packages(tracker)
    lock["packages"]["node_modules/esbuild"]["version"] = "0.0.1"
    installed.write_text(json.dumps(lock))
    assert not hook._has_packages(tracker)


def test_the_lock_file_names_no_registry() -> None:
    lock = json.loads((TRACKER / "package-lock.json").read_text())
    assert not [name for name, entry in lock["packages"].items() if "resolved" in entry]


def test_the_script_builds_what_the_manifest_names() -> None:
    subprocess.run([sys.executable, TRACKER / "build_hook.py"], check=True, timeout=120)
    manifest = json.loads((STATIC / "manifest.json").read_text())
    files = {"core", "anchors", "viewer", "offline", *CHUNKS}
    assert set(manifest) == files | {"source"}
    for name in files:
        assert (STATIC / manifest[name]).stat().st_size > 1_000
    sizes = {"core": 6_000, "recording": 26_000}
    for name, most in sizes.items():
        assert len(gzip.compress((STATIC / manifest[name]).read_bytes(), 9)) <= most


def test_every_translation_is_compiled(hook: ModuleType, tmp_path: Path) -> None:
    shutil.copytree(ROOT / "web" / "translations", tmp_path / "po")
    sources = list((tmp_path / "po").glob("*/LC_MESSAGES/*.po"))
    written = hook.compile_translations(tmp_path / "po")
    assert sorted(path.with_suffix(".po") for path in written) == sorted(sources)
    with (tmp_path / "po" / "it" / "LC_MESSAGES" / "participant.mo").open("rb") as file:
        assert GNUTranslations(file).gettext("Back") == "Indietro"


def test_what_git_leaves_out_is_carried_into_the_wheel() -> None:
    build = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["hatch"]["build"]
    assert build["artifacts"] == ["recorder/static/*", "web/translations/**/*.mo"]
