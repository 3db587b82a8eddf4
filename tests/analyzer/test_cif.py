import re
from dataclasses import replace

import msgspec

from analyzer.cif import cif_report
from analyzer.cif_words import TO_FILL
from fixtures.exported import material

PARTS = [
    "1 Executive summary", "2 Introduction", "3 Method", "4 Results", "5 Appendices",
]  # fmt: skip
SECTIONS = [
    "2.1 Full product description", "2.2 Test objectives", "3.1 Participants",
    "3.2 Context of product use in the test", "3.3 Experimental design", "4.1 Data analysis",
    "4.2 Effectiveness", "4.3 Efficiency", "4.4 Satisfaction",
]  # fmt: skip


def test_the_parts_are_those_of_the_standard_in_its_order() -> None:
    page = cif_report(material())
    assert re.findall(r"<h2>(.*?)</h2>", page) == PARTS
    found = re.findall(r"<h3>(.*?)</h3>", page)
    assert [name for name in found if name in SECTIONS] == SECTIONS


def test_simulated_participants_are_called_simulated_on_the_title_page() -> None:
    page = cif_report(material())
    assert "simulated" in page.split("<header>")[1].split("</header>")[0]
    of_people = msgspec.structs.replace(material().analysis, is_simulated=False)
    real = cif_report(replace(material(), analysis=of_people))
    assert "imulated" not in real.split("<body>")[1].split("<h3>A Sessions")[0]


def test_what_is_not_known_is_marked_and_never_made_up() -> None:
    page = cif_report(material())
    for what in ("name and version of what was tested", "how they were chosen", "questionnaire"):
        assert re.search(rf"\[[^\]]*{what}[^\]]*: {TO_FILL}\]", page), what


def test_the_page_needs_nothing_beside_it() -> None:
    page = cif_report(material())
    assert not re.search(r"<(script|link|img|iframe)|url\(|src=", page)
    assert "default-src &#x27;none" in page or "default-src 'none'" in page


def test_texts_of_the_study_are_escaped() -> None:
    evil = msgspec.structs.replace(material().analysis, title="<script>alert(1)</script>")
    assert "<script>" not in cif_report(replace(material(), analysis=evil))
