"""The recorders that are measured beside ours, from npm, and a loopback sink for what they send.

None of them is part of what we ship: they are installed into a folder that git ignores.
"""

from __future__ import annotations

import http.server
import json
import os
import shutil
import subprocess
import sysconfig
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

HOST = "127.0.0.1"
HERE = Path(__file__).resolve().parent / "rivals"
MODULES = HERE / "node_modules"
RRWEB = HERE.parent.parent / "recorder/tracker/node_modules/@rrweb/record/dist/record.umd.min.cjs"
POSTHOG_CONFIG = {
    "token": "phc_loopback",
    "supportedCompression": ["gzip", "gzip-js"],
    "hasFeatureFlags": False,
    "autocapture_opt_out": False,
    "heatmaps": True,
    "capturePerformance": {"web_vitals": True},
    "surveys": False,
    "sessionRecording": {
        "endpoint": "/s/", "recorderVersion": "v2", "scriptConfig": {"script": "posthog-recorder"},
    },
    "siteApps": [],
}  # fmt: skip
RECORD = """<script src="/rrweb.js"></script><script>
window.recorded = [];
const api = window.rrwebRecord ?? window.rrweb;
addEventListener('DOMContentLoaded', () => api.record({
  emit: (event) => recorded.push(JSON.stringify(event)), maskAllInputs: true,
  sampling: { mousemove: 50, mousemoveCallback: 500, scroll: 150, media: 500, input: 'last' },
}));
</script>"""
CLARITY = """<script src="/clarity.js"></script><script>
clarity('start', { projectId: 'loopback', upload: '/sink/clarity', content: true, track: true });
</script>"""
POSTHOG = """<script src="/static/array.js"></script><script>
posthog.init('phc_loopback', {
  api_host: location.origin, ui_host: location.origin, autocapture: true, capture_pageview: true,
  session_recording: { maskAllInputs: true }, persistence: 'localStorage',
  opt_out_useragent_filter: true, // it would take a driven browser for a bot
});
</script>"""
HEADS = {"@rrweb/record": RECORD, "clarity-js": CLARITY, "posthog-js": POSTHOG}


def install() -> None:
    """Install what the lock file names, where it is not there yet.

    Raises
    ------
    SystemExit
        If there is no npm, or if it fails.
    """
    wanted = json.loads((HERE / "package.json").read_text("utf-8"))["dependencies"]
    if all(_version(name) == version for name, version in wanted.items()):
        return
    places = os.pathsep.join([sysconfig.get_path("scripts"), os.environ.get("PATH", "")])
    npm = shutil.which("npm", path=places)
    if npm is None:
        raise SystemExit("The other recorders come from npm, which is not here: run `make` first.")
    command = [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    if subprocess.run(command, cwd=HERE, check=False).returncode:
        raise SystemExit(f"`npm ci` failed in {HERE}")


def _version(name: str) -> str | None:
    try:
        about: dict[str, str] = json.loads((MODULES / name / "package.json").read_text("utf-8"))
    except OSError:
        return None
    return about["version"]


def lay_scripts(condition: str, folder: Path) -> None:
    """Put a rival's files where its page looks for them."""
    if condition == "@rrweb/record":
        shutil.copy(RRWEB, folder / "rrweb.js")
    elif condition == "clarity-js":
        shutil.copy(MODULES / "clarity-js/build/clarity.min.js", folder / "clarity.js")
    elif condition == "posthog-js":
        shutil.copytree(
            MODULES / "posthog-js/dist",
            folder / "static",
            ignore=shutil.ignore_patterns("*.map", "*.d.ts", "src"),
        )


class _Handler(http.server.SimpleHTTPRequestHandler):
    """Serves a folder, and takes whatever is posted."""

    protocol_version = "HTTP/1.1"

    def log_message(self, *_: Any) -> None:
        """Say nothing."""

    def do_GET(self) -> None:
        """Serve a file, or PostHog's settings."""
        path = self.path.partition("?")[0]
        if not path.startswith("/array/"):
            return super().do_GET()
        text = json.dumps(POSTHOG_CONFIG)
        if path.endswith(".js"):
            known = f"{{config: {text}, siteApps: []}}"
            text = f"window._POSTHOG_REMOTE_CONFIG = {{phc_loopback: {known}}}"
        return self._answer(text, "text/javascript" if path.endswith(".js") else "application/json")

    def do_POST(self) -> None:
        """Take a body, and say that all is well."""
        size = int(self.headers.get("Content-Length") or 0)
        self.rfile.read(size)
        self.server.taken += size  # type: ignore[attr-defined]  # ours has it
        self._answer("{}" if "/sink/" not in self.path else "", "application/json")

    def _answer(self, text: str, kind: str) -> None:
        body = text.encode()
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


class Sink(http.server.ThreadingHTTPServer):
    """A page's folder and what its recorder sends."""

    daemon_threads = True
    taken = 0

    @property
    def address(self) -> str:
        """Where it answers."""
        return f"http://{HOST}:{self.server_address[1]}"


@contextmanager
def served(folder: Path) -> Iterator[Sink]:
    """Serve a page's folder together with the sink."""
    with Sink((HOST, 0), partial(_Handler, directory=str(folder))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()
