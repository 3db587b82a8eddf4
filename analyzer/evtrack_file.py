"""evtrack's logs (also the Attentive Cursor Dataset's): eight columns and an XML file beside them.

`cursor timestamp xpos ypos event xpath attrs extras`, separated by one space; positions are on the
page. What a log does not tell (scroll offsets, lengths of fields, boxes) is left out, not guessed.
"""

from __future__ import annotations

import html
import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import msgspec

from analyzer.imported_routes import route_pattern
from analyzer.rrweb_file import read_bounded
from recorder.errors import ArchiveError
from recorder.protocol import (
    MAX_EPOCH_MS,
    MAX_T_MS,
    Anchor,
    ClickEvent,
    Event,
    PageEvent,
    PointerEvent,
    VisibilityEvent,
)
from recorder.session_importing import ToldSession

HEAD = "cursor timestamp xpos ypos event xpath"
MAX_INFO_BYTES = 64 * 1024
MAX_PX = 1_000_000.0
RUN_MS = 500  # of pointer positions in one event, as the tracker sends them
_MOVES = frozenset({"mousemove", "mouseover", "mouseenter", "mouseout", "touchmove"})
_STATES = {"blur": "blurred", "focus": "focused"}
_TAG = re.compile(r"<(url|ua|window|document|task)>([^<]*)</\1>")
_STEP = re.compile(r"([A-Za-z][\w-]*)(?:\[(\d+)\])?")
_WITH_ID = re.compile(r"""//\*\[@id=["']([^"']+)["']\](.*)""")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a log."""

    t_ms: float  # epoch
    x: float
    y: float
    name: str  # the browser's event
    xpath: str
    attrs: Mapping[str, Any]
    is_touch: bool


def told_session(paths: Sequence[Path]) -> ToldSession:
    """Read the logs of one session, each of them a page view, with the XML files among them.

    Parameters
    ----------
    paths
        Logs, and their information files by the same name with `.xml`; in any order.

    Raises
    ------
    ArchiveError
        With the file and the line that cannot be understood.
    """
    about = {path.stem: _info(path) for path in paths if path.suffix == ".xml"}
    logs = [(path, list(_lines(path))) for path in paths if path.suffix != ".xml"]
    if not logs:
        raise ArchiveError("No log was given: evtrack's logs are its files with eight columns.")
    logs.sort(key=lambda log: log[1][0].t_ms)
    first, last = logs[0][1][0].t_ms, max(line.t_ms for _, lines in logs for line in lines)
    if last - first > MAX_T_MS:
        raise ArchiveError("The logs span more than a week; import those of one session.")
    names = ", ".join(path.name for path, _ in logs)
    told = ToldSession(source=f"evtrack ({names})", origin_ms=first)
    left_out: Counter[str] = Counter()
    for number, (path, lines) in enumerate(logs, 1):
        info = about.get(path.stem, {})
        told.user_agent = told.user_agent or info.get("ua")
        page = _Page(f"p{number}", info, first)
        told.events.setdefault("w0", []).extend(page.tell(lines))
        left_out += page.left_out
        if told.width is None:
            told.width, told.height = page.size("window")
    if left_out:
        kinds = ", ".join(f"{name} {count}" for name, count in sorted(left_out.items()))
        told.remarks.append(f"Not taken over, for want of what they mean: {kinds}.")
    return told


class _Page:
    """One log as a page view."""

    def __init__(self, name: str, info: Mapping[str, str], origin_ms: float) -> None:
        self._name = name
        self._info = info
        self._origin_ms = origin_ms
        self._url = info.get("url", "")[:4_000]
        self.left_out: Counter[str] = Counter()

    def tell(self, lines: Sequence[Line]) -> Iterator[Event]:
        yield self._view(lines[0])
        run: list[Line] = []
        for line in lines:
            if line.name in _MOVES:
                if run and line.t_ms - run[0].t_ms > RUN_MS:
                    yield self._run(run)
                    run = []
                run.append(line)
                continue
            if run:
                yield self._run(run)
                run = []
            if line.name == "click":
                yield self._click(line)
            elif line.name in _STATES and line.xpath in ("/", ""):
                state: Any = _STATES[line.name]
                yield VisibilityEvent(**self._stamp(line), state=state)
            elif line.name not in ("load", "unload", "beforeunload"):
                self.left_out[line.name] += 1
        if run:
            yield self._run(run)

    def size(self, name: str) -> tuple[float, float]:
        """Read a size such as 1366x768; 0 where it was not told."""
        found = re.fullmatch(r"(\d{1,6})x(\d{1,6})", self._info.get(name, ""))
        return (float(found[1]), float(found[2])) if found else (0.0, 0.0)

    def _view(self, first: Line) -> Event:
        (width, height), (page_width, page_height) = self.size("window"), self.size("document")
        return PageEvent(
            **self._stamp(first), url=self._url, kind="load", time_origin_ms=first.t_ms,
            width=width, height=height, page_width=page_width or width,
            page_height=page_height or height,
        )  # fmt: skip

    def _run(self, run: Sequence[Line]) -> Event:
        steps = [round(b.t_ms - a.t_ms) for a, b in pairwise(run)]
        return PointerEvent(
            **self._stamp(run[0]), dt=[0, *steps], x=[_sample(line.x) for line in run],
            y=[_sample(line.y) for line in run],
        )  # fmt: skip

    def _click(self, line: Line) -> Event:
        return ClickEvent(
            **self._stamp(line), x=line.x, y=line.y, vx=line.x, vy=line.y, fx=0.5, fy=0.5,
            anchor=anchor_of(line), pointer="touch" if line.is_touch else "mouse",
        )  # fmt: skip

    def _stamp(self, line: Line) -> dict[str, Any]:
        t = max(0.0, line.t_ms - self._origin_ms)
        return {"t": t, "page": self._name, "screen": route_pattern(self._url)}


def anchor_of(line: Line) -> Anchor:
    """Make an anchor of an XPath and the element's attributes."""
    given = _WITH_ID.fullmatch(line.xpath)
    rest = given[2] if given else line.xpath
    steps = [
        f"{tag.lower()}:nth-of-type({place})" if place else tag.lower()
        for tag, place in _STEP.findall(rest)
    ]
    own = line.attrs.get("id")
    key = own if isinstance(own, str) and own else given[1] if given and not steps else None
    path = " > ".join([f"#{given[1]}", *steps] if given else steps) or "html"
    tag = _STEP.findall(rest)[-1][0].lower() if steps else "html"
    return Anchor(
        tag=tag[:64],
        path=path[-1_000:],
        box=(line.x, line.y, 0.0, 0.0),
        key=f"#{key}"[:300] if key else None,
        interactive=tag in ("a", "button", "input", "select", "textarea", "label", "summary"),
    )


