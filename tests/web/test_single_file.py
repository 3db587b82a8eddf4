from __future__ import annotations

import re

import pytest
from flask import Flask

from web.results import Result
from web.single_file import data_uri, report_file


@pytest.fixture
def text(app: Flask, result: Result) -> str:
    with app.test_request_context():
        return report_file(result)


def test_nothing_in_the_file_is_asked_of_a_server(text: str) -> None:
    for reference in re.findall(r'(?:src|href)="([^"]*)"', text):
        assert reference.startswith(("data:", "#")), reference
    for reference in re.findall(r"url\(\s*[\"']?([^\"')]*)", text):
        assert reference.startswith(("data:", "#")), reference
    assert "@import" not in text
    assert "<script" not in text
    assert "<form" not in text


def test_the_file_forbids_itself_every_request(text: str) -> None:
    assert "default-src 'none'" in text
    assert "img-src data:" in text


def test_the_file_holds_pictures_font_and_every_figure(text: str, result: Result) -> None:
    assert data_uri(result.folder / "heat-1.png") in text
    assert "data:font/woff2;base64," in text
    assert "Fewest completed" in text
    assert text.count("Simulated participants") >= 1 + len(result.analysis.tasks)


def test_moments_are_named_where_they_cannot_be_followed(text: str) -> None:
    assert "<span>P01 0:31.4</span>" in text


def test_the_same_result_gives_the_same_bytes(app: Flask, result: Result, text: str) -> None:
    with app.test_request_context():
        assert report_file(result) == text


def test_what_participants_said_goes_along_with_its_style(text: str) -> None:
    assert "Usability scored 73.3 of 100" in text
    assert "Paying took ages, and I had to ring them." in text
    assert ".said-words" in text
