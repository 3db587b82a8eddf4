from __future__ import annotations

import re

from web.version import VERSION


def test_the_version_fits_into_a_file_name() -> None:
    assert re.fullmatch(r"[0-9][A-Za-z0-9.]*", VERSION)