def _lines(path: Path) -> Iterator[Line]:
    """Read a log line by line, in order of time."""
    try:
        text = read_bounded(path).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ArchiveError(f"{path.name} is not UTF-8 text, at byte {error.start}.") from error
    head, *rows = text.splitlines() or [""]
    if not head.startswith(HEAD):
        raise ArchiveError(f"{path.name}, line 1: an evtrack log begins with `{HEAD} ...`.")
    lines = [_line(path, number, row) for number, row in enumerate(rows, 2) if row.strip()]
    if not lines:
        raise ArchiveError(f"{path.name} has no event.")
    yield from sorted(lines, key=lambda line: line.t_ms)


def _line(path: Path, number: int, row: str) -> Line:
    parts = row.split(" ", 6)
    try:
        moment, x, y = (float(part) for part in parts[1:4])
        name, xpath = parts[4], parts[5]
    except (ValueError, IndexError) as error:
        raise ArchiveError(
            f"{path.name}, line {number}: it has not the columns `{HEAD}`."
        ) from error
    if not 0 <= moment <= MAX_EPOCH_MS or not math.isfinite(x + y):
        raise ArchiveError(f"{path.name}, line {number}: `{parts[1]}` is no time in ms.")
    x, y = (min(max(value, -MAX_PX), MAX_PX) for value in (x, y))
    attrs = _attrs(parts[6] if len(parts) > 6 else "")
    return Line(moment, x, y, name[:64], xpath[:2_000], attrs, is_touch=name.startswith("touch"))


def _attrs(text: str) -> Mapping[str, Any]:
    """Read the attributes, which end where the extras begin; what cannot be read is left out."""
    at = text.find("} {")
    try:
        found = msgspec.json.decode(text[: at + 1] if at >= 0 else text)
    except (msgspec.DecodeError, RecursionError, UnicodeError):
        return {}
    return found if isinstance(found, dict) else {}


def _info(path: Path) -> dict[str, str]:
    data = read_bounded(path)
    if len(data) > MAX_INFO_BYTES:
        raise ArchiveError(f"{path.name} is larger than any information file of evtrack.")
    # Read by its flat fields alone: entities of a forged file are never expanded.
    text = data.decode("utf-8", "replace")
    return {name: html.unescape(value).strip() for name, value in _TAG.findall(text)}


def _sample(value: float) -> int:
    return round(min(max(value, -100_000.0), 100_000.0))
