"""JSON decoders, one for each type, prepared by one thread at a time.

msgspec prepares a type when it is first decoded and keeps the preparation on the type. A second
thread that comes meanwhile reads the half of it: measured, 6 of 30 fresh processes with 16
threads ended in a segmentation fault. So nothing here decodes into a type of ours but through a
decoder that was made under this lock.
"""

from __future__ import annotations

import threading
from typing import Any, TypeVar

import msgspec

T = TypeVar("T")

_lock = threading.Lock()
_decoders: dict[Any, msgspec.json.Decoder[Any]] = {}


def decoder(kind: type[T]) -> msgspec.json.Decoder[T]:
    """Return the decoder of a type.

    Parameters
    ----------
    kind
        A struct of ours.

    Returns
    -------
    msgspec.json.Decoder
        The same one each time; safe to use in any thread.
    """
    found = _decoders.get(kind)
    if found is None:
        with _lock:
            found = _decoders.setdefault(kind, msgspec.json.Decoder(kind))
    return found
