"""The sample study: brought into a data folder, analysed now, its shop live beside it."""

from __future__ import annotations

import threading
import time
import webbrowser
from collections.abc import Callable
from pathlib import Path

from recorder.definition import parse_study
from recorder.models import Study
from recorder.store import Store
from web import jobs, results

LOOK_S = 0.2
DEMO = Path(__file__).parent / "demo"


def prepare(data: Path, say: Callable[[str], None]) -> str:
    """Bring the sample study into a data folder and begin to analyse it then and there.

    Parameters
    ----------
    data
        The data folder.
    say
        Takes lines for the terminal.

    Returns
    -------
    str
        The study's short name.
    """
    from recorder.archive import import_study  # noqa: PLC0415  # not needed to serve

    with Store.open(data) as store:
        study = _known(store)
        if study is None:
            say("Bringing in the sample study …")
            study = import_study(store, DEMO / "sample.zip")
        store.set_prototype(study.slug, str(DEMO / "shop"), study.prototype_url or "")
        n = len(store.sessions(study))
        if not results.is_fresh(store, study):
            say(
                f"Analysing {n} recorded sessions of simulated participants; "
                "the page shows how far it is."
            )
            jobs.start(store, study)
    return study.slug


def tell_when_ready(data: Path, slug: str, say: Callable[[str], None]) -> None:
    """Wait for the analysis in a thread of its own, and say how it ended."""

    def wait() -> None:
        while jobs.status(data, slug).is_running:
            time.sleep(LOOK_S)
        error = jobs.status(data, slug).error
        say(f"The analysis failed: {error}" if error else "The report is ready.")

    threading.Thread(target=wait, daemon=True).start()


def open_browser(data: Path, url: str, slug: str) -> None:
    """Open the report in the browser, with the key."""
    from web.security import load_key  # noqa: PLC0415  # needs the web framework

    webbrowser.open(f"{url}/studies/{slug}/report?key={load_key(data)}")


def _known(store: Store) -> Study | None:
    """Find the sample study where it was brought in before."""
    text = (DEMO / "study.yaml").read_text(encoding="utf-8")
    slug = parse_study(text, "sample").slug
    return next((study for study in store.studies() if study.slug == slug), None)
