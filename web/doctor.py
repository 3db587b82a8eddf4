"""Checks of what Thinkaloud needs on a machine, each with a remedy."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from recorder.errors import ThinkaloudError
from web.ports import is_free
from web.version import VERSION

MIN_FREE_BYTES = 500_000_000  # an hour's session with its replay is a few MB
PORT = 8321
TRACKER = Path(__file__).parent.parent / "recorder" / "static"


@dataclass(frozen=True, slots=True)
class Finding:
    """One check: `limited` means that something works less well, `bad` that it cannot work."""

    name: str
    state: Literal["good", "limited", "bad"]
    text: str


def examine(data: Path) -> list[Finding]:
    """Check Python, the recorder's script, Chromium, PyAV, the data folder, the port and fonts."""
    return [_python(), _tracker(), _chromium(), _films(), _data(data), _port(), _fonts()]


def _python() -> Finding:
    # An older Python would not have come this far: the package asks for 3.11.
    found = ".".join(str(part) for part in sys.version_info[:3])
    return Finding("Python", "good", f"{found}, Thinkaloud {VERSION}")


def _tracker() -> Finding:
    if not (TRACKER / "thinkaloud.js").is_file():
        return Finding(
            "Tracker", "bad",
            "the recorder's script was not built; install Thinkaloud again with pip.",
        )  # fmt: skip
    return Finding("Tracker", "good", "the recorder's script is there")


def _chromium() -> Finding:
    """Without Chromium or Playwright reports have figures but no pictures of screens."""
    try:
        import playwright  # noqa: F401, PLC0415  # the extra [screens], which may be absent
    except ImportError:
        return Finding(
            "Chromium", "limited",
            "Playwright is not installed, so reports have no pictures of screens; "
            "pip install 'thinkaloud[screens]'.",
        )  # fmt: skip
    from analyzer.browser import find_chromium  # noqa: PLC0415  # only this check needs it

    try:
        path = find_chromium()
        asked = subprocess.run(  # noqa: S603  # the browser that was found
            [str(path), "--version"], capture_output=True, text=True, timeout=20, check=True
        )
    except ThinkaloudError as error:
        return Finding("Chromium", "limited", f"{error} Until then reports have no pictures.")
    except (OSError, subprocess.SubprocessError) as error:
        return Finding("Chromium", "limited", f"{path} does not start: {error}")
    return Finding("Chromium", "good", f"{asked.stdout.strip()} ({path})")


def _films() -> Finding:
    """Without PyAV a replay can be taken away as a file, and not as a film."""
    try:
        import av  # noqa: PLC0415  # the extra [video], which may be absent
    except ImportError:
        return Finding(
            "Films", "limited",
            "PyAV is not installed, so replays cannot be taken away as films; "
            "pip install 'thinkaloud[video]'.",
        )  # fmt: skip
    from analyzer.film import codec_of  # noqa: PLC0415  # only this check needs it

    try:
        coded = ", ".join(f"{kind} by {codec_of(kind)[0]}" for kind in ("webm", "mp4"))
    except ThinkaloudError as error:
        return Finding("Films", "limited", str(error))
    return Finding("Films", "good", f"PyAV {av.__version__} writes {coded}")


def _data(data: Path) -> Finding:
    place = next(path for path in (data, *data.parents) if path.exists())
    if not os.access(place, os.W_OK):
        return Finding(
            "Data folder", "bad", f"{data} cannot be written; choose another with --data."
        )
    free = shutil.disk_usage(place).free
    if free < MIN_FREE_BYTES:
        return Finding("Data folder", "limited", f"only {free / 1e6:.0f} MB are free at {place}.")
    state = "is there" if data.exists() else "will be made at the first use"
    return Finding("Data folder", "good", f"{data} {state}; {free / 1e9:.1f} GB free")


def _port() -> Finding:
    if is_free("127.0.0.1", PORT):
        return Finding("Port", "good", f"{PORT} is free")
    return Finding(
        "Port", "good", f"{PORT} is taken (perhaps by Thinkaloud itself); the next is used"
    )


def _fonts() -> Finding:
    """Pictures of screens need fonts where a page brings none of its own."""
    if sys.platform != "linux":
        return Finding("Fonts", "good", "the system brings its own")
    folders = [Path("/usr/share/fonts"), Path("/usr/local/share/fonts"), Path.home() / ".fonts"]
    kinds = ("*.ttf", "*.otf", "*.ttc")
    if any(
        next(folder.rglob(kind), None) for folder in folders if folder.is_dir() for kind in kinds
    ):
        return Finding("Fonts", "good", "system fonts found")
    return Finding(
        "Fonts", "limited",
        "no font is installed, so pictures of screens would lack text; "
        "Debian: apt-get install fonts-dejavu-core fonts-noto-cjk.",
    )  # fmt: skip
