"""When Python looks for garbage while much is made that stays.

It looks for cycles among all objects each time that some hundreds more have been made. An analysis
makes ten thousands, nearly none of them in a cycle, so nearly every search is in vain.
"""

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


@contextmanager
def unswept() -> Iterator[None]:
    """Pause the search for cyclic garbage, in all threads; also a decorator.

    What is in no cycle goes at once, as ever. Whoever has switched the search off finds it off.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
