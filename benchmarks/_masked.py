"""Where a drawn page is masked: there it differs from a true picture on purpose.

What stands in fields, and texts that repeat it, reach the recording as stars. The boxes of those
elements are left out of a comparison; everything around them, their places included, is not.
"""

from __future__ import annotations

import re

import numpy as np
import numpy.typing as npt

from analyzer.appearance import appearance_at
from analyzer.dom import Mirror
from analyzer.dom_html import static_page
from analyzer.moment import anchors_script, files_of
from analyzer.painter import Drawing, Painter
from analyzer.replay import mirror_at, recorded_tabs
from recorder.errors import PictureError
from recorder.store import Store

NAME = "data-masked"
STARS = re.compile(r"\*{3}")
FIELDS = {"input", "textarea"}
EDGE_PX = 1


def draw_marked(painter: Painter, store: Store, session_id: str, t_s: float) -> Drawing:
    """Draw a session's only tab at a moment, in full; its boxes are those of what is masked."""
    (changes,) = recorded_tabs(store.batches(session_id, "replay")).values()
    mirror = mirror_at(changes, t_s)
    if mirror is None or mirror.document is None:
        raise PictureError("The snapshot of its page cannot be read.")
    count = _mark(mirror)
    names = [str(number) for number in range(count)]
    return painter.draw(
        static_page(mirror),
        files_of(store, store.session(session_id).study_id),
        anchors=[{"id": name, "anchor": {"key": f'[{NAME}="{name}"]'}} for name in names],
        anchors_script=anchors_script(),
        appearance=appearance_at(changes, t_s),
    )


def _mark(mirror: Mirror) -> int:
    """Give what is masked an attribute that it can be found by; how many there are."""
    found = []
    for node in mirror.walk():
        is_field = node.tag in FIELDS and STARS.search(node.attributes.get("value", ""))
        texts = [] if node.tag in {"style", "script", "title"} else node.children
        hides = any(not child.tag and STARS.search(child.text) for child in texts)
        hint = node.tag in FIELDS and STARS.search(node.attributes.get("placeholder", ""))
        if node.tag and (is_field or hint or hides):
            found.append(node)
    for number, node in enumerate(found):
        node.attributes[NAME] = str(number)
    return len(found)


def compared_area(drawing: Drawing, shape: tuple[int, int]) -> npt.NDArray[np.bool_]:
    """Tell which pixels of a picture of that height and width show nothing masked."""
    area = np.ones(shape, dtype=np.bool_)
    for left, top, width, height in [*drawing.boxes.values(), *drawing.scrolled_away.values()]:
        x, y = max(0, int(left) - EDGE_PX), max(0, int(top) - EDGE_PX)
        area[y : int(top + height) + 1 + EDGE_PX, x : int(left + width) + 1 + EDGE_PX] = False
    return area
