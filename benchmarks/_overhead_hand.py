"""The hand that uses a page: plain input events at places that it learnt before.

Playwright's own clicks run scripts in the page to find and to wait for an element, several
times what a tracker costs. So a first use, which is not measured, learns where everything is.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from playwright.sync_api import Page

STEPS = 8
STEP_MS = 12  # some sixty moves a second, as a mouse reports them
REST_MS = 80
Place = tuple[float, float]


@dataclass(slots=True)
class Places:
    """Where each press of a use goes, in the order of the presses."""

    known: list[Place] = field(default_factory=list)
    is_learnt: bool = False


class Hand:
    """Moves, presses and types."""

    def __init__(self, page: Page, places: Places) -> None:
        self._page = page
        self._places = places
        self._at: Place = (640.0, 400.0)
        self._pressed = 0

    def press(self, selector: str, nth: int = 0) -> None:
        """Move to an element and press it."""
        if not self._places.is_learnt:
            box = self._page.locator(selector).nth(nth).bounding_box()
            if box is None:
                raise SystemExit(f"{selector} is not on the page")
            self._places.known.append((box["x"] + box["width"] / 2, box["y"] + box["height"] / 2))
        place = self._places.known[self._pressed]
        self._pressed += 1
        self.move(place)
        self._page.mouse.down()
        self._page.mouse.up()
        self._page.wait_for_timeout(REST_MS)

    def move(self, to: Place) -> None:
        """Move as a hand does, in many small steps."""
        for step in range(1, STEPS + 1):
            x, y = (at + (end - at) * step / STEPS for at, end in zip(self._at, to, strict=True))
            self._page.mouse.move(x, y)
            self._page.wait_for_timeout(STEP_MS)
        self._at = to

    def type(self, text: str) -> None:
        """Type into what has the focus."""
        self._page.keyboard.type(text, delay=50)

    def erase(self, count: int) -> None:
        """Press backspace."""
        for _ in range(count):
            self._page.keyboard.press("Backspace", delay=20)

    def scroll(self, times: int, step_px: float = 500) -> None:
        """Turn the wheel."""
        for _ in range(times):
            self._page.mouse.wheel(0, step_px)
            self._page.wait_for_timeout(60)

    def scroll_back(self) -> None:
        """Turn the wheel to the top."""
        self._page.mouse.wheel(0, -100_000)
        self._page.wait_for_timeout(400)

    def rest(self) -> None:
        """Let the page draw."""
        self._page.wait_for_timeout(300)
