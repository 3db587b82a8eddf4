"""Reading what a recording says: rrweb's data, of which any part may be missing or wrong."""

from __future__ import annotations

from collections.abc import Mapping

from analyzer.dom_node import Data


def maps(value: object) -> list[Data]:
    """Return the objects of a list; none where it is no list."""
    return [one for one in value if isinstance(one, Mapping)] if isinstance(value, list) else []


def integer(value: object) -> int:
    """Return a whole number; -1, which names nothing, for anything else."""
    return value if isinstance(value, int) else -1


def doctype(data: Data) -> str:
    """Write a doctype's inside: an old one makes the browser lay out as old pages need it."""
    name, public, system = (str(data.get(key) or "") for key in ("name", "publicId", "systemId"))
    parts = [name or "html"]
    if public or system:
        parts.append(f'PUBLIC "{public}"' if public else "SYSTEM")
        parts += [f'"{system}"'] if system else []
    text = " ".join(parts)
    return "html" if "<" in text or ">" in text else text


def canvas_frame(data: Data) -> str | None:
    """Find the last whole picture in a canvas's commands, as a data URL."""
    for command in reversed(maps(data.get("commands")) or [data]):
        if command.get("property") != "drawImage":
            continue
        try:
            blob = command["args"][0]["args"][0]
            kind, encoded = str(blob["type"]), str(blob["data"][0]["base64"])
        except (KeyError, IndexError, TypeError):
            return None
        return f"data:{kind};base64,{encoded}"
    return None
