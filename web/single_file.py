"""The report as one HTML file that opens from a mail, with no server and no network."""

from __future__ import annotations

import base64
import re
from functools import cache
from pathlib import Path

from flask import render_template
from markupsafe import Markup

from web.pictures import addressed
from web.report_view import report_view
from web.results import Result
from web.version import VERSION

_STATIC = Path(__file__).parent / "static"
_SHEETS = (
    "tokens.css", "app.css", "controls.css", "tables.css", "lists.css", "report.css",
    "hotspots.css", "survey.css", "report_print.css",
)  # fmt: skip
_TYPES = {".png": "image/png", ".webp": "image/webp", ".woff2": "font/woff2"}


def report_file(result: Result) -> str:
    """Render a whole report with everything inside; needs an app context.

    Parameters
    ----------
    result
        The analysis and its pictures.

    Returns
    -------
    str
        HTML that asks nobody for anything: its own policy forbids every request.
    """
    pictures = addressed(result.pictures, lambda name: data_uri(result.folder / name))
    return render_template(
        "report_file.html",
        analysis=result.analysis,
        report=report_view(result.analysis, pictures, lambda _session, _t_s: None),
        css=_css(),
        version=VERSION,
    )


def data_uri(path: Path) -> str:
    """Write a file as a data URI."""
    data = base64.b64encode(path.read_bytes()).decode("ascii")
    return f"data:{_TYPES[path.suffix]};base64,{data}"


@cache
def _css() -> Markup:
    """Join the style sheets, their fonts inside."""
    text = "\n".join((_STATIC / name).read_text(encoding="utf-8") for name in _SHEETS)
    inlined = re.sub(
        r'url\("(fonts/[^"]+)"\)', lambda found: f'url("{data_uri(_STATIC / found[1])}")', text
    )
    return Markup(inlined)  # noqa: S704  # our own files
