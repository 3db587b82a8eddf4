import json
import warnings
from pathlib import Path

import pytest

from analyzer.exporting import export_to
from analyzer.exports import exports
from analyzer.exports.json import schema
from analyzer.pipeline import to_json
from fixtures.built_analysis import built_analysis
from fixtures.exported import material

PUBLISHED = Path(__file__).parents[3] / "docs" / "analysis.schema.json"


def test_the_published_schema_is_up_to_date() -> None:
    assert PUBLISHED.read_bytes() == schema(), "write it anew: docs/exports.md says how"


@pytest.mark.parametrize("analysis", [material().analysis, built_analysis()])
def test_real_results_are_valid_by_the_published_schema(analysis: object) -> None:
    jsonschema = pytest.importorskip("jsonschema")
    rules = json.loads(PUBLISHED.read_text())
    jsonschema.Draft202012Validator.check_schema(rules)
    jsonschema.Draft202012Validator(rules).validate(json.loads(to_json(analysis)))  # type: ignore[arg-type]


def test_a_wrong_result_is_not_valid() -> None:
    jsonschema = pytest.importorskip("jsonschema")
    wrong = json.loads(to_json(material().analysis))
    wrong["tasks"][0]["attempts"][0]["outcome"] = "won"
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.Draft202012Validator(json.loads(PUBLISHED.read_text())).validate(wrong)


def test_the_folder_holds_the_analysis_and_its_schema(tmp_path: Path) -> None:
    paths = export_to(exports["json"], material(), tmp_path / "out")
    assert [path.name for path in paths] == ["README.txt", "analysis.json", "analysis.schema.json"]
    assert paths[1].read_bytes() == to_json(material().analysis)


def test_the_pandas_lines_of_the_readme_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    pytest.importorskip("pandas")
    from analyzer.export_notes import PANDAS

    export_to(exports["json"], material(), tmp_path / "out")
    monkeypatch.chdir(tmp_path / "out")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)  # a notebook's line leaves the file open
        exec(PANDAS["json"], {})
    assert "buy" in capsys.readouterr().out
