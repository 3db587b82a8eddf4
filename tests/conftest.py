from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import settings

# A property is about numbers, not about how busy the machine is.
settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")

GOLDEN = Path(__file__).parent.parent / "fixtures" / "golden"
MEAN_TOLERANCE = 1.0  # of 255: another OpenCV rounds and smooths differently
FAR = 24  # of 255: what the eye sees at once
FAR_SHARE = 0.01

Image = npt.NDArray[np.uint8]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-golden",
        action="store_true",
        help="write the pictures in fixtures/golden anew; look at them before the commit",
    )


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[str, Image], None]:
    """Compare a picture of at most 320 px with the one of that name in fixtures/golden."""

    def compare(name: str, picture: Image) -> None:
        path = GOLDEN / f"{name}.png"
        assert max(picture.shape[:2]) <= 320, "goldens are small"
        if request.config.getoption("--update-golden"):
            path.parent.mkdir(parents=True, exist_ok=True)
            assert cv2.imwrite(str(path), picture)
        expected = cv2.imread(str(path), cv2.IMREAD_UNCHANGED)
        assert expected is not None, f"{path} is not there: pytest --update-golden"
        assert expected.shape == picture.shape
        difference = np.abs(expected.astype(int) - picture)
        assert difference.mean() <= MEAN_TOLERANCE
        assert (difference > FAR).mean() <= FAR_SHARE

    return compare
