from __future__ import annotations

import io
import zipfile

import pytest
from flask.testing import FlaskClient

from analyzer.exports import exports
from recorder.models import Session, Study
from recorder.store import Store
from web.results import Result


@pytest.mark.parametrize("name", exports.names())
def test_each_format_is_offered_and_downloads_as_a_zip(
    researcher: FlaskClient, recorded: Session, result: Result, name: str
) -> None:
    if name == "parquet":
        pytest.importorskip("pyarrow")
    address = f"/studies/lamp-shop/exports/{name}.zip"
    assert f'href="{address}"' in researcher.get("/studies/lamp-shop").text
    answer = researcher.get(address)
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"] == f"attachment; filename=lamp-shop-{name}.zip"
    with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
        assert archive.testzip() is None
        assert archive.namelist()
        assert all(entry.startswith(f"lamp-shop-{name}/") for entry in archive.namelist())
    answer.close()


def test_strangers_get_nothing(stranger: FlaskClient, result: Result) -> None:
    assert stranger.get("/studies/lamp-shop/exports/csv.zip").status_code in (302, 303, 401, 403)


def test_without_a_report_the_page_says_what_to_do_first(
    researcher: FlaskClient, recorded: Session
) -> None:
    assert "Calculate the report first" in researcher.get("/studies/lamp-shop").text
    assert researcher.get("/studies/lamp-shop/exports/csv.zip").status_code == 404


def test_without_sessions_the_page_says_what_will_stand_here(
    researcher: FlaskClient, study: Study
) -> None:
    assert "There are no data yet" in researcher.get("/studies/lamp-shop").text


def test_a_stale_report_is_not_mixed_with_newer_sessions(
    researcher: FlaskClient, result: Result, store: Store, study: Study
) -> None:
    store.open_session(store.invite(study), "I agree.", 1_795_330_000_000)
    assert "Calculate it again" in researcher.get("/studies/lamp-shop").text
    assert researcher.get("/studies/lamp-shop/exports/csv.zip").status_code == 409


def test_an_unknown_format_is_not_found(researcher: FlaskClient, result: Result) -> None:
    assert researcher.get("/studies/lamp-shop/exports/xlsx.zip").status_code == 404
