"""How often Python looks for garbage while much is made that stays."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

SELDOM = 50_000  # new objects between two looks, instead of Python's 700; ours


@contextmanager
def collected_seldom() -> Iterator[None]:
    """Let Python look for cycles of objects less often.

    An analysis makes many small objects and keeps nearly all of them. To walk through them again
    and again took a tenth of the processor time of a study of long sessions.
    """
    before = gc.get_threshold()
    gc.set_threshold(SELDOM, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)
