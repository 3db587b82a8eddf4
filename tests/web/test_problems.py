from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from recorder.models import Study

HOSTILE = [
    "..%2f..%2fetc%2fpasswd",
    "<script>alert(1)</script>",
    "%00",
    "a" * 5_000,
    "' OR 1=1 --",
    "Ünïcode",
    "lamp-shop/../other",
]


@pytest.mark.parametrize("slug", HOSTILE)
@pytest.mark.parametrize("page", ["", "/report", "/report.json", "/sessions/x"])
def test_a_hostile_slug_is_not_found(researcher: FlaskClient, slug: str, page: str) -> None:
    answer = researcher.get(f"/studies/{slug}{page}")
    assert answer.status_code == 404
    assert "<script>alert" not in answer.text


def test_a_wrong_name_is_answered_with_the_names_that_are_close(
    researcher: FlaskClient, study: Study
) -> None:
    answer = researcher.get("/studies/lamp-shpo")
    assert answer.status_code == 404
    assert study.slug in answer.text
    assert "To the studies" in answer.text


def test_a_program_gets_problem_json(researcher: FlaskClient) -> None:
    answer = researcher.get("/studies/none", headers={"Accept": "application/json"})
    assert answer.status_code == 404
    assert answer.mimetype == "application/problem+json"
    assert answer.json is not None
    assert answer.json["status"] == 404


def test_a_crash_is_a_page_with_a_remedy_and_no_traceback(
    app: Flask, researcher: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken() -> None:
        raise RuntimeError("secret detail")

    monkeypatch.setitem(app.view_functions, "studies.palette", broken)
    answer = researcher.get("/palette.json", headers={"Accept": "text/html"})
    assert answer.status_code == 500
    assert "Nothing that was recorded is harmed" in answer.text
    assert "secret detail" not in answer.text


def test_a_wrong_method_is_refused(researcher: FlaskClient) -> None:
    assert researcher.delete("/").status_code == 405
