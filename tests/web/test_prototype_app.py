from __future__ import annotations

from pathlib import Path

import pytest

from recorder.definition import parse_study
from recorder.errors import ThinkaloudError
from recorder.store import Store
from web.prototype_app import prototype_app

YAML = "title: A\ntasks: [{id: a, title: A, instructions: A}]"


def test_a_prototype_carries_collector_and_invitation(tmp_path: Path) -> None:
    (tmp_path / "shop").mkdir()
    (tmp_path / "shop" / "index.html").write_text("<html><head></head><body>Shop</body></html>")
    with Store.open(tmp_path) as store:
        person = store.invite(store.add_study(parse_study(YAML, "shop")))
        store.set_prototype("shop", str(tmp_path / "shop"), "http://localhost")
    client = prototype_app(tmp_path, "shop", str(tmp_path / "shop")).test_client()
    with client.get("/") as page:
        assert "/_thinkaloud/tracker/thinkaloud.js" in page.text
    assert client.get("/_thinkaloud/collect/v1/time").status_code == 200
    assert client.get(f"/_thinkaloud/join/{person.join_token}").status_code == 200
    # The researcher's pages are another origin's.
    assert client.get("/_thinkaloud/studies/shop").status_code == 404


def test_a_study_or_folder_that_is_not_there_is_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(ThinkaloudError):
        prototype_app(tmp_path, "none", str(tmp_path))


def test_a_prototype_answers_under_no_foreign_name(tmp_path: Path) -> None:
    # A name that is rebound to this machine would make another site's page read the prototype.
    (tmp_path / "shop").mkdir()
    (tmp_path / "shop" / "index.html").write_text("<head></head>Shop")
    with Store.open(tmp_path) as store:
        store.add_study(parse_study(YAML, "shop"))
    folder = str(tmp_path / "shop")
    client = prototype_app(tmp_path, "shop", folder, frozenset({"lab.example"})).test_client()
    refused = client.get("/", headers={"Host": "evil.example"})
    assert (refused.status_code, "Shop" in refused.text) == (400, False)
    for host in ("lab.example:8322", "127.0.0.1:8322", "[::1]:8322", "192.0.2.7"):
        assert client.get("/", headers={"Host": host}).status_code == 200
