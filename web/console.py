"""The console script: what runs before anything else of the command is imported.

Until the command itself is there to answer Ctrl-C, an interrupt would end in a traceback out of
the middle of an import. So this module imports nothing heavier than `sys`.
"""

from __future__ import annotations

import sys

INTERRUPTED = 130  # the exit code of shells for Ctrl-C
SAID = "\nInterrupted; the last whole result stands."


def main() -> None:
    """Run the command line; interrupted while it is imported, say so in a line."""
    try:
        from web.cli import main as command  # noqa: PLC0415  # guarded by this very block

        command()
    except KeyboardInterrupt:
        sys.stderr.write(f"{SAID}\n")
        raise SystemExit(INTERRUPTED) from None
