"""Small pieces of the Common Industry Format's page: tables, lists, and what is to be filled in."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

from analyzer.results import Interval

TO_FILL = "to be filled in by the researcher"


def to_fill(what: str) -> str:
    """Mark what the study does not know."""
    return f'<span class="fill">[{escape(what)}: {TO_FILL}]</span>'


def count(n: int, noun: str) -> str:
    """Write a count with its noun."""
    return f"{n} {noun}" if n == 1 else f"{n} {noun}s"


def listed(lines: Iterable[str]) -> str:
    """Write a list of HTML lines."""
    return "<ul>\n" + "".join(f"<li>{line}</li>\n" for line in lines) + "</ul>\n"


def table(caption: str, head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Write a table; cells are HTML, the first of a row is its heading."""
    title = f"<caption>{escape(caption)}</caption>" if caption else ""
    heads = "".join(f'<th scope="col">{escape(cell)}</th>' for cell in head)
    body = "".join(
        f'<tr><th scope="row">{first}</th>{"".join(f"<td>{cell}</td>" for cell in rest)}</tr>\n'
        for first, *rest in rows
    )
    if not body:
        return f"<p>{escape(caption)}: none.</p>\n"
    top = f"<thead><tr>{heads}</tr></thead>\n" if head else ""
    return f'<div class="box"><table>{title}\n{top}<tbody>\n{body}</tbody></table></div>\n'


def figure(interval: Interval, unit: str) -> tuple[str, str, str, str]:
    """Write a figure as its n, estimate, interval and method.

    Parameters
    ----------
    interval
        The figure.
    unit
        `share` is written as a percentage; any other stands behind the number.
    """
    estimate = "no data" if interval.estimate is None else _number(interval.estimate, unit)
    bounds = "none: n is too small"
    if interval.lower is not None and interval.upper is not None:
        bounds = f"{_number(interval.lower, unit)} to {_number(interval.upper, unit)}"
        bounds = f"{bounds} ({interval.level:.0%})"
    return str(interval.n), estimate, bounds, escape(interval.method)


def _number(value: float, unit: str) -> str:
    return f"{value:.0%}" if unit == "share" else f"{value:.3g} {unit}".strip()
