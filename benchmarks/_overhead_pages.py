"""The three pages on which the tracker's cost is measured, and how each is used."""

from __future__ import annotations

import shutil
import struct
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from benchmarks._overhead_hand import Hand

HERE = Path(__file__).resolve().parent
SCRIPTS = HERE / "pages"
RIVALS = HERE / "rivals" / "node_modules"
FONT = HERE.parent / "web" / "static" / "fonts" / "instrument-sans.woff2"
HEAVY_ELEMENTS = 14_333
HEAVY_HEIGHT_PX = 55_569
PICTURES = 24
ROW_STYLE = "td, th { height: 24px; padding: 1px; white-space: nowrap; font-size: 14px }"
Use = Callable[[Hand], None]


@dataclass(frozen=True, slots=True)
class TestPage:
    """A page and what every condition does on it."""

    name: str
    write: Callable[[Path, str], None]
    use: Use
    is_heavy: bool = False


def table(folder: Path, head: str) -> None:
    """Write the page of 1,500 elements."""
    body = f"{CONTROLS}<table><tbody id=rows>{_rows(212)}</table>"
    _write(folder, head, f"<style>{ROW_STYLE}</style>{body}", "table.js")


def heavy(folder: Path, head: str) -> None:
    """Write the page of 14,333 elements, 55,569 px high."""
    shutil.copy(FONT, folder / "font.woff2")
    (folder / "frame.html").write_text("<!doctype html><p>Delivery</p><button>Choose</button>")
    for number in range(PICTURES):
        (folder / f"{number}.png").write_bytes(_picture(number))
    pictures = "".join(f'<img src="{n}.png" alt="Lamp {n}" width=48 height=48>' for n in range(24))
    stars = "".join(
        f"<svg width=20 height=20><circle cx=10 cy=10 r={3 + n % 7} /></svg>" for n in range(20)
    )
    tags = "".join(f"<price-tag>{n * 7} €</price-tag>" for n in range(20))
    items = "".join(f"<li>Message {n}" for n in range(139))
    body = f"""<style>
@font-face {{ font-family: Instrument; src: url(font.woff2) }}
html {{ height: {HEAVY_HEIGHT_PX}px; overflow-y: scroll }}
body {{ font-family: Instrument, sans-serif; margin: 0; padding-top: 48px }}
header {{ position: fixed; inset: 0 0 auto 0; height: 48px; background: #eee; z-index: 1 }}
#inner {{ height: 200px; width: 300px; overflow: auto }} iframe {{ width: 300px; height: 90px }}
{ROW_STYLE}</style><header>{CONTROLS}<button id=route>Catalogue</button></header>
<h1 id=title>Lamps</h1><div>{pictures}</div><div>{stars}</div><div>{tags}</div>
<canvas id=flat width=320 height=120></canvas><canvas id=deep width=120 height=120></canvas>
<iframe src="frame.html" title="Delivery"></iframe>
<iframe src="frame.html" title="Pick-up"></iframe>
<ul id=inner>{items}</ul><table><tbody id=rows>{_rows(2_000)}</table>"""
    _write(folder, head, body, "table.js", "heavy.js")


def app(folder: Path, head: str) -> None:
    """Write the single-page app."""
    shutil.copy(RIVALS / "preact" / "dist" / "preact.min.umd.js", folder / "preact.js")
    style = """<style>
.cards { display: grid; grid-template-columns: repeat(4, 1fr); gap: 8px; padding: 0 }
.card { border: 1px solid #ccc; list-style: none; padding: 8px } nav a { margin: 8px }
.dialog { position: fixed; inset: 20% 30%; background: #fff; border: 2px solid; padding: 16px }
</style>"""
    _write(folder, head, f"{style}<div id=app></div>", "preact.js", "app.js")


def use_table(hand: Hand) -> None:
    """Press, type, scroll, sort all rows."""
    for number in range(8):
        hand.press("#count")
        hand.move((200 + number * 40, 300))
    hand.press("#filter")
    hand.type("green lamp")
    hand.scroll(8)
    hand.scroll_back()
    hand.press("#sort")
    hand.rest()


def use_heavy(hand: Hand) -> None:
    """Do the same, and scroll the inner list, and change the route."""
    use_table(hand)
    hand.press("#inner")
    hand.scroll(4, 200)
    hand.press("#route")
    hand.rest()


def use_app(hand: Hand) -> None:
    """Filter, look, sort, open, buy."""
    hand.press("#filter")
    hand.type("oak lamp")
    hand.erase(8)
    for number in range(3):
        hand.press(".look", number)
        hand.press("#close")
        hand.press(".add:enabled", number)
    for order in ("price", "name", "id"):
        hand.press(f"#by-{order}")
    hand.scroll(6)
    hand.scroll_back()
    for number in range(3):
        hand.press(".card a", number)
        hand.press("#back")
    hand.press("#to-basket")
    hand.press("#back")
    hand.rest()


PAGES = (
    TestPage("1,500 elements", table, use_table),
    TestPage("14,333 elements", heavy, use_heavy, is_heavy=True),
    TestPage("single-page app", app, use_app),
)

CONTROLS = (
    "<button id=sort>Sort</button><button id=count>Count</button><output id=n>0</output>"
    '<input id=filter aria-label="Filter">'
)


def _rows(count: int) -> str:
    return "".join(
        f"<tr><td>{row}<td>Lamp {row * 7919 % count}<td>{row * 31 % 97} €<td>in stock<td>Halden"
        f'<td><a href="#row{row}">more</a>'
        for row in range(count)
    )


def _write(folder: Path, head: str, body: str, *scripts: str) -> None:
    for script in scripts:
        if (SCRIPTS / script).is_file():
            shutil.copy(SCRIPTS / script, folder)
    tags = "".join(f'<script src="/{script}" defer></script>' for script in scripts)
    (folder / "index.html").write_text(
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>Lamps</title>'
        f'<link rel="icon" href="data:,">{head}{tags}<body>{body}'
    )


def _picture(number: int) -> bytes:
    """Draw a PNG of one colour with a slope."""
    rows = b"".join(
        b"\0" + bytes(value for x in range(48) for value in (number * 10, x * 5, y * 5))
        for y in range(48)
    )

    def chunk(name: bytes, data: bytes) -> bytes:
        whole = name + data
        return struct.pack(">I", len(data)) + whole + struct.pack(">I", zlib.crc32(whole))

    size = struct.pack(">IIBBBBB", 48, 48, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", size)
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )
