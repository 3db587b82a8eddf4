"""An audit as lines: for the terminal, as JSON, as CSV."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import asdict, fields
from typing import TextIO

import msgspec

from recorder.audit import Audit, Line, as_record
from recorder.spreadsheet import text_cell

NOT_LISTED = (
    "Not listed: the rules of style sheets, the shapes of drawings, pictures and sound, and the "
    "study's own definition."
)


def json_lines(found: Audit) -> Iterator[str]:
    """Yield JSON objects: each text, then the media's pieces, then the consent texts."""
    for line in found.lines():
        yield msgspec.json.encode(as_record(line)).decode()
    for pieces in found.media:
        yield msgspec.json.encode({"media": asdict(pieces)}).decode()
    for text, sessions in found.consents.items():
        yield msgspec.json.encode({"consent": text, "sessions": sessions}).decode()


def write_csv(found: Audit, out: TextIO) -> None:
    """Write all texts as a table with a head."""
    table = csv.writer(out)
    table.writerow([field.name for field in fields(Line)])
    for line in found.lines():
        table.writerow([_cell(value) for value in as_record(line).values()])


def plain_lines(found: Audit) -> Iterator[str]:
    """Yield lines for a person at a terminal, tabs between the columns."""
    total, suspicious = found.count()
    if not total:
        yield "Nothing is stored yet: invite someone, and audit what came."
        return
    yield f"{total:,} distinct texts, {suspicious:,} of them to look at first."
    for line in found.lines():
        mark = f"! {line.reason}" if line.reason else ""
        times = f"{line.count}x in {line.sessions}"
        where = f"{line.route or '-'}\t{line.place}\t{line.element}"
        yield f"{mark}\t{where}\t{times}\t{_one_line(line.text)}"
    for pieces in found.media:
        yield (
            f"Media: {pieces.count:,} pieces of {pieces.kind}, {pieces.size:,} bytes, in "
            f"{pieces.sessions} session(s)"
        )
    for text, sessions in found.consents.items():
        yield f"Consent, {sessions} session(s): {_one_line(text)}"
    yield NOT_LISTED


def _cell(value: object) -> object:
    return text_cell(value) if isinstance(value, str) else value


def _one_line(text: str) -> str:
    """Keep a stored text from writing on the terminal's other lines, or from steering it."""
    return "".join(sign if sign.isprintable() else " " for sign in text)
