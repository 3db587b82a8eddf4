"""Finding a Chromium to draw screens with, and how it is started."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

from recorder.errors import PictureError

NAMES = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
    "microsoft-edge",
)
MAC_APPS = (
    "Google Chrome.app/Contents/MacOS/Google Chrome",
    "Chromium.app/Contents/MacOS/Chromium",
    "Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
)
REMEDY = (
    "Install Chromium (on Debian `apt-get install chromium`, elsewhere `playwright install "
    "chromium`) or set THINKALOUD_CHROMIUM to its program."
)

# Nothing may reach the network. These flags hold for what neither scripts-off, CSP nor request
# interception see: a preconnect, a prefetched name, a meta refresh.
CLOSED = (
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--proxy-server=http://127.0.0.1:9",
    "--proxy-bypass-list=<-loopback>",
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-domain-reliability",
    "--disable-sync",
    "--no-pings",
    "--no-first-run",
)
QUIET = ("--disable-gpu", "--hide-scrollbars", "--mute-audio", "--font-render-hinting=none")


def find_chromium(bundled: str | None = None) -> Path:
    """Find the program to draw with.

    Parameters
    ----------
    bundled
        Where Playwright keeps its own Chromium, if it was installed.

    Returns
    -------
    Path
        `THINKALOUD_CHROMIUM`, else Playwright's own, else one on the PATH, else an app of
        macOS.

    Raises
    ------
    PictureError
        If there is none; the text says how to get one.
    """
    named = os.environ.get("THINKALOUD_CHROMIUM")
    if named:
        if not Path(named).is_file():
            raise PictureError(f"THINKALOUD_CHROMIUM names {named}, which is not there. {REMEDY}")
        return Path(named)
    if bundled and Path(bundled).is_file():
        return Path(bundled)
    for name in NAMES:
        found = shutil.which(name)
        if found:
            return Path(found)
    for folder in (Path("/Applications"), Path.home() / "Applications"):
        for app in MAC_APPS if sys.platform == "darwin" else ():
            if (folder / app).is_file():
                return folder / app
    raise PictureError(f"Screens are drawn by Chromium, and there is none. {REMEDY}")


def launch_arguments() -> list[str]:
    """Return the switches that close the browser's network and keep its drawing even."""
    # Chromium refuses to run its sandbox as root; recorded scripts do not run in any case.
    is_root = hasattr(os, "geteuid") and os.geteuid() == 0
    return [*CLOSED, *QUIET, *(["--no-sandbox"] if is_root else [])]
