"""Work on one session without searches for garbage in between.

Python looks for cycles among all objects each time that some hundreds more have been made. A
session makes ten thousands, none of them in a cycle, so every search is in vain.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


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
