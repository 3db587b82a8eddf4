"""A heatmap's legend as a strip below its picture, for files that leave the web page."""

from __future__ import annotations

from textwrap import wrap
from xml.sax.saxutils import escape

import vl_convert

from analyzer.legend import Legend

FONT = "Liberation Sans, Arial, Helvetica, sans-serif"
_INK, _QUIET, _PAPER = "#22201d", "#5d5850", "#fbf9f6"
_MARGIN, _LINE, _BAR_WIDTH = 16, 19, 220
# Wider than Liberation Sans' mean, so that a line never runs out of the strip.
_EM_PER_CHARACTER = 0.56


def strip_png(legend: Legend, width: int, scale: float) -> bytes:
    """Draw a legend as a strip to stand below its picture.

    Parameters
    ----------
    legend
        What to say.
    width
        Of the picture, CSS px.
    scale
        Picture px per CSS px.

    Returns
    -------
    bytes
        A PNG of about `width * scale` px width.
    """
    data = vl_convert.svg_to_png(strip_svg(legend, width), scale=scale)
    return bytes(data)


def strip_svg(legend: Legend, width: int) -> str:
    """Draw a legend as SVG, `width` CSS px wide and as high as its text needs."""
    beside = width >= 720  # the bar stands beside the text where there is room
    text_width = width - 2 * _MARGIN - (_BAR_WIDTH + 24 if beside else 0)
    rows = _rows(legend, text_width)
    top = 0 if beside else 52
    height = max(2 * _MARGIN + _LINE * len(rows) + top, 76)
    bar_x = width - _MARGIN - _BAR_WIDTH if beside else _MARGIN
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
        f'font-family="{FONT}">',
        f'<rect width="{width}" height="{height}" fill="{_PAPER}"/>',
        f'<rect width="{width}" height="1" fill="#d8d2c8"/>',
        *_bar(legend, bar_x, _MARGIN + 4),
    ]
    for index, (text, size, weight, ink) in enumerate(rows):
        y = top + _MARGIN + 13 + index * _LINE
        parts.append(
            f'<text x="{_MARGIN}" y="{y}" font-size="{size}" font-weight="{weight}" '
            f'fill="{ink}">{escape(text)}</text>'
        )
    return "".join([*parts, "</svg>"])


def _rows(legend: Legend, width: int) -> list[tuple[str, int, int, str]]:
    """Break the legend's sentences into lines: text, size, weight, ink."""
    rows = []
    for text, size, weight, ink in (
        (legend.title, 14, 700, _INK),
        (legend.unit, 13, 400, _INK),
        (legend.placed, 13, 400, _QUIET),
        *((note, 13, 400, _QUIET) for note in legend.notes),
    ):
        characters = max(20, int(width / (size * _EM_PER_CHARACTER)))
        rows += [(line, size, weight, ink) for line in wrap(text, characters)]
    return rows


def _bar(legend: Legend, x: int, y: int) -> list[str]:
    """Draw the scale over white and over near-black, as heat looks on both kinds of page."""
    last = len(legend.colours) - 1
    stops = "".join(
        f'<stop offset="{index / last:.4f}" stop-color="{colour}" stop-opacity="{alpha}"/>'
        for index, (colour, alpha) in enumerate(zip(legend.colours, legend.alphas, strict=True))
    )
    parts = [f'<defs><linearGradient id="scale">{stops}</linearGradient></defs>']
    for offset, ground in ((0, "#ffffff"), (9, "#16181c")):
        box = f'x="{x}" y="{y + offset}" width="{_BAR_WIDTH}" height="9"'
        parts += [f'<rect {box} fill="{ground}"/>', f'<rect {box} fill="url(#scale)"/>']
    anchors = {0.0: "start", 1.0: "end"}
    parts += [
        f'<text x="{x + tick.share * _BAR_WIDTH:g}" y="{y + 33}" font-size="12" fill="{_QUIET}" '
        f'text-anchor="{anchors.get(tick.share, "middle")}">{escape(tick.label)}</text>'
        for tick in legend.ticks
    ]
    return parts
